"""How a park is used through the day: ``profile.yaml``, single keys of which a file replaces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from planner.scenario.fields import OneOf, Quantity
from planner.scenario.report import Report
from planner.scenario.schema_base import Part
from planner.simulate.profiles import profile_from, shipped_profile, write_profile

__all__ = ["Lifts", "LoadProfile", "UseDay", "load_profile", "standard_profile", "write_shipped"]

PACKAGE = "planner.simulate.loads"
Share = Annotated[float, Quantity(0, 1, "share")]
Row = Annotated[list[Share], Field(min_length=24, max_length=24)]
Seconds = Annotated[float, Quantity(0.1, 3_600, "s")]
Step = tuple[Annotated[float, Quantity(1, 2_000, "m")], Annotated[float, Quantity(0.1, 20, "m/s")]]


class Attendance(Part):
    """Which share comes on a day: mean and standard deviation of a beta distribution."""

    mean: Annotated[float, Quantity(0.01, 0.99, "share")]
    sd: Annotated[float, Quantity(0, 0.45)]


class UseDay(Part):
    """A use through the day."""

    people: Row
    power: Row | None = None
    """Without it as the people."""
    standby: Share
    """Of the power that runs whoever is there."""
    weekend: Share | None = None


class Lifts(Part):
    """Lifts in the morning peak."""

    persons_kg: Annotated[float, Quantity(40, 200, "kg")]
    persons: Annotated[float, Quantity(1, 200)]
    fill: Annotated[float, Quantity(0.1, 1, "share")]
    uses: list[str]
    peak_share: Annotated[float, Quantity(0.01, 1, "share")]
    interval_s: Seconds
    speed_m_s: Annotated[list[Step], Field(min_length=1, max_length=20)]
    stop_s: Seconds
    transfer_s: Seconds


class LoadProfile(Part):
    """All of it."""

    format: Annotated[Literal["planner-loads/1"], OneOf(("planner-loads/1",))] = "planner-loads/1"
    weekend_share: Share
    attendance: Attendance
    occupied: Share
    watering_hours: tuple[Annotated[float, Quantity(0, 24, "h")], Annotated[float, Quantity(0, 24, "h")]]
    uses: dict[str, UseDay]
    lifts: Lifts

    def day_of(self, use: str) -> UseDay:
        """A use through the day; one that the profile does not know is used as an office."""
        return self.uses.get(use, self.uses["office"])


def standard_profile() -> LoadProfile:
    """The assumptions as shipped."""
    return shipped_profile(PACKAGE, LoadProfile)


def load_profile(path: Path) -> LoadProfile:
    """The assumptions with the keys of a file in their place; a use keeps what the file does not give."""
    return profile_from(path, PACKAGE, LoadProfile, _check)


def write_shipped(path: Path) -> None:
    """Copy the profile as shipped, with its comments, to a new file; ``UsageError`` where one is there."""
    write_profile(path, PACKAGE)


def _check(profile: LoadProfile, report: Report) -> None:
    spread = profile.attendance.mean * (1 - profile.attendance.mean)
    if profile.attendance.sd**2 >= spread:
        told = f"less than {spread**0.5:.2f}, which is all that a share of this mean can vary"
        report.add(("attendance", "sd"), told, "write a smaller one")
    start, end = profile.watering_hours
    if end <= start:
        report.add(("watering_hours",), "[from, to] in hours, to later than from", "write [5, 7]")
    rises = [rise for rise, _ in profile.lifts.speed_m_s]
    if rises != sorted(rises):
        report.add(("lifts", "speed_m_s"), "rises in ascending order", "sort the pairs")
