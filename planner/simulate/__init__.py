"""Simulations of a layout, a package or module each; ``results`` and ``replicate`` are what they share."""
