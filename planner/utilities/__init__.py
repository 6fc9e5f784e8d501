"""Utilities: what power, water, drainage, gas, heat and bandwidth a layout asks for, against what is there.

``model`` holds what a scenario says, ``table`` the indices, ``demand`` the sums, ``document`` plain data.
"""
