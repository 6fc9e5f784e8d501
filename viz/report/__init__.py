"""The clause report: every clause with verdict, measurements and pictures, as one HTML file and as PDF."""

from viz.report.write import write_report

__all__ = ["write_report"]
