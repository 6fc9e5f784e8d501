"""From the checked part of the file to ``planner.operations``, and back to the file's words."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from planner.operations import annual, model
from planner.scenario import schema_annual, schema_companies, schema_equipment, schema_events, schema_evidence
from planner.scenario.emit import Inline
from planner.scenario.schema_base import Part
from planner.scenario.schema_operations import OffersIn, OperationsIn, OperatorIn

__all__ = ["operations_from", "operations_to"]

TARGETS: dict[type[Part], type[Any]] = {
    OperationsIn: model.Operations,
    OperatorIn: model.Operator,
    OffersIn: model.Offers,
    schema_events.PeriodIn: model.Period,
    schema_events.EventIn: model.Event,
    schema_events.FeedbackIn: model.Feedback,
    schema_events.IncidentIn: model.Incident,
    schema_events.StatisticIn: model.Statistic,
    schema_companies.StaffIn: model.Staff,
    schema_companies.LicenceIn: model.Licence,
    schema_companies.CompanyIn: model.Company,
    schema_companies.ComplaintIn: model.Complaint,
    schema_equipment.EquipmentIn: model.Equipment,
    schema_equipment.LoanIn: model.Loan,
    schema_equipment.BuildingStateIn: model.BuildingState,
    schema_equipment.NearbyIn: model.Nearby,
    schema_equipment.HazardIn: model.Hazard,
    schema_evidence.AttestationIn: model.Attestation,
    schema_evidence.DocumentIn: model.Document,
    schema_evidence.PartnerIn: model.Partner,
    schema_evidence.RecordIn: model.Record,
    schema_evidence.CatererIn: model.Caterer,
    schema_evidence.EditionIn: model.Edition,
    schema_annual.AnnualIn: annual.Annual,
    schema_annual.FirmIn: annual.Firm,
    schema_annual.BaseYearIn: annual.BaseYear,
    schema_annual.FirmYearIn: annual.FirmYear,
}
"""Part of the file -> dataclass with fields of the same names."""


def operations_from(given: OperationsIn) -> model.Operations:
    """The operations of a file that passed every check."""
    built: model.Operations = _built(given)
    return built


def _built(value: Any) -> Any:
    if isinstance(value, Part):
        target = TARGETS[type(value)]
        return target(**{f.name: _built(getattr(value, f.name)) for f in dataclasses.fields(target)})
    return tuple(_built(item) for item in value) if isinstance(value, list) else value


def operations_to(operations: model.Operations) -> dict[str, Any]:
    """Keys and values of the file, without what is not known."""
    return _mapping(operations, {})


def _mapping(part: Any, out: dict[str, Any]) -> dict[str, Any]:
    for field in dataclasses.fields(part):
        value = _plain(getattr(part, field.name))
        if value is not None and not (isinstance(value, dict) and not value):
            out[field.name] = value
    return out


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return _mapping(value, Inline())
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
