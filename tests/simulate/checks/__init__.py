"""Models of ``planner simulate`` against theory and published tests, a module each.

The folder is walked. A module declares ``CHECKS``, a tuple of ``Check`` (``tests.simulate.verification``).
"""
