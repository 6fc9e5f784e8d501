"""The report for investors: one offline page about a layout, or several side by side, and a PDF of it."""

from viz.presentation.write import write_presentation

__all__ = ["write_presentation"]
