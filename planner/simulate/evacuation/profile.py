"""What the evacuation models take as given: ``profile.yaml``, single keys of which a file replaces."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from planner.scenario.fields import OneOf, Quantity
from planner.scenario.report import Report
from planner.scenario.schema_base import Part
from planner.simulate.profiles import profile_from, shipped_profile, write_profile

__all__ = ["STAFF", "Group", "Profile", "load_profile", "standard_profile", "write_shipped"]

PACKAGE = "planner.simulate.evacuation"
STAFF = "staff"
"""Who fills rooms of which the profile says nothing."""
NARROWEST = 0.1
"""m/s by which the limits of a speed lie apart at least, where it varies: others are hardly ever drawn."""

Speed = Annotated[float, Quantity(0.05, 5, "m/s")]
Share = Annotated[float, Quantity(0.05, 1, "share")]
Length = Annotated[float, Quantity(0.01, 5, "m")]
Seconds = Annotated[float, Quantity(0, 86_400, "s")]
TimeGap = Annotated[float, Quantity(0.2, 10, "s")]


class Group(Part):
    """People of one kind: walking speed (normal, cut off), and seconds until they walk (uniform)."""

    speed: Speed
    sd: Annotated[float, Quantity(0, 2, "m/s")]
    least: Speed
    most: Speed
    reaction: tuple[Seconds, Seconds]


class Profile(Part):
    """All of it; ``constants.yaml`` says what the numbers are."""

    format: Annotated[Literal["planner-evacuation/1"], OneOf(("planner-evacuation/1",))] = (
        "planner-evacuation/1"
    )
    level_k: Speed
    density_factor: Annotated[float, Quantity(0.01, 0.39, "m2/person")]
    """Below 0.4: people still move where 2.5 stand on a square metre, the densest that is reckoned with."""
    free_share: Share
    free_density: Annotated[float, Quantity(0, 2, "persons/m2")]
    stair_k: Speed
    door_layer: Annotated[float, Quantity(0, 0.4, "m")]
    top_flow: Annotated[float, Quantity(0.1, 5, "persons/m s")]
    riser: Annotated[float, Quantity(0.1, 0.3, "m")]
    tread: Annotated[float, Quantity(0.15, 0.5, "m")]
    stair_well: Annotated[float, Quantity(0, 2, "m")]
    least_flight: Annotated[float, Quantity(0.5, 5, "m")]
    radius: Annotated[float, Quantity(0.1, 0.4, "m")]
    least_gap: Length
    time_gap: TimeGap
    stair_time_gap: TimeGap
    stair_speed: Share
    stair_up_speed: Share
    stall: Annotated[float, Quantity(10, 3_600, "s")]
    groups: dict[str, Group]
    kinds: dict[str, str]

    def group_of(self, kind: str) -> Group:
        """Who fills a room of this kind."""
        return self.groups[self.kinds.get(kind, STAFF)]


@cache
def standard_profile() -> Profile:
    """The assumptions as shipped."""
    return shipped_profile(PACKAGE, Profile)


def load_profile(path: Path) -> Profile:
    """The assumptions with the keys of a file in their place."""
    return profile_from(path, PACKAGE, Profile, _check)


def write_shipped(path: Path) -> None:
    """Copy the profile as shipped, with its comments, to a new file; ``UsageError`` where one is there."""
    write_profile(path, PACKAGE)


def _check(profile: Profile, report: Report) -> None:
    for id, group in profile.groups.items():
        if not group.least <= group.speed <= group.most:
            told = f"a speed from least to most ({group.least:g} to {group.most:g} m/s)"
            report.add(("groups", id, "speed"), told, "change the speed or its limits")
        elif group.sd > 0 and group.most - group.least < NARROWEST:
            told = f"limits at least {NARROWEST:g} m/s apart where the speed varies"
            report.add(("groups", id, "most"), told, "widen them, or write sd: 0")
        if group.reaction[0] > group.reaction[1]:
            report.add(("groups", id, "reaction"), "[from, to] in seconds", "write [15, 60]")
    for kind, name in profile.kinds.items():
        if name not in profile.groups:
            report.add(("kinds", kind), f"one of {', '.join(profile.groups)}", "name one of groups")
    if profile.least_gap < 2 * profile.radius:
        report.add(("least_gap",), f"at least the width of a person, {2 * profile.radius:g} m", "widen it")
