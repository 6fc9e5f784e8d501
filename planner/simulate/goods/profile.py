"""What goods and trucks do in a week: ``profile.yaml``, single keys of which a file replaces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from planner.scenario.fields import OneOf, Quantity, Whole
from planner.scenario.report import Report
from planner.scenario.schema_base import Part
from planner.simulate.profiles import profile_from, shipped_profile, write_profile

__all__ = ["Profile", "Spread", "load_profile", "standard_profile", "write_shipped"]

PACKAGE = "planner.simulate.goods"
SHAPES = ("lognormal", "gamma", "exponential", "constant")
Weight = Annotated[float, Quantity(0, 1_000)]
Hour = Annotated[float, Quantity(0, 24, "h")]
Day = Annotated[list[Weight], Field(min_length=24, max_length=24)]
Span = tuple[Hour, Hour]
Share = Annotated[float, Quantity(0, 1, "share")]
Target = Annotated[float, Quantity(0.05, 0.98, "share")]
Speed = Annotated[float, Quantity(0.05, 20, "m/s")]
Kmh = Annotated[float, Quantity(0.5, 60, "km/h")]
Crew = Annotated[int, Whole(1, 10_000)]


class Spread(Part):
    """A time that varies: its mean, standard deviation over mean, and distribution."""

    mean_s: Annotated[float, Quantity(0, 86_400, "s")]
    cv: Annotated[float, Quantity(0, 10)] = 0.5
    shape: Annotated[Literal["lognormal", "gamma", "exponential", "constant"], OneOf(SHAPES)] = "lognormal"


class Peak(Part):
    """A day with more than usual."""

    day: Annotated[int, Whole(1, 366)]
    """Of those that are counted, the first is 1."""
    factor: Annotated[float, Quantity(0.01, 100)]


class TruckPart(Part):
    """How trucks drive and what they carry."""

    payload_t: Annotated[float, Quantity(0.1, 60, "t")]
    speed_kmh: Kmh
    backing_kmh: Kmh
    gap_m: Annotated[float, Quantity(0, 50, "m")]


class GatePart(Part):
    """Check-in at a gate."""

    lanes: Annotated[int, Whole(1, 50)]
    hours: Span
    check: Spread


class DockPart(Part):
    """Unloading and loading."""

    hours: Span
    detour_m: Annotated[float, Quantity(0, 1_000, "m")]
    paperwork: Spread
    tonnes_hour: Annotated[float, Quantity(0.1, 500)]
    noise_cv: Annotated[float, Quantity(0, 3)]
    carriers: Annotated[int, Whole(1, 100)]
    carrier_t: Annotated[float, Quantity(0.01, 20, "t")]
    carrier_speed_m_s: Speed


class LiftPart(Part):
    """Goods lifts."""

    speed_m_s: Speed
    exchange_s: Annotated[float, Quantity(0, 3_600, "s")]


class OrdersPart(Part):
    """Orders of single customers."""

    per_day: Annotated[float, Quantity(0, 10_000_000)] | None = None
    """Of the whole park; without it from ``parcel_share`` of the tonnes."""
    parcel_kg: Annotated[float, Quantity(0.01, 1_000, "kg")]
    lines: Annotated[float, Quantity(1, 100)]


class PickingPart(Part):
    """Picking crew of every store."""

    hours: Span
    workers: Crew | None = None
    batch: Annotated[int, Whole(1, 200)]
    line: Spread
    speed_m_s: Speed
    target: Target


class PackingPart(Part):
    """Packing crew of every store."""

    hours: Span
    workers: Crew | None = None
    order: Spread
    target: Target


class DispatchPart(Part):
    """Trucks that take the parcels away."""

    parcels_truck: Annotated[int, Whole(1, 100_000)]
    cut_offs: Annotated[list[Hour], Field(min_length=1, max_length=48)]
    lead_min: Annotated[float, Quantity(0, 1_440, "min")]
    parcel_s: Annotated[float, Quantity(0, 600, "s")]


class RoadsPart(Part):
    """Traffic on the roads of the park."""

    speed_kmh: Kmh
    cars_person: Annotated[float, Quantity(0, 3)]
    peak_share: Share


class Profile(Part):
    """All of it."""

    format: Annotated[Literal["planner-goods/1"], OneOf(("planner-goods/1",))] = "planner-goods/1"
    days: Annotated[int, Whole(1, 366)]
    warm_up_days: Annotated[int, Whole(0, 60)]
    weekdays: Annotated[list[Weight], Field(min_length=7, max_length=7)]
    peaks: Annotated[list[Peak], Field(max_length=366)]
    trucks_per_day: Annotated[float, Quantity(0, 100_000)] | None = None
    """Of the whole park that bring or fetch goods by the pallet; without it from the tonnes."""
    tonnes_m2_year: Annotated[float, Quantity(0, 1_000)]
    parcel_share: Share
    truck_hours: Day
    order_hours: Day
    truck: TruckPart
    gate: GatePart
    dock: DockPart
    lift: LiftPart
    orders: OrdersPart
    picking: PickingPart
    packing: PackingPart
    dispatch: DispatchPart
    roads: RoadsPart


def standard_profile() -> Profile:
    """The assumptions as shipped."""
    return shipped_profile(PACKAGE, Profile)


def load_profile(path: Path) -> Profile:
    """The assumptions with the keys of a file in their place; times that vary are replaced whole."""
    return profile_from(path, PACKAGE, Profile, _check, ("mean_s",))


def write_shipped(path: Path) -> None:
    """Copy the profile as shipped, with its comments, to a new file; ``UsageError`` where one is there."""
    write_profile(path, PACKAGE)


def _check(profile: Profile, report: Report) -> None:
    for part in ("gate", "dock", "picking", "packing"):
        start, end = getattr(profile, part).hours
        if end <= start:
            report.add((part, "hours"), "[from, to] in hours, to later than from", "write [8, 20]")
    for key in ("truck_hours", "order_hours", "weekdays"):
        if not sum(getattr(profile, key)):
            report.add((key,), "at least one weight above 0", "write 1 for usual hours")
    for index, peak in enumerate(profile.peaks):
        if peak.day > profile.days:
            told = f"a day from 1 to {profile.days} (days)"
            report.add(("peaks", index, "day"), told, "choose an earlier day, or simulate more days")
