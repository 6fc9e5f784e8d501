"""The independent check: measures layouts as they stand in a file, with predicates of its own.

Nothing here may import a solver; ``planner.standards`` says what the measurements are held against.
"""
