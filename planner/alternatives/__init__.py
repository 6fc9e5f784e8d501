"""Several layouts of one park that differ in kind: which may stand together, and what is told of them.

``docs/alternatives.md`` tells directions, distances and files.
"""
