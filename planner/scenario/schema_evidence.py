"""The file's model: documents, agreements, and what Annex A of SB/T 11233 counts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.operations.words import DOCUMENTS, GRADES, PARTNERS, RECORDS
from planner.scenario.fields import Flag, OneOf, Whole
from planner.scenario.schema_base import Name, Part, Ref
from planner.scenario.schema_events import CalendarDay

__all__ = ["AttestationIn", "CatererIn", "DocumentIn", "EditionIn", "PartnerIn", "RecordIn"]


class AttestationIn(Part):
    """A document that shows something about clauses."""

    about: Annotated[list[Ref], Field(min_length=1, max_length=100)] = Field(
        description="ids of the clauses", examples=["[CBEP-4.1.3-b]"]
    )
    document: Name = Field(description="the document", examples=["Fire acceptance 2024-117"])
    date: CalendarDay = Field(description="day it was issued", examples=["2024-05-20"])
    issuer: Name = Field(description="who issued it", examples=["District housing bureau"])
    expires: CalendarDay | None = Field(
        default=None, description="last day on which it is valid; default: does not expire"
    )
    subject: Ref | None = Field(
        default=None, description="building or tenant it is about; default: all that the clause is about"
    )
    covers: Annotated[list[Ref], Field(max_length=100)] = Field(
        default=[], description="aspects of the clause that it shows, where the clause has several"
    )
    met: Annotated[bool, Flag()] = Field(
        default=True, description="false: it says that something is not in order"
    )


class DocumentIn(Part):
    """A document that the operator keeps in force."""

    kind: Annotated[str, OneOf(DOCUMENTS)] = Field(
        description=f"kind: {', '.join(DOCUMENTS)}", examples=["service_guide"]
    )
    title: Name = Field(description="its title", examples=["Guide to services"])
    date: CalendarDay = Field(description="day of the edition in force", examples=["2026-01-15"])
    expires: CalendarDay | None = Field(
        default=None, description="last day on which it is in force; default: stays in force"
    )
    languages: Annotated[list[Ref], Field(min_length=1, max_length=50)] = Field(
        default=["zh"], description="languages it is available in, as zh, en, ru"
    )
    public: Annotated[bool, Flag()] = Field(default=False, description="true: it is published")


class PartnerIn(Part):
    """An agreement of the training base with an institution."""

    name: Name = Field(description="the institution", examples=["Hangzhou College"])
    kind: Annotated[str, OneOf(PARTNERS)] = Field(
        description=f"kind: {', '.join(PARTNERS)}", examples=["education"]
    )
    agreed: CalendarDay = Field(description="day of the agreement", examples=["2025-03-01"])
    expires: CalendarDay | None = Field(
        default=None, description="last day of the agreement; default: does not end"
    )


class RecordIn(Part):
    """Something that Annex A of SB/T 11233 counts."""

    kind: Annotated[str, OneOf(RECORDS)] = Field(
        description=f"kind: {', '.join(RECORDS)}", examples=["honour"]
    )
    name: Name = Field(description="what it is", examples=["Model base of the province"])
    date: CalendarDay | None = Field(default=None, description="day it was granted or began")
    issuer: Name | None = Field(default=None, description="who granted it")
    company: Ref | None = Field(default=None, description="the tenant it belongs to, if not the park")
    people: Annotated[int, Whole(0, 1_000_000, "people")] | None = Field(
        default=None, description="professionals of a law firm or credit body, mentors"
    )


class CatererIn(Part):
    """A company that runs catering in the park."""

    name: Name = Field(description="its name", examples=["Jiangnan Canteens"])
    grade: Annotated[str, OneOf(GRADES)] = Field(description="food safety grade: A, B or C", examples=["A"])
    professional: Annotated[bool, Flag()] = Field(
        default=True, description="true: a company whose business is catering"
    )


class EditionIn(Part):
    """The edition of a cited standard that the park was designed and is run by."""

    document: Name = Field(description="number of the standard without year", examples=["GB 50052"])
    year: Annotated[int, Whole(1950, 2100)] = Field(description="year of the edition used", examples=["2009"])
