"""Hourly loads of a layout in use: people, power, water, bandwidth, lifts, against what there is."""
