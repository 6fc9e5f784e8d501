"""Colours and line weights of every drawing. Weights are millimetres on paper (ISO 128 steps)."""

from __future__ import annotations

INK = "#1f2328"
TEXT = "#1f2328"
SOFT_TEXT = "#454c55"
EXTERIOR_WALL = "#25292e"
INTERIOR_WALL = "#4b525a"
COLUMN = "#101214"
PAPER = "#ffffff"
CORRIDOR = "#f3f1ea"
INNER_CORRIDOR = "#f8f6f0"
CORE = "#e4e7ea"
WET = "#dfeaf0"
OPENING = "#fbfbf9"
GLASS = "#4f8fb8"
UNASSIGNED = "#ded9d2"
VACANT = "#fbfaf6"
VACANT_HATCH = "#b9b4a6"
EXIT = "#0b7a3b"
DOCK = "#9a5b00"
GATE = "#0b5cad"
DIMENSION = "#4a5058"

LAND = "#fbfaf5"
GREEN = "#e6efd9"
GREEN_DOT = "#9dbb7d"
ROAD = "#d6d8da"
EXISTING_ROAD = "#e3ddd2"
ROAD_EDGE = "#8d9399"
PUBLIC_ROAD = "#c7cacd"
FIRE_LANE = "#f0cfc4"
FIRE = "#b5301f"
HYDRANT = "#2f6f9f"
TRUCK = "#6a3d9a"
TRUCK_SWEPT = "#d9cfe4"
BOUNDARY = "#b3261e"
POND = "#cfe3ee"
OBSTACLE = "#d9d2c6"
BUILDING = "#f4efe6"
BUILDING_EXISTING = "#d8cab4"
SHADOW = "#c3c4be"

DOMESTIC_SUITE = "#e8eef4"
"""Suites of companies that are not cross-border."""
REMAINDER = "#eceef0"

HAIR = 0.09
THIN = 0.13
FINE = 0.18
MEDIUM = 0.25
WIDE = 0.35
HEAVY = 0.5

SAFE_TINT = "#e2f1e6"
STAIR_TINT = "#c3e3cc"
ROUTE_FAINT = "#7fbf95"
DEAD_END = "#f08c00"
FAILING = "#d6001c"
SAFE = "#00843d"
FIRE_SIGN = "#c8161d"
"""The colours of safety signs; the standard gives chromaticities, these are screen values by eye."""
