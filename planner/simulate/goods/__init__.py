"""Goods and trucks of a layout, event by event: gate, yard, dock, storage, picking, packing, dispatch."""
