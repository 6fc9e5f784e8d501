"""Setting the label of every room of a storey."""

from __future__ import annotations

import shapely

from viz import palette, typeset
from viz.labels import area_text
from viz.placing import LEAST_PT, Form, Room, Row, Setting, name_forms
from viz.scene import RoomOnPaper, StoreyScene

SHORT_NAME_EM = 6.0
"""Names up to this width are broken only where they must be."""
AIR_MM = 0.5
"""Paper between words and what stands round them, beyond the least, where there is room."""
SMALL = (6.0, LEAST_PT)
"""Sizes for a name that else would lie over the swing of a door."""


def set_label(scene: StoreyScene, room: RoomOnPaper) -> tuple[Setting | None, bool]:
    """The label of a room inside it, and whether it says everything (else the key must)."""
    near = [door for door in scene.doors if room.space.id in door.door.joins]
    swings = [leaf.sector for door in near for leaf in door.leaves]
    columns = [column for column in scene.columns if column.intersects(room.polygon)]
    solid = shapely.union_all([shape.buffer(0.35) for shape in columns])
    body = room.polygon.buffer(-0.5).difference(solid)
    free = body.difference(shapely.union_all([sector.buffer(0.2) for sector in swings]))
    # well clear of walls and doors; just clear of them; over the swing of a door
    roomy, clear, tight = (Room(shape, room.polygon) for shape in (free.buffer(-AIR_MM), free, body))
    area = area_text(room.space.area)
    full = name_forms(room.number, room.name, area, colour=palette.TEXT, soft=palette.SOFT_TEXT)
    sizes = _sizes(room.polygon.area)
    if typeset.width_em(room.name) <= SHORT_NAME_EM:  # a short name in smaller type reads better than broken
        unbroken = [form for form in full if any(row.text == room.name for row in form.rows)]
        for place in (roomy, clear):
            if (setting := place.set(unbroken, sizes, turn=False)) is not None:
                return setting, True
    even = name_forms(room.number, room.name, area, colour=palette.TEXT, soft=palette.SOFT_TEXT, lesser=1.0)
    tries = ((roomy, full, sizes), (clear, full, sizes), (clear, even, SMALL), (tight, full, sizes))
    for place, forms, allowed in tries:
        if (setting := place.set(forms, allowed)) is not None:
            return setting, True
    short = (
        Form((Row(room.number, 1.0, palette.TEXT), Row(area, 0.9, palette.SOFT_TEXT))),
        Form((Row(room.number, 1.0, palette.TEXT),)),
    )
    for form in short:
        for place in (clear, tight):
            if (setting := place.set((form,), (7.0, 6.5, *SMALL))) is not None:
                return setting, False
    return None, False


def _sizes(area_mm2: float) -> tuple[float, ...]:
    """Type sizes to try in a room of that size on paper."""
    top = 9.0 if area_mm2 > 2500 else 8.0 if area_mm2 > 1200 else 7.0
    return tuple(size for size in (9.0, 8.0, 7.5, 7.0, 6.7, 6.4) if size <= top)
