"""The file's parts, each checked on its own: a broken part does not hide what is wrong elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from planner.kinds import Catalogue, SpaceKind, extended, standard_catalogue
from planner.scenario.fields import Identifier
from planner.scenario.hints import report_errors
from planner.scenario.report import Report
from planner.scenario.schema import KindIn, ScenarioIn
from planner.scenario.schema_annual import AnnualIn
from planner.scenario.schema_base import Part
from planner.scenario.schema_building import BuildingIn, StoreyIn
from planner.scenario.schema_demand import DemandIn, FlowIn, PinIn, TenantIn
from planner.scenario.schema_leasing import LeasingIn, RobustIn
from planner.scenario.schema_operations import SECTIONS, OperationsIn
from planner.scenario.schema_settings import PoliciesIn, WeightsIn
from planner.scenario.schema_site import GateIn, SiteIn
from planner.scenario.schema_trucks import TruckIn
from planner.scenario.schema_utilities import UtilitiesIn
from planner.scenario.tree import LocatedDict, Path

__all__ = ["Draft", "read_parts"]

P = TypeVar("P", bound=Part)


@dataclass(slots=True)
class Draft:
    """What could be read of a file. ``whole`` is set when every part fits the model."""

    report: Report
    whole: ScenarioIn | None = None
    standards: list[tuple[Path, str]] = field(default_factory=list)
    """Every text in the list of standards, with its place."""
    site: SiteIn | None = None
    gates: list[GateIn] = field(default_factory=list)
    buildings: list[BuildingIn] = field(default_factory=list)
    storeys: list[StoreyIn] = field(default_factory=list)
    """Every readable storey, also of unreadable buildings."""
    tenants: list[TenantIn] = field(default_factory=list)
    demands: list[DemandIn] = field(default_factory=list)
    flows: list[FlowIn] = field(default_factory=list)
    pins: list[PinIn] = field(default_factory=list)
    policies: PoliciesIn | None = None
    weights: WeightsIn | None = None
    base_type: str | None = None
    """``None`` where some part of the file could not be read."""
    operations: OperationsIn | None = None
    annual: AnnualIn | None = None
    sections: dict[str, list[Part]] = field(default_factory=dict)
    """Readable entries of the lists of the operations."""
    utilities: UtilitiesIn | None = None
    leasing: LeasingIn | None = None
    robust: RobustIn | None = None
    catalogue: Catalogue = field(default_factory=standard_catalogue)
    own_kinds: dict[str, KindIn] = field(default_factory=dict)
    trucks: dict[str, TruckIn] = field(default_factory=dict)
    broken_ids: set[str] = field(default_factory=set)
    """Ids of parts that could not be read: naming them is no error."""
    nameless: bool = False
    """Whether some part's id could not be read, so that no id can be called unknown."""
    levels_known: bool = True
    """Whether the level of every storey could be read."""


