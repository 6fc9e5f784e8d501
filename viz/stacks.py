"""The park as stacks of bars: who uses each storey, and where the stacks stand on a sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.model import Building, Demand, Layout, Scenario, Space, Storey, Tenant
from viz import palette
from viz.frame import Box
from viz.labels import (
    Lang,
    kind_name,
    party_name,
    stock_name,
    word,
    zone_name,
)

NAME_WIDTH = 13.0
AREA_WIDTH = 15.0
HEAD = 9.0
GAP = 7.0
TALLEST_BAR, SHORTEST_BAR = 18.0, 6.5


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a storey with one user: name, net area (mm2), colour."""

    key: str
    name: str
    area: int
    colour: str
    meaning: str
    """What the colour stands for."""
    vacant: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A storey: its name, gross area (mm2), its parts, and the rest (corridors, cores, walls)."""

    storey: Storey
    parts: tuple[Part, ...]

    @property
    def rest(self) -> int:
        """Gross area that no room takes, mm2."""
        return max(0, self.storey.gross_area - sum(part.area for part in self.parts))


@dataclass(frozen=True, slots=True)
class Stack:
    """A building: its bars from the top storey down."""

    building: Building
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the stacks stand: columns of them, height of a bar, paper length of a mm2."""

    columns: tuple[tuple[Stack, ...], ...]
    column_width: float
    bar: float
    per_mm2: float
    fits: bool


def stacks(scenario: Scenario, layout: Layout, lang: Lang) -> tuple[Stack, ...]:
    """The park as bars: the rooms of one user on a storey are one part, largest users first."""
    rooms = {storey.storey: storey.spaces for storey in layout.storeys}
    return tuple(
        Stack(
            building,
            tuple(
                Bar(storey, _parts(scenario, rooms.get(storey.id, ()), lang))
                for storey in reversed(building.storeys)
            ),
        )
        for building in scenario.buildings
    )


def _parts(scenario: Scenario, spaces: Sequence[Space], lang: Lang) -> tuple[Part, ...]:
    tenants = {tenant.id: tenant for tenant in scenario.tenants}
    parties: list[Tenant | Demand] = [*scenario.tenants, *scenario.demands]
    names = {party.id: party_name(party, lang) for party in parties}
    grouped: dict[str, list[Space]] = {}
    for space in spaces:
        grouped.setdefault(_user(space), []).append(space)
    parts = []
    for key, group in grouped.items():
        first, area = group[0], sum(space.area for space in group)
        tenant = tenants.get(first.tenant or "")
        name = names.get(first.tenant or first.subject or "") or kind_name(
            scenario.catalogue, first.kind, lang
        )
        if first.kind == "vacant":
            parts.append(Part(key, word("vacant", lang), area, palette.VACANT, word("vacant", lang), True))
        elif first.kind == "tenant_suite" and tenant is not None:
            cross = tenant.cross_border
            colour = scenario.catalogue.spaces["tenant_suite"].colour if cross else palette.DOMESTIC_SUITE
            meaning = word("cross_border_suite" if cross else "domestic_suite", lang)
            parts.append(Part(key, name, area, colour, meaning, False))
        elif first.kind == "stock_room":
            kind = scenario.catalogue.spaces["stock_room"]
            meaning = kind_name(scenario.catalogue, kind.id, lang)
            parts.append(Part(key, stock_name(name, meaning, lang), area, kind.colour, meaning, False))
        else:
            parts.append(_zone_part(scenario, key, name, area, first.zone, lang))
    order = sorted(parts, key=lambda part: (part.vacant, part.meaning, -part.area, part.key))
    return tuple(order)


def _zone_part(scenario: Scenario, key: str, name: str, area: int, zone: str, lang: Lang) -> Part:
    entry = scenario.catalogue.zones.get(zone)
    return Part(
        key,
        name,
        area,
        entry.colour if entry else "#dddddd",
        zone_name(scenario.catalogue, zone, lang),
        False,
    )


def _user(space: Space) -> str:
    """Rooms with the same user on a storey are one block; vacant rooms together."""
    if space.kind == "vacant":
        return "~vacant"
    if space.kind in ("tenant_suite", "stock_room"):
        return f"{space.kind}:{space.tenant}"
    return space.subject or f"{space.zone}:{space.kind}"


# ---------------------------------------------------------------- layout of the sheet


def arrange(given: Sequence[Stack], field: Box) -> Grid:
    """Stacks in columns, in their order, with one scale of area for all.

    Of all counts of columns the one whose bars are longest is taken, among those where bars stay
    legible; else the one with the tallest bars.
    """
    longest = max((bar.storey.gross_area for stack in given for bar in stack.bars), default=1)
    best: Grid | None = None
    for count in range(1, max(1, len(given)) + 1):
        columns = _split(given, count)
        width = (field.width - 5.0 * (count - 1)) / count
        if width < NAME_WIDTH + AREA_WIDTH + 25.0 and best is not None:
            break
        overhead = max(len(column) * (HEAD + GAP) for column in columns)
        rows = max(sum(len(stack.bars) for stack in column) for column in columns)
        bar = min(TALLEST_BAR, (field.height - overhead) / max(1, rows))
        grid = Grid(columns, width, bar, (width - NAME_WIDTH - AREA_WIDTH) / longest, bar >= SHORTEST_BAR)
        if grid.fits:
            return grid
        if best is None or bar > best.bar:
            best = grid
    return best or Grid((), field.width, TALLEST_BAR, 1.0, True)


def _split(given: Sequence[Stack], count: int) -> tuple[tuple[Stack, ...], ...]:
    """Runs of stacks, ``count`` of them at most, whose tallest is as low as can be."""
    heights = [len(stack.bars) + 1.6 for stack in given]
    low, high = max(heights, default=0.0), sum(heights)
    for _ in range(40):
        middle = (low + high) / 2
        if len(_runs(given, heights, middle)) <= count:
            high = middle
        else:
            low = middle
    return _runs(given, heights, high)


def _runs(given: Sequence[Stack], heights: Sequence[float], limit: float) -> tuple[tuple[Stack, ...], ...]:
    runs: list[list[Stack]] = []
    filled = math.inf
    for stack, height in zip(given, heights, strict=True):
        if filled + height > limit + 1e-9:
            runs.append([])
            filled = 0.0
        runs[-1].append(stack)
        filled += height
    return tuple(tuple(run) for run in runs)
