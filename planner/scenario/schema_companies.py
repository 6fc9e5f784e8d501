"""The file's model: staff, the files of companies, complaints."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.operations.words import ROLES
from planner.scenario.fields import OneOf, Whole
from planner.scenario.schema_base import Name, Part, Ref
from planner.scenario.schema_events import CalendarDay

__all__ = ["CompanyIn", "ComplaintIn", "LicenceIn", "StaffIn"]


class StaffIn(Part):
    """People in a role."""

    role: Annotated[str, OneOf(ROLES)] = Field(
        description=f"role: {', '.join(ROLES)}", examples=["maintenance"]
    )
    count: Annotated[int, Whole(0, 100_000, "people")] = Field(default=1, description="how many")
    since: CalendarDay | None = Field(default=None, description="first day in the role")
    until: CalendarDay | None = Field(default=None, description="last day in the role")
    evidence: Name | None = Field(default=None, description="appointment letter or contract")


class LicenceIn(Part):
    """A permit of a company."""

    name: Name = Field(description="what it permits", examples=["Food trade"])
    number: Ref | None = Field(default=None, description="its number, in quotes")
    expires: CalendarDay | None = Field(default=None, description="last day on which it is valid")


class CompanyIn(Part):
    """The file that the operator keeps about a resident company."""

    tenant: Ref = Field(description="id of the tenant", examples=["T01"])
    credit_code: Ref | None = Field(default=None, description="unified social credit code, in quotes")
    registered: CalendarDay | None = Field(
        default=None, description="day of its registration as a market entity"
    )
    licences: Annotated[list[LicenceIn], Field(max_length=200)] | None = Field(
        default=None, description="its permits"
    )
    since: CalendarDay | None = Field(default=None, description="day it moved in; default: before the period")
    verified: Annotated[list[CalendarDay], Field(max_length=2000)] | None = Field(
        default=None, description="days on which its file was checked and updated (CBEP-6.1.3)"
    )
    credit_class: Ref | None = Field(default=None, description="its class in the credit system (CBEP-6.1.4)")


class ComplaintIn(Part):
    """A complaint and when it was settled."""

    received: CalendarDay = Field(description="the day it came in", examples=["2026-03-12"])
    topic: Name = Field(description="what it is about", examples=["Lift out of order"])
    closed: CalendarDay | None = Field(default=None, description="the day it was settled")
