"""A set of drawings as PDF: the site, the stacking plan and every storey on a sheet, true to scale."""

from __future__ import annotations

import io
from typing import Any

from viz import palette
from viz.export.given import Given
from viz.ink import Sheet
from viz.labels import project_name
from viz.plan import Series, draw_storey
from viz.site import draw_site
from viz.stacking import draw_stacking

__all__ = ["SHEETS", "drawing_set"]

A3, A1 = (420.0, 297.0), (841.0, 594.0)
SHEETS: Series = (
    (*A3, (100,)),
    (*A1, (100,)),
    (*A3, (200,)),
    (*A1, (200,)),
    (*A1, ()),
)
"""1:100 before 1:200, A3 before A1; what neither takes comes on A1 at the largest scale that fits."""

_SETTINGS: Any = {
    "pdf.fonttype": 42,  # text that can be searched and copied
    "pdf.compression": 6,
    "text.hinting": "none",
    "path.simplify": False,
}


def drawing_set(given: Given) -> dict[str, bytes]:
    """``drawings.pdf``: the site, then the storeys wanted; the same bytes for the same bundle."""
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages

    scenario, layout, lang = given.scenario, given.bundle.layout, given.lang
    title = project_name(scenario.name, scenario.name_zh, lang)
    stream = io.BytesIO()
    facts = {"Title": title, "Creator": "planner", "Producer": "planner", "CreationDate": None}
    count = len(given.storeys) + 2
    with mpl.rc_context(_SETTINGS), PdfPages(stream, metadata=facts) as pages:
        _add(pages, draw_site(scenario, layout, lang), 1, count)
        _add(pages, draw_stacking(scenario, layout, lang), 2, count)
        for number, storey in enumerate(given.storeys, start=3):
            building, arranged = given.building(storey), given.arranged(storey)
            sheet = draw_storey(scenario, building, storey, arranged, lang, SHEETS)
            _add(pages, sheet, number, count)
    return {"drawings.pdf": stream.getvalue()}


def _add(pages: Any, sheet: Sheet, number: int, count: int) -> None:
    """A page as large as the sheet, so that a millimetre of it is one of the paper."""
    sheet.write(f"{number} / {count}", sheet.width - 10.0, 4.5, 7.0, colour=palette.SOFT_TEXT, align=1.0)
    pages.savefig(sheet.figure)
