"""First estimate of the room area of a storey, before anything is arranged on it."""

from __future__ import annotations

from planner.model import Policies, Storey

__all__ = ["net_capacity"]

PARTITION_SHARE = 0.03
"""Partitions of 0.12 m round rooms of about 60 m2: 2 x 8 m x 0.12 m of 64 m2."""

CORE_STUB_SHARE = 0.02
"""Corridor area beyond the main corridor: stubs to cores and exits."""

ROOM_DEPTH_M = 9.0
"""Usual depth of a room with light from one side."""


def net_capacity(storey: Storey, policies: Policies) -> int:
    """Area (mm2) likely left for rooms and zones: without walls, cores, columns and public corridors.

    A double-loaded corridor of the policy's width serves rooms of usual depth on both sides; a plate
    narrower than that spends relatively more on it. Measured plates spend 6 to 13 % on corridors.
    """
    inside = storey.outline.buffer(-policies.exterior_wall_mm, join_style="mitre")
    if inside.is_empty:
        return 0
    free = inside.area
    for core in storey.cores:
        free -= (
            core.polygon.buffer(policies.interior_wall_mm / 2, join_style="mitre").intersection(inside).area
        )
    for column in storey.columns:
        free -= column.polygon.intersection(inside).area
    if free <= 0:
        return 0
    depth_mm = 2 * inside.area / inside.length
    width = policies.corridor_width_mm + policies.interior_wall_mm * 2
    band = min(2 * depth_mm, 2 * ROOM_DEPTH_M * 1000 + width)
    corridors = min(0.25, width / max(band, width) + CORE_STUB_SHARE)
    return max(0, int(free * (1 - corridors) * (1 - PARTITION_SHARE)))
