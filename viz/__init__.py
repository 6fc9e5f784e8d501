"""Drawings of a layout: storey plans, site plan, stacking plan (Matplotlib, PNG and SVG)."""

from viz.bundle import draw_bundle

__all__ = ["draw_bundle"]
