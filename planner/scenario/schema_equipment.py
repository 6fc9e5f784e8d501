"""The file's model: equipment and its lending, buildings, what lies near, what is dangerous."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.operations.words import ITEMS, LIVING, STATES
from planner.scenario.fields import Flag, OneOf, Quantity, Whole
from planner.scenario.schema_base import Name, Part, Ref
from planner.scenario.schema_events import CalendarDay

__all__ = ["BuildingStateIn", "EquipmentIn", "HazardIn", "LoanIn", "NearbyIn"]


class EquipmentIn(Part):
    """Items of equipment, in a zone or at a company."""

    item: Annotated[str, OneOf(ITEMS)] = Field(description=f"what: {', '.join(ITEMS)}", examples=["desk"])
    count: Annotated[int, Whole(0, 1_000_000)] = Field(default=1, description="how many")
    zone: Ref | None = Field(default=None, description="the zone it stands in")
    company: Ref | None = Field(default=None, description="the tenant it is provided to")


class LoanIn(Part):
    """One line of the log of lent equipment. Leave out what did not happen."""

    equipment: Name = Field(description="what is lent", examples=["Projector 3"])
    company: Ref = Field(description="the tenant that borrows", examples=["T01"])
    applied: CalendarDay | None = Field(default=None, description="step 1: day of the application")
    on_platform: Annotated[bool, Flag()] = Field(
        default=False, description="step 1: true: in writing on the park's management platform"
    )
    purpose: Name | None = Field(default=None, description="step 2: use stated in the application")
    term_days: Annotated[int, Whole(1, 3660, "days")] | None = Field(
        default=None, description="step 2: term stated in the application, days"
    )
    due: CalendarDay | None = Field(default=None, description="step 2: expected day of return")
    approved: CalendarDay | None = Field(default=None, description="step 3: day of the operator's approval")
    taken: CalendarDay | None = Field(default=None, description="day it was taken")
    returned: CalendarDay | None = Field(default=None, description="step 5: day it was returned")
    state: Annotated[str, OneOf(STATES)] | None = Field(
        default=None, description=f"steps 4 and 5: state stated on return: {', '.join(STATES)}"
    )


class BuildingStateIn(Part):
    """What is known of a building's safety installations."""

    building: Ref = Field(description="id of the building", examples=["A"])
    smoke_detection: Annotated[bool, Flag()] | None = Field(
        default=None, description="whether smoke detectors and alarm are installed inside"
    )
    lightning_protection: Annotated[bool, Flag()] | None = Field(
        default=None, description="whether lightning protection is installed"
    )


class NearbyIn(Part):
    """A living facility outside the park."""

    name: Name = Field(description="its name", examples=["Hotel Linjiang"])
    kind: Annotated[str, OneOf(LIVING)] = Field(
        description=f"what it provides: {', '.join(LIVING)}", examples=["lodging"]
    )
    walk_m: Annotated[float, Quantity(0, 100_000, "m")] = Field(
        description="length of the walk from the nearest gate, m", examples=["450"]
    )


class HazardIn(Part):
    """A hazardous substance that is kept."""

    substance: Name = Field(description="its name in GB 18218", examples=["Acetone"])
    kept_t: Annotated[float, Quantity(0, 1_000_000, "t")] = Field(
        description="most that is kept, tonnes", examples=["0.5"]
    )
    critical_t: Annotated[float, Quantity(0.001, 1_000_000, "t")] = Field(
        description="its critical quantity in GB 18218, tonnes", examples=["500"]
    )
