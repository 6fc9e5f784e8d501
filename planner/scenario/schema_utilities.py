"""The file's model: utilities, their capacities and indices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import Field

from planner.scenario.fields import Identifier, OneOf, Quantity, Text
from planner.scenario.schema_base import Part, Ref
from planner.utilities.model import CAPACITY_KEYS, LEVELS, Index, Level, Per, Service, Utilities
from planner.utilities.table import shipped_table

__all__ = ["UtilitiesIn", "utilities_from", "utilities_to"]

_U = Utilities()
_INDEXED = ("power", "water", "gas", "heating", "bandwidth")
Indexed = Annotated[Service, OneOf(_INDEXED)]
Use = Annotated[str, OneOf(shipped_table().uses)]
Number = Annotated[float, Quantity(0, 1e9)]


class AmountsIn(Part):
    """Amounts of services, each in its own unit."""

    power_kva: Number | None = Field(default=None, description="power, kVA")
    water_m3_day: Number | None = Field(
        default=None, description="water on the day of most use, m3 a day (fire water aside)"
    )
    sewage_m3_day: Number | None = Field(default=None, description="sewage, m3 a day")
    storm_l_s: Number | None = Field(default=None, description="storm water, L/s")
    gas_m3_h: Number | None = Field(default=None, description="gas, m3/h; 0: none needed")
    heating_kw: Number | None = Field(default=None, description="heat, kW; 0: none needed in this climate")
    bandwidth_mbit_s: Number | None = Field(default=None, description="bandwidth, Mbit/s")


class BuildingCapacityIn(Part):
    """What the connections of one building carry."""

    building: Ref = Field(description="id of the building", examples=["A"])
    capacity: AmountsIn = Field(
        description="what its connections carry; a service may be left out", examples=["{power_kva: 800}"]
    )


class IndexIn(Part):
    """An index of one's own, in place of the table's."""

    use: Use = Field(description="use of space, a row of the table in docs/utilities.md", examples=["office"])
    service: Indexed = Field(
        description="power (W), water (L a day), gas (m3/h), heating (W) or bandwidth (Mbit/s)",
        examples=["power"],
    )
    per: Annotated[Per, OneOf(get_args(Per))] | None = Field(
        default=None,
        description="per m2 of gross floor area (gross_m2), of net area (net_m2), or per person; "
        "default: that of the table, else gross_m2",
    )
    low: Number | None = Field(default=None, description="the index at level low; default: mid")
    mid: Number = Field(description="the index at level mid", examples=["70"])
    high: Number | None = Field(default=None, description="the index at level high; default: mid")
    demand_factor: Annotated[float, Quantity(0, 1, "share")] | None = Field(
        default=None, description="part of it that is drawn at once; default: that of the table, else 1"
    )
    source: Annotated[str, Text(200)] = Field(
        description="where the number comes from", examples=["grid company, 2025"]
    )


class UtilitiesIn(Part):
    """Utilities: what the connections carry, and what is known better than the table of indices."""

    level: Annotated[Level, OneOf(LEVELS)] = Field(
        default=_U.level, description="which of the three numbers of an index the check takes: low, mid, high"
    )
    capacity: AmountsIn = Field(
        default=AmountsIn(), description="what the connections of the park carry; a service may be left out"
    )
    buildings: Annotated[list[BuildingCapacityIn], Field(max_length=500)] = Field(
        default=[], description="what the connections of single buildings carry"
    )
    demand: AmountsIn = Field(
        default=AmountsIn(), description="demand of the park where it is known: it is taken, not computed"
    )
    storm_intensity_l_s_ha: Annotated[float, Quantity(1, 2000, "L/(s.ha)")] | None = Field(
        default=None, description="rain of the design storm by the local formula, L/(s.ha)"
    )
    power_factor: Annotated[float, Quantity(0.5, 1, "share")] = Field(
        default=_U.power_factor, description="power factor: kW for each kVA"
    )
    coincidence: Annotated[float, Quantity(0.5, 1, "share")] = Field(
        default=_U.coincidence, description="part of the buildings' power demands that the park draws at once"
    )
    indices: Annotated[list[IndexIn], Field(max_length=200)] = Field(
        default=[], description="indices in place of those of the table, or beside them"
    )
    uses: dict[Annotated[str, Identifier()], Use] = Field(
        default={}, description="use of a kind of space, where it differs from the table's"
    )


def utilities_from(given: UtilitiesIn) -> Utilities:
    """The domain's ``Utilities``; what an index leaves out is that of the table."""
    return Utilities(
        level=given.level,
        capacity=_amounts(given.capacity),
        building_capacity={row.building: _amounts(row.capacity) for row in given.buildings},
        demand=_amounts(given.demand),
        storm_intensity_l_s_ha=given.storm_intensity_l_s_ha,
        power_factor=given.power_factor,
        coincidence=given.coincidence,
        indices=tuple(map(_index, given.indices)),
        uses=dict(given.uses),
    )


def _amounts(given: AmountsIn) -> dict[Service, float]:
    found = {service: getattr(given, key) for service, key in CAPACITY_KEYS.items()}
    return {service: value for service, value in found.items() if value is not None}


def _index(given: IndexIn) -> Index:
    known = shipped_table().indices.get((given.use, given.service))
    factor = known.factor if known is not None else (1.0, 1.0, 1.0)
    if given.demand_factor is not None:
        factor = (given.demand_factor,) * 3
    return Index(
        use=given.use,
        service=given.service,
        per=given.per or (known.per if known is not None else "gross_m2"),
        low=given.mid if given.low is None else given.low,
        mid=given.mid,
        high=given.mid if given.high is None else given.high,
        factor=factor,
        confidence="user",
        source=given.source,
    )


def utilities_to(utilities: Utilities) -> dict[str, Any]:
    """Keys and values of the file."""
    out: dict[str, Any] = {
        "level": utilities.level,
        "capacity": _keyed(utilities.capacity),
        "buildings": [
            {"building": id, "capacity": _keyed(row)} for id, row in utilities.building_capacity.items()
        ],
        "demand": _keyed(utilities.demand),
    }
    if utilities.storm_intensity_l_s_ha is not None:
        out["storm_intensity_l_s_ha"] = utilities.storm_intensity_l_s_ha
    out |= {
        "power_factor": utilities.power_factor,
        "coincidence": utilities.coincidence,
        "indices": [_row(index) for index in utilities.indices],
        "uses": dict(utilities.uses),
    }
    return out


def _keyed(amounts: Mapping[Service, float]) -> dict[str, float]:
    return {CAPACITY_KEYS[service]: value for service, value in amounts.items()}


def _row(index: Index) -> dict[str, Any]:
    row: dict[str, Any] = {
        "use": index.use,
        "service": index.service,
        "per": index.per,
        "low": index.low,
        "mid": index.mid,
        "high": index.high,
    }
    if len(set(index.factor)) == 1:
        row["demand_factor"] = index.factor[0]
    return {**row, "source": index.source}
