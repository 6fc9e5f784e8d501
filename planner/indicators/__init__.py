"""Operating indicators of an e-commerce base (SB/T 11233-2023, Annex A): formulas over figures and a layout.

``registry`` lists them, ``evaluate`` computes them for the years asked for, ``document`` makes plain data.
"""
