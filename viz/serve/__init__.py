"""The live page on the own machine: scenarios edited, solved, looked at, pinned and solved again."""

from viz.serve.run import Address, serve

__all__ = ["Address", "serve"]
