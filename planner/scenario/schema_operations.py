"""The file's model: how the park is run. The parts of its sections are in modules of their own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.operations.words import LISTS, MANAGEMENT
from planner.scenario.fields import OneOf
from planner.scenario.schema_annual import AnnualIn
from planner.scenario.schema_base import Name, Part, Ref
from planner.scenario.schema_companies import CompanyIn, ComplaintIn, StaffIn
from planner.scenario.schema_equipment import BuildingStateIn, EquipmentIn, HazardIn, LoanIn, NearbyIn
from planner.scenario.schema_events import (
    CalendarDay,
    EventIn,
    FeedbackIn,
    IncidentIn,
    PeriodIn,
    StatisticIn,
)
from planner.scenario.schema_evidence import (
    AttestationIn,
    CatererIn,
    DocumentIn,
    EditionIn,
    PartnerIn,
    RecordIn,
)

__all__ = ["SECTIONS", "OffersIn", "OperationsIn", "OperatorIn"]

Services = Annotated[list[Annotated[str, OneOf(LISTS["services"])]], Field(max_length=50)]
Modules = Annotated[list[Annotated[str, OneOf(LISTS["modules"])]], Field(max_length=50)]
Networks = Annotated[list[Annotated[str, OneOf(LISTS["networks"])]], Field(max_length=50)]
Utilities = Annotated[list[Annotated[str, OneOf(LISTS["utilities"])]], Field(max_length=50)]
Logistics = Annotated[list[Annotated[str, OneOf(LISTS["logistics"])]], Field(max_length=50)]
ThirdParty = Annotated[list[Annotated[str, OneOf(LISTS["third_party"])]], Field(max_length=50)]
Government = Annotated[list[Annotated[str, OneOf(LISTS["government"])]], Field(max_length=50)]
Property = Annotated[list[Annotated[str, OneOf(LISTS["property"])]], Field(max_length=50)]


class OperatorIn(Part):
    """The body that runs the park."""

    name: Name | None = Field(default=None, description="its name")
    credit_code: Ref | None = Field(
        default=None, description="unified social credit code, 18 signs, in quotes (CBEP-6.1.1)"
    )
    property_management: Annotated[str, OneOf(MANAGEMENT)] | None = Field(
        default=None, description="who manages the property: self, commissioned or none (CBEP-6.3.1)"
    )
    hotline: Ref | None = Field(
        default=None, description="telephone for the supervision of service quality, in quotes (CBEP-9.1.1)"
    )


class OffersIn(Part):
    """What is offered, list by list. A list that is left out is not known; an empty one says: nothing."""

    services: Services | None = Field(default=None, description=f"services: {', '.join(LISTS['services'])}")
    modules: Modules | None = Field(
        default=None, description=f"modules of public service (CBEP-7.1.1): {', '.join(LISTS['modules'])}"
    )
    networks: Networks | None = Field(
        default=None, description=f"networks for companies (CBEP-4.3.2): {', '.join(LISTS['networks'])}"
    )
    utilities: Utilities | None = Field(
        default=None, description=f"utilities (SBT11233-4.1.2): {', '.join(LISTS['utilities'])}"
    )
    logistics: Logistics | None = Field(
        default=None, description=f"logistics (SBT11233-5.3.3.1.2): {', '.join(LISTS['logistics'])}"
    )
    third_party: ThirdParty | None = Field(
        default=None,
        description=f"services of third-party companies (CBEP-6.2.3.2): {', '.join(LISTS['third_party'])}",
    )
    government: Government | None = Field(
        default=None, description=f"government services (SBT11233-A.5.1): {', '.join(LISTS['government'])}"
    )
    property: Property | None = Field(
        default=None, description=f"property services (SBT11233-A.5.2): {', '.join(LISTS['property'])}"
    )
    display_zones: Annotated[list[Name], Field(max_length=200)] | None = Field(
        default=None, description="zones of goods in the exhibition hall, in your own words (CBEP-5.1.2.2)"
    )


class OperationsIn(Part):
    """How the park is run. A section that is left out is not known: its clauses stay undecided."""

    as_of: CalendarDay | None = Field(
        default=None, description="day of the check: nothing later counts, and what expired before it fails"
    )
    period: PeriodIn | None = Field(
        default=None, description="the days looked at; what lies outside does not count"
    )
    operator: OperatorIn = Field(default=OperatorIn(), description="the body that runs the park")
    offers: OffersIn = Field(default=OffersIn(), description="what is offered")
    events: Annotated[list[EventIn], Field(max_length=20_000)] | None = Field(
        default=None, description="what was held: exchanges, briefings, trainings, drills, maintenance"
    )
    staff: Annotated[list[StaffIn], Field(max_length=2000)] | None = Field(
        default=None, description="people by role"
    )
    companies: Annotated[list[CompanyIn], Field(max_length=20_000)] | None = Field(
        default=None, description="the files kept about resident companies"
    )
    attestations: Annotated[list[AttestationIn], Field(max_length=20_000)] | None = Field(
        default=None, description="documents that show something about clauses"
    )
    documents: Annotated[list[DocumentIn], Field(max_length=2000)] | None = Field(
        default=None, description="documents that the operator keeps in force"
    )
    equipment: Annotated[list[EquipmentIn], Field(max_length=20_000)] | None = Field(
        default=None, description="the inventory"
    )
    lending: Annotated[list[LoanIn], Field(max_length=20_000)] | None = Field(
        default=None, description="the log of lent equipment (CBEP-6.3.3)"
    )
    complaints: Annotated[list[ComplaintIn], Field(max_length=20_000)] | None = Field(
        default=None, description="the log of complaints (CBEP-7.1.3)"
    )
    incidents: Annotated[list[IncidentIn], Field(max_length=2000)] | None = Field(
        default=None, description="emergencies and what was done (CBEP-8.5)"
    )
    feedback: Annotated[list[FeedbackIn], Field(max_length=20_000)] | None = Field(
        default=None, description="opinions of users that were collected (CBEP-9.1.2)"
    )
    partners: Annotated[list[PartnerIn], Field(max_length=2000)] | None = Field(
        default=None, description="agreements of the training base (CBEP-5.1.3)"
    )
    buildings: Annotated[list[BuildingStateIn], Field(max_length=500)] | None = Field(
        default=None, description="safety installations of each building (CBEP-4.3.5)"
    )
    nearby: Annotated[list[NearbyIn], Field(max_length=2000)] | None = Field(
        default=None, description="living facilities outside the park (CBEP-4.3.4)"
    )
    hazards: Annotated[list[HazardIn], Field(max_length=2000)] | None = Field(
        default=None, description="hazardous substances that are kept (SBT11233-5.3.4.6)"
    )
    catering: Annotated[list[CatererIn], Field(max_length=200)] | None = Field(
        default=None, description="companies that run catering (SBT11233-A.5.4)"
    )
    records: Annotated[list[RecordIn], Field(max_length=20_000)] | None = Field(
        default=None, description="what Annex A of SB/T 11233 counts: honours, certifications, law firms"
    )
    statistics: Annotated[list[StatisticIn], Field(max_length=2000)] | None = Field(
        default=None, description="reports of statistics that were due (SBT11233-A.4.9)"
    )
    editions: Annotated[list[EditionIn], Field(max_length=200)] | None = Field(
        default=None, description="editions of cited standards that the park is designed and run by"
    )
    annual: AnnualIn | None = Field(
        default=None, description="figures of the base and its companies by year (SBT11233 Annex A)"
    )


SECTIONS: dict[str, type[Part]] = {
    "events": EventIn,
    "staff": StaffIn,
    "companies": CompanyIn,
    "attestations": AttestationIn,
    "documents": DocumentIn,
    "equipment": EquipmentIn,
    "lending": LoanIn,
    "complaints": ComplaintIn,
    "incidents": IncidentIn,
    "feedback": FeedbackIn,
    "partners": PartnerIn,
    "buildings": BuildingStateIn,
    "nearby": NearbyIn,
    "hazards": HazardIn,
    "catering": CatererIn,
    "records": RecordIn,
    "statistics": StatisticIn,
    "editions": EditionIn,
}
"""The lists of the operations and what their entries are."""
