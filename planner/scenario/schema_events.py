"""The file's model: what happened on a day, and the days looked at."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from planner.operations.words import EVENTS, FEEDBACK
from planner.scenario.fields import Day, Flag, OneOf, Whole
from planner.scenario.schema_base import Name, Part, Ref

__all__ = ["CalendarDay", "EventIn", "FeedbackIn", "IncidentIn", "PeriodIn", "StatisticIn"]

CalendarDay = Annotated[date, Day()]


class PeriodIn(Part):
    """The days looked at, both included."""

    start: CalendarDay = Field(description="first day", examples=["2025-07-01"])
    end: CalendarDay = Field(description="last day", examples=["2026-06-30"])


class EventIn(Part):
    """Something that was held on a day."""

    date: CalendarDay = Field(description="the day", examples=["2026-03-12"])
    type: Annotated[str, OneOf(EVENTS)] = Field(
        description=f"what it was: {', '.join(EVENTS)}", examples=["exchange"]
    )
    topic: Name = Field(description="what it was about", examples=["Seminar on returns"])
    attended: Annotated[int, Whole(0, 1_000_000, "people")] | None = Field(
        default=None, description="people who came"
    )
    government: Annotated[bool, Flag()] = Field(
        default=False, description="true: people of the government took part (CBEP-7.3.1)"
    )
    company: Ref | None = Field(default=None, description="the tenant that held it, if not the park")
    evidence: Name | None = Field(default=None, description="where it is recorded")


class FeedbackIn(Part):
    """An opinion of users that was collected and recorded."""

    date: CalendarDay = Field(description="the day", examples=["2026-03-12"])
    channel: Annotated[str, OneOf(FEEDBACK)] = Field(
        description=f"how: {', '.join(FEEDBACK)}", examples=["visit"]
    )
    evidence: Name | None = Field(default=None, description="where it is recorded")


class IncidentIn(Part):
    """An emergency and the days on which the five things to be done were done (CBEP-8.5)."""

    date: CalendarDay = Field(description="the day it happened", examples=["2026-03-12"])
    what: Name = Field(description="what happened", examples=["Fire in a battery store"])
    plan_started: CalendarDay | None = Field(default=None, description="the emergency plan was started")
    rescued: CalendarDay | None = Field(default=None, description="rescue was carried out")
    reported: CalendarDay | None = Field(default=None, description="it was reported as the rules ask")
    published: CalendarDay | None = Field(default=None, description="information was published")
    reviewed: CalendarDay | None = Field(default=None, description="it was summed up and the plan improved")


class StatisticIn(Part):
    """A report of statistics that was due on a day."""

    name: Name = Field(description="what was to be reported", examples=["Monthly trade"])
    due: CalendarDay = Field(description="the day it was due", examples=["2026-03-10"])
    sent: CalendarDay | None = Field(default=None, description="the day it was sent")
