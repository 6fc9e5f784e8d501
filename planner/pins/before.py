"""A bundle as the start of another solve: what it holds, what of it is wrong or no longer asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planner.bundle import Bundle, read_bundle
from planner.check.compliance import Finding
from planner.compare.read import RESOLVED
from planner.compare.scenarios import Change, scenario_changes
from planner.errors import BundleError, UsageError
from planner.model import Demand, Layout, Scenario, Tenant
from planner.pins.check import pin_faults
from planner.pins.edit import pins_in
from planner.pins.held import ids_of
from planner.scenario import load_scenario
from planner.score import STOCK_PREFIX
from planner.verify import verify

__all__ = ["Before", "Fault", "read_before"]

SAME_PARK = 0.5
"""Share of the ground of both together that two storeys of one park have in common."""
TOLD = 5
MISPLACED = (
    "LAYOUT-GEOMETRY",
    "LAYOUT-REFERENCES",
    "LAYOUT-INSIDE",
    "LAYOUT-OVERLAP",
    "LAYOUT-WALL",
    "LAYOUT-DOOR-PLACE",
    "LAYOUT-ACCESS",
    "LAYOUT-KIND",
    "LAYOUT-DAYLIGHT",
    "LAYOUT-ROOM-WIDTH",
    "LAYOUT-CORRIDOR-WIDTH",
    "LAYOUT-CORRIDOR-NET",
)
"""Integrity rules whose subjects cannot stay as they are, unless they are pinned."""
DRAWN = ("buildings", "site", "policies", "kinds", "standards")
"""Sections of a scenario that decide whether a thing may stay where it is drawn."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong in the layout, under the scenario that is to be solved."""

    clause: str
    subject: str
    words: str
    at: tuple[float, float] | None
    """A place in it, m."""


@dataclass(frozen=True, slots=True)
class Before:
    """The result that a solve starts from."""

    bundle: Bundle
    scenario: Scenario
    """The scenario that it answers."""
    changes: tuple[Change, ...]
    """What is different in the scenario that is to be solved."""
    edited: bool
    """Whether the layout was changed by hand since it was written."""
    faults: tuple[Fault, ...]
    """What is wrong with it; empty where nothing was changed."""
    unfit: frozenset[str]
    """Ids of things that cannot stay as they are."""
    changed: frozenset[str]
    """Companies and zones that ask for something else than before, or are new."""

    @property
    def layout(self) -> Layout:
        """The layout as it is on the disk."""
        return self.bundle.layout


def read_before(scenario: Scenario, directory: Path) -> Before:
    """The bundle in a folder as a start for a scenario.

    Raises ``BundleError`` where it is missing, damaged or of another park, and ``UsageError`` where its pins
    contradict each other or the scenario: each of them is told.
    """
    bundle = read_bundle(directory)
    pins_in(bundle)
    if not (directory / RESOLVED).is_file():
        raise BundleError(
            f"{directory / RESOLVED}: missing, expected in a result bundle. "
            "Try: solve the scenario again with `planner solve SCENARIO -o FOLDER`"
        )
    old = load_scenario(directory / RESOLVED)
    changes = scenario_changes(old, scenario)
    _same_park(directory, old, scenario, changes)
    faults = list(pin_faults(scenario, bundle.layout))
    if faults:
        raise UsageError("\n".join(f"{directory / 'layout.geojson'}: {fault}" for fault in faults))
    edited = bundle.layout_sha256 != bundle.manifest.get("layout_sha256")
    drawn = any(change.section in DRAWN for change in changes)
    wrong = tuple(_faults(scenario, directory)) if edited or drawn else ()
    changed = frozenset(_changed(old, scenario))
    return Before(bundle, old, changes, edited, wrong, _unfit(bundle, wrong), changed)


def _same_park(directory: Path, old: Scenario, new: Scenario, changes: tuple[Change, ...]) -> None:
    """A bundle of another park is no start: what differs is told by name."""
    outlines = {storey.id: storey.outline for storey in new.storeys}
    common = [(s.outline, outlines[s.id]) for s in old.storeys if s.id in outlines]
    alike = sum(a.intersection(b).area >= SAME_PARK * a.union(b).area for a, b in common)
    if common and 2 * alike >= len(common):
        return
    counts = Counter(change.section for change in changes)
    known = {"site": "the site", "buildings": "buildings", "tenants": "tenants", "programme": "programme"}
    names = [f"{known.get(section, section)} ({count})" for section, count in counts.most_common(TOLD)]
    storeys = f"{len(common)} of {len(outlines)} storeys have the same id, {alike} lie in the same place"
    raise BundleError(
        f"{directory}: a layout of {old.name!r}, expected one of {new.name!r} ({new.source}) or of an "
        f"earlier version of it: {storeys}; differences in {', '.join(names) or 'nothing else'}. "
        "Try: give a result of this scenario, or solve it without --from"
    )


def _faults(scenario: Scenario, directory: Path) -> Iterator[Fault]:
    """Every finding that breaks a mandatory clause, but for hashes, which an edited file does not have."""
    for verdict in verify(scenario, directory).verdicts:
        recommended = verdict.strength != "mandatory"
        if verdict.status != "fail" or recommended or verdict.clause == "LAYOUT-ORIGIN":
            continue
        for finding in verdict.findings:
            if finding.ok is False:
                yield Fault(verdict.clause, finding.subject, _words(finding), _place(finding))


def _words(finding: Finding) -> str:
    measured = f"{finding.measured:g}" if isinstance(finding.measured, float) else str(finding.measured)
    limit = f"{finding.limit:g}" if isinstance(finding.limit, float) else str(finding.limit)
    return f"{measured} {finding.unit}, expected {finding.op} {limit} {finding.unit}".replace("  ", " ")


def _place(finding: Finding) -> tuple[float, float] | None:
    if finding.where is None or finding.where.is_empty:
        return None
    point = finding.where.representative_point()
    return round(point.x / 1000, 2), round(point.y / 1000, 2)


def _unfit(bundle: Bundle, faults: tuple[Fault, ...]) -> frozenset[str]:
    """Things that cannot stay; of a storey whose corridors do not hang together all of these."""
    named = {fault.subject for fault in faults if fault.clause in MISPLACED}
    found: set[str] = set()
    for arranged in bundle.layout.storeys:
        found |= ids_of(arranged) & named
        public = {way.id for way in arranged.corridors if way.subject is None}
        torn = {f.subject for f in faults if f.clause == "LAYOUT-CORRIDOR-NET"}
        if arranged.storey in torn or any(name.startswith(f"{arranged.storey}/") for name in torn):
            found |= public
    return frozenset(found - bundle.layout.pinned)


def _changed(old: Scenario, new: Scenario) -> Iterator[str]:
    rows: list[Tenant | Demand] = [*old.tenants, *old.demands]
    before = {row.id: _asks(row) for row in rows}
    now: list[Tenant | Demand] = [*new.tenants, *new.demands]
    yield from (row.id for row in now if before.get(row.id) != _asks(row))
    streams = {row.id for row in old.tenants if row.livestreaming and "cbep" in old.standards}
    for tenant in new.tenants:
        if tenant.livestreaming and "cbep" in new.standards and tenant.id not in streams:
            yield STOCK_PREFIX + tenant.id


def _asks(row: Tenant | Demand) -> tuple[object, ...]:
    """What of a company or zone decides where it lies and how large it is."""
    common = (row.least_area, row.wished_area, row.most_area, row.wish)
    if isinstance(row, Tenant):
        return common
    return (*common, row.zone, row.kind, row.rooms, row.splittable, row.off_site)
