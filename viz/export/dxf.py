"""Drawings for CAD: a DXF file for every storey and one for the site, or all storeys side by side in one."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from planner.model import Storey
from viz.bundle import plan_stem
from viz.export.dxf_sheet import APP, STYLE
from viz.export.dxf_site import draw_site
from viz.export.dxf_storey import DIMSTYLE, draw_storey, scale_of
from viz.export.given import Given
from viz.export.layers import LAYERS
from viz.labels import Lang
from viz.typeset import font_path

__all__ = ["dxf_files"]

VERSION = "R2010"
FONT = "simhei.ttf"
"""On every Chinese Windows; other systems put their own font in its place."""
MILLIMETRES = 4
BETWEEN_MM = 60_000
"""Between storeys side by side: room for dimensions and tags of both."""


def dxf_files(given: Given, *, together: bool = False) -> dict[str, bytes]:
    """File name -> bytes; the same bytes for the same bundle.

    ``together`` puts the storeys side by side into ``storeys.dxf``: lowest first along x, a building a row.
    """
    files = {}
    with _fixed_dates():
        if together:
            files["storeys.dxf"] = _file(given, list(_side_by_side(given)))
        else:
            for storey in given.storeys:
                files[f"{plan_stem(storey.id)}.dxf"] = _file(given, [(storey, (0.0, 0.0))])
        doc = _new(given.lang, 500)
        draw_site(doc.modelspace(), given)
        files["site.dxf"] = _bytes(doc)
    return files


def _side_by_side(given: Given) -> Iterator[tuple[Storey, tuple[float, float]]]:
    below = 0.0
    for building in given.buildings:
        storeys = [storey for storey in given.storeys if storey.building == building.id]
        x = tall = 0.0
        for storey in storeys:
            left, bottom, right, top = storey.outline.bounds
            yield storey, (x - left, below - top)
            x += right - left + BETWEEN_MM
            tall = max(tall, top - bottom)
        below -= tall + BETWEEN_MM


def _file(given: Given, storeys: Iterable[tuple[Storey, tuple[float, float]]]) -> bytes:
    placed = list(storeys)
    doc = _new(given.lang, max(scale_of(given, storey) for storey, _ in placed))
    for storey, shift in placed:
        draw_storey(doc.modelspace(), given, storey, shift)
    return _bytes(doc)


def _new(lang: Lang, scale: int) -> Any:
    """An empty drawing in millimetres with the layers and styles of all of them."""
    from ezdxf.filemanagement import new

    doc: Any = new(VERSION, setup=["linetypes"])
    doc.units = MILLIMETRES
    doc.header["$MEASUREMENT"] = 1
    doc.header["$LTSCALE"] = scale / 10
    doc.header["$INSUNITS"] = MILLIMETRES
    doc.styles.add(STYLE, font=_measured_by())
    doc.dimstyles.new(
        DIMSTYLE,
        dxfattribs={"dimtxsty": STYLE, "dimdec": 0, "dimtad": 1, "dimtih": 0, "dimtoh": 0, "dimtmove": 2},
    )
    doc.appids.add(APP)
    for name, layer in LAYERS.items():
        made = doc.layers.add(name, color=layer.colour, lineweight=_pen(layer.pen))
        made.description = layer.zh if lang == "zh" else layer.en
    return doc


def _measured_by() -> str:
    """The project's font: dimensions measured by it come out the same on every machine."""
    from ezdxf.fonts import fonts

    path = Path(font_path())
    if not fonts.font_manager.has_font(path.name):
        fonts.font_manager.scan_folder(path.parent)
    return path.name


def _pen(hundredths: int) -> int:
    """The nearest pen that DXF knows."""
    pens = (0, 5, 9, 13, 15, 18, 20, 25, 30, 35, 40, 50, 53, 60, 70, 80, 90, 100)
    return min(pens, key=lambda pen: abs(pen - hundredths))


def _bytes(doc: Any) -> bytes:
    from ezdxf import zoom

    doc.styles.get(STYLE).dxf.font = FONT
    zoom.extents(doc.modelspace())
    stream = io.StringIO()
    doc.write(stream)
    return stream.getvalue().encode("utf-8")


@contextmanager
def _fixed_dates() -> Iterator[None]:
    """No times and no random ids in the files written here."""
    import ezdxf

    options = vars(ezdxf)["options"]
    before = options.write_fixed_meta_data_for_testing
    options.write_fixed_meta_data_for_testing = True
    try:
        yield
    finally:
        options.write_fixed_meta_data_for_testing = before