def read_parts(raw: Any, report: Report, unfilled: set[Path]) -> Draft:
    """Validates every part of the document; ``unfilled`` storeys lack what ``like:`` should give them."""
    draft = Draft(report)
    reader = _Reader(draft, unfilled)
    if isinstance(raw, LocatedDict):
        unknown = raw.keys() - ScenarioIn.model_fields.keys()
        draft.nameless = bool(unknown) and not raw.keys() >= {"site", "buildings", "tenants", "programme"}
        named = raw.get("standards")
        if isinstance(named, list):
            draft.standards = [
                (("standards", i), name) for i, name in enumerate(named) if isinstance(name, str)
            ]
        site = raw.get("site")
        if isinstance(site, LocatedDict):
            draft.gates = reader.each(site, "gates", GateIn)
        draft.buildings = reader.each(raw, "buildings", BuildingIn, before=reader.storeys)
        draft.tenants = reader.each(raw, "tenants", TenantIn)
        draft.demands = reader.each(raw, "programme", DemandIn)
        draft.flows = reader.each(raw, "flows", FlowIn)
        draft.pins = reader.each(raw, "pins", PinIn)
        draft.site = reader.one(raw, "site", SiteIn)
        draft.policies = reader.one(raw, "policies", PoliciesIn)
        draft.weights = reader.one(raw, "weights", WeightsIn)
        given = raw.get("operations")
        if isinstance(given, LocatedDict):
            for section, model in SECTIONS.items():
                draft.sections[section] = reader.each(given, section, model, named=False)
            draft.annual = reader.one(given, "annual", AnnualIn)
        draft.operations = reader.one(raw, "operations", OperationsIn)
        draft.utilities = reader.one(raw, "utilities", UtilitiesIn)
        draft.leasing = reader.one(raw, "leasing", LeasingIn)
        draft.robust = reader.one(raw, "robust", RobustIn)
        draft.own_kinds = reader.by_id(raw, "kinds", KindIn)
        draft.trucks = reader.by_id(raw, "trucks", TruckIn)
        draft.catalogue = extended(standard_catalogue(), space_kinds(draft.own_kinds))
    draft.whole = reader.part(ScenarioIn, raw, ())
    draft.base_type = draft.whole.base_type if draft.whole is not None else None
    return draft


def space_kinds(own: dict[str, KindIn]) -> dict[str, SpaceKind]:
    """A scenario's own kinds as the catalogue holds them; a standard kind keeps what is not given."""
    standard = standard_catalogue().spaces
    kinds = {}
    for id, kind in own.items():
        values = kind.model_dump(exclude_unset=id in standard)
        if "passage_to" in values:
            values["passage_to"] = tuple(values["passage_to"])
        values["source"] = values.get("source") or (standard[id].source if id in standard else "")
        kinds[id] = replace(standard[id], **values) if id in standard else SpaceKind(id=id, **values)
    return kinds


class _Reader:
    """Validates parts and puts the good ones back in place of their raw data; broken ones stay raw."""

    def __init__(self, draft: Draft, unfilled: set[Path]) -> None:
        self._draft = draft
        self._unfilled = unfilled

    def part(self, model: type[P], data: Any, path: Path) -> P | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            report_errors(self._draft.report, error, path, self._unfilled)
            return None

    def one(self, raw: LocatedDict, key: str, model: type[P]) -> P | None:
        if key not in raw:
            return None
        part = self.part(model, raw[key], (*raw.path, key))
        raw[key] = raw[key] if part is None else part
        return part

    def each(
        self,
        raw: LocatedDict,
        key: str,
        model: type[P],
        before: Callable[[Any], None] | None = None,
        *,
        named: bool = True,
    ) -> list[P]:
        good: list[P] = []
        items = raw.get(key)
        if not isinstance(items, list):
            return good
        for index, item in enumerate(items):
            if before is not None:
                before(item)
            part = self.part(model, item, (*raw.path, key, index))
            if part is None:
                if named:
                    self._note_broken(item)
            else:
                items[index] = part
                good.append(part)
        return good

    def storeys(self, building: Any) -> None:
        if isinstance(building, LocatedDict):
            good = self.each(building, "storeys", StoreyIn)
            self._draft.storeys.extend(good)
            if len(good) != len(building.get("storeys") or good):
                self._draft.levels_known = False

    def by_id(self, raw: LocatedDict, key: str, model: type[P]) -> dict[str, P]:
        given = raw.get(key)
        good: dict[str, P] = {}
        if not isinstance(given, LocatedDict):
            return good
        for id in list(given):
            part = self.one(given, id, model)
            if part is None:
                self._draft.broken_ids.add(id)
            else:
                good[id] = part
        return good

    def _note_broken(self, item: Any) -> None:
        id = item.get("id") if isinstance(item, LocatedDict) else None
        try:
            self._draft.broken_ids.add(Identifier().read(id))
        except PydanticCustomError:
            self._draft.nameless = True
