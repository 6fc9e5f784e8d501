"""A layout changed by hand: rooms shifted, rooms that change places. The check says what that breaks."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from planner.bundle import Bundle
from planner.bundle.features import Feature, geojson_bytes
from planner.bundle.files import write_files
from planner.check.compliance import write_compliance
from planner.compare.read import RESOLVED, Plan, read_plan
from planner.errors import UsageError

__all__ = ["exchanged", "shifted", "write_redrawn"]

OF_THE_PLACE = frozenset({"role", "id", "building", "storey", "area_m2"})
"""Properties of a room that stay where they are when two rooms change places; a pin goes with its room."""
FARTHEST_M = 10_000.0


def shifted(bundle: Bundle, id: str, dx_m: float, dy_m: float, *, pin: bool) -> list[Feature]:
    """The features with a room moved, and its doors with it; ``pin`` whether it is to stay there.

    Raises ``UsageError`` where there is no such room, or it would leave all the park behind.
    """
    _room(bundle, id)
    if not (abs(dx_m) <= FARTHEST_M and abs(dy_m) <= FARTHEST_M):  # NaN fails too
        raise UsageError(f"{id}: got a shift of ({dx_m:g}, {dy_m:g}) m; expected one within the site")

    def moved(feature: Mapping[str, Any]) -> bool:
        row = feature["properties"]
        return row["id"] == id or (row["role"] == "door" and id in row["joins"])

    def change(feature: Feature) -> None:
        shape = feature["geometry"]
        shape["coordinates"] = _shift(shape["coordinates"], dx_m, dy_m)
        if pin and feature["properties"]["id"] == id:
            feature["properties"]["pinned"] = True

    return _changed(bundle, moved, change)


def exchanged(bundle: Bundle, one: str, other: str, *, pin: bool) -> list[Feature]:
    """The features with two rooms in each other's place: who uses them and for what, not their walls.

    Raises ``UsageError`` where one is no room, or is part of a zone of several rooms.
    """
    if one == other:
        raise UsageError(f"{one}: got one room twice; expected two rooms. Try: another room to change with")
    rows = {id: _room(bundle, id) for id in (one, other)}
    for id, row in rows.items():
        _stands_alone(bundle, id, row)
    places = {one: rows[other], other: rows[one]}

    def change(feature: Feature) -> None:
        row = feature["properties"]
        comes = {key: value for key, value in places[row["id"]].items() if key not in OF_THE_PLACE}
        stays = {key: value for key, value in row.items() if key in OF_THE_PLACE}
        feature["properties"] = {**stays, **comes}
        if pin and comes.get("subject"):
            feature["properties"]["pinned"] = True

    return _changed(bundle, lambda feature: feature["properties"]["id"] in places, change)


def write_redrawn(bundle: Bundle, features: Sequence[Feature], folder: Path) -> Plan:
    """A bundle of the changed layout in ``folder``, with the verdicts on it.

    It keeps the manifest of the layout that it was made from: that the layout was edited since can be seen.
    """
    names = [RESOLVED, "manifest.json", *(path.name for path in bundle.directory.glob("pack-*.yaml"))]
    for name in names:
        shutil.copyfile(bundle.directory / name, folder / name)
    origin = _origin(bundle.directory / "layout.geojson")
    write_files(folder, {"layout.geojson": geojson_bytes(features, origin)})
    plan = read_plan(folder, folder.name)
    write_compliance(folder, plan.compliance)
    return plan


def _origin(layout: Path) -> tuple[float, float] | None:
    origin = json.loads(layout.read_bytes()).get("origin_wgs84")
    return None if origin is None else (origin[0], origin[1])


def _changed(
    bundle: Bundle, wanted: Callable[[Mapping[str, Any]], bool], change: Callable[[Feature], None]
) -> list[Feature]:
    features = []
    for feature in bundle.features:
        if wanted(feature):
            new: Feature = copy.deepcopy(dict(feature))
            change(new)
            features.append(new)
        else:
            features.append(dict(feature))
    return features


def _room(bundle: Bundle, id: str) -> Mapping[str, Any]:
    for feature in bundle.features:
        row: Mapping[str, Any] = feature["properties"]
        if row["role"] == "space" and row["id"] == id:
            return row
    raise UsageError(f"got {id!r}; expected the id of a room of the layout. Try: choose one on a plan")


def _stands_alone(bundle: Bundle, id: str, row: Mapping[str, Any]) -> None:
    """A room with doors to other things of its zone cannot leave these behind."""
    subject = row.get("subject")
    if subject is None:
        return
    own = {f["properties"]["id"] for f in bundle.features if f["properties"].get("subject") == subject}
    for door in bundle.of_role("door"):
        joins = door["properties"]["joins"]
        other = [name for name in joins if name != id]
        if id in joins and own.intersection(other):
            raise UsageError(
                f"{id}: part of {subject}, with a door to {other[0]}; expected a room that stands alone. "
                f"Try: give {subject} another storey as a whole"
            )


def _shift(value: Any, dx: float, dy: float) -> Any:
    if isinstance(value[0], int | float):
        return [round(value[0] + dx, 3) + 0.0, round(value[1] + dy, 3) + 0.0]
    return [_shift(item, dx, dy) for item in value]
