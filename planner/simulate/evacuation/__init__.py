"""Evacuation: a fast hydraulic model, the bound that no way out beats, and agents on the plan (JuPedSim)."""
