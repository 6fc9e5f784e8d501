"""What must hold of trucks: their lengths fit each other, and the one that is named is there."""

from __future__ import annotations

import math
import re

from planner.scenario.draft import Draft
from planner.scenario.schema_trucks import TruckIn, truck_from
from planner.trucks import standard_trucks

__all__ = ["check_trucks"]


def check_trucks(draft: Draft) -> None:
    """Ids, lengths that make no vehicle, and the truck that the policies name."""
    for id, row in draft.trucks.items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", id):
            expected = "lower-case letters, digits and `_`, beginning with a letter"
            draft.report.add(row.here(), expected, "write a word such as box_truck", value=id, key=True)
        _lengths(draft, id, row)
    if draft.policies is None:
        return
    named, known = draft.policies.design_truck, {**standard_trucks(), **draft.trucks}
    if named not in known and named not in draft.broken_ids:
        remedy = draft.report.did_you_mean(named, known, f"one of {', '.join(sorted(known))}")
        draft.report.add(draft.policies.here("design_truck"), "the id of a truck", remedy)


def _lengths(draft: Draft, id: str, row: TruckIn) -> None:
    truck = truck_from(id, row)
    if truck.rear_overhang_mm < 0:
        expected = "a wheelbase that with the front overhang is no longer than the truck"
        most = row.length_m - row.front_overhang_m
        draft.report.add(row.here("wheelbase_m"), expected, f"write {max(most, 1):g} or less")
    elif truck.inner_radius < 0:
        nose = row.wheelbase_m + row.front_overhang_m
        least = math.ceil(math.hypot(nose, row.width_m) * 100) / 100
        expected = "a radius in which a truck of this length can turn"
        draft.report.add(row.here("outer_radius_m"), expected, f"write {least:.2f} or more")
