"""The ground storey of the real plant as an old Chinese drawing: R2000, GBK, millimetres.

Made from ``scenarios/data/plant-shell.geojson``; ``python -m tests.exchange.plant_dxf`` writes it anew.
"""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import ezdxf
from shapely.geometry import Polygon, box, shape

DATA = Path(__file__).resolve().parents[2] / "scenarios" / "data"
FILE = DATA / "plant-1F.dxf"
OUTLINE, COLUMNS, DOORS, STAIRS, WINDOWS = "楼板轮廓", "柱", "门", "楼梯", "窗"
DOOR_M = 0.3
"""Depth of the openings in the external wall."""


def drawing() -> bytes:
    ezdxf.options.write_fixed_meta_data_for_testing = True
    try:
        doc = ezdxf.new("R2000", units=4)
        doc.header["$DWGCODEPAGE"] = "ANSI_1252"  # what old programs write, whatever the text is in
        for name in (OUTLINE, COLUMNS, DOORS, STAIRS, WINDOWS):
            doc.layers.add(name)
        space = doc.modelspace()
        for layer, polygon in things():
            points = [(round(x * 1000, 1), round(y * 1000, 1)) for x, y in polygon.exterior.coords[:-1]]
            space.add_lwpolyline(points, close=True, dxfattribs={"layer": layer})
        space.add_text("一层平面图", height=800, dxfattribs={"layer": "图名", "insert": (-10517, -14000)})
        stream = io.StringIO()
        doc.write(stream)
    finally:
        ezdxf.options.write_fixed_meta_data_for_testing = False
    return stream.getvalue().encode("gbk")


def things() -> list[tuple[str, Polygon]]:
    rows = json.loads((DATA / "plant-shell.geojson").read_bytes())["features"]
    made: list[tuple[str, Polygon]] = []
    for row in rows:
        facts, outline = row["properties"], shape(row["geometry"])
        layer, level = facts["layer"], facts["z"]
        if layer == "slab" and level == 5.0:
            made.append((OUTLINE, Polygon(outline.exterior)))
        elif layer == "column" and level == 0.0:
            made.append((COLUMNS, outline.buffer(0.25, cap_style="square")))
        elif layer == "stairflight" or (layer == "slab" and "Landing" in facts["name"]):
            made.append((STAIRS, outline))
        elif layer == "window" and level < 5.0:
            made.append((WINDOWS, outline))
        elif layer == "door" and "推拉门" in facts["name"]:
            made.append((DOORS, _opening(outline, facts)))
    return made


def _opening(swept: Any, facts: Any) -> Polygon:
    """The opening of a sliding door: the file has it with its leaves, its name tells the width in mm."""
    width = int(re.search(r"(\d{4}) x", facts["name"])[1]) / 1000  # type: ignore[index]
    x, y = swept.centroid.x, swept.centroid.y
    left, bottom, right, top = swept.bounds
    wide, deep = (width, DOOR_M) if right - left > top - bottom else (DOOR_M, width)
    return box(x - wide / 2, y - deep / 2, x + wide / 2, y + deep / 2)


if __name__ == "__main__":
    FILE.write_bytes(drawing())
