"""The kinds of ``planner simulate``, one module each, found by walking this folder.

A module is named like its kind and declares ``command``, a click command.
"""
