"""The readings of the standards: all ambiguities answered, documented, settable, and really read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.bundle import write_bundle
from planner.check.facts import Facts, gather
from planner.policies import Policies
from planner.standards.judge import judge
from planner.standards.packs import SHIPPED, packs_for, shipped_pack
from planner.standards.policies import (
    Policy,
    field_value,
    file_value,
    known_fields,
    policies,
    readings,
)
from planner.standards.readers import clauses_that_read
from tests.standards.policies_reference import DOCUMENT, refreshed
from tests.verify import conduct, park

# Places that the register of both standards marks as open to reading: 23 of them.
AMBIGUITIES = (
    "CBEP-*",
    "CBEP-4.2.1-a",
    "CBEP-4.2.1-b",
    "CBEP-4.2.1-c",
    "CBEP-4.2.2.1",
    "CBEP-4.2.2.2",
    "CBEP-4.1.2/5.2",
    "CBEP-5.1.3.6",
    "CBEP-5.1.3.4/5",
    "CBEP-5.2.2.2-a",
    "CBEP-5.2.2.1-a",
    "CBEP-5.1.2.4-a",
    "CBEP-4.3.5.2-b/-d",
    "CBEP-4.3.1",
    "CBEP-4.3.4",
    "CBEP-7.3.1",
    "CBEP-title",
    "SBT11233-4.2.1",
    "SBT11233-4.2.2",
    "SBT11233-4.2.3",
    "SBT11233-A",
    "SBT11233-5.3.4.3",
    "both",
)


def test_every_ambiguity_has_a_policy_or_a_reading() -> None:
    answered = {place for row in (*policies(), *readings()) for place in row.of}
    assert len(AMBIGUITIES) == 23
    assert answered == set(AMBIGUITIES)


@pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.id)
def test_policy_is_whole(policy: Policy) -> None:
    assert file_value(policy, Policies()) == policy.default
    assert policy.default in [alternative.value for alternative in policy.alternatives]
    assert len({alternative.value for alternative in policy.alternatives}) >= 2
    for text in (policy.zh, policy.why_zh):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text)
    assert policy.en
    assert policy.why_en
    for alternative in policy.alternatives:
        assert policy.range is not None or (alternative.zh and alternative.en)
        changed = Policies().with_value(policy.field, field_value(policy, alternative.value))
        assert file_value(policy, changed) == alternative.value


def test_the_document_is_up_to_date() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert refreshed(text) == text, "write the readings anew: python -m tests.standards.policies_reference"


class Watched:
    """Policies that remember what was asked of them."""

    def __init__(self, settings: Policies) -> None:
        self.settings = settings
        self.seen: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.seen.add(name)
        return getattr(self.settings, name)


def read_by(facts: Facts, settings: Policies) -> Iterator[tuple[str, str]]:
    """Pairs of a field and a clause of the shipped packs whose check asked for it."""
    for pack in packs_for(tuple(id for id in SHIPPED if id != "layout"), Path(), settings):
        for clause in pack.clauses:
            watched = Watched(settings)
            scenario = replace(facts.scenario, policies=watched)  # type: ignore[arg-type]  # acts as one
            for base_type in ("park", "building", "town"):
                judge([clause], replace(facts, scenario=replace(scenario, base_type=base_type)))
            for name in watched.seen:
                yield name, clause.id
            for parameter in (row for part in clause.requirements for row in part.params.values()):
                if parameter.policy:
                    yield parameter.policy.removesuffix("_m"), clause.id


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """Clauses by the field that their checks read, under the defaults and some other readings."""
    folder = tmp_path_factory.mktemp("bundle")
    write_bundle(folder, park.solution(), resolved="")
    from planner.bundle import read_bundle

    facts = gather(conduct.run_park(), read_bundle(folder))
    others = Policies(
        support_denominator="cross_border_operating_area",
        cross_border_denominator="operating_area",
        service_share_scope="building_branch",
    )
    lettable = replace(others, cross_border_denominator="lettable_area")
    found: dict[str, set[str]] = {}
    for settings in (Policies(), others, lettable):
        for field, clause in read_by(facts, settings):
            found.setdefault(field, set()).add(clause)
    return found


@pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.id)
def test_a_policy_is_read_by_the_clauses_it_names(policy: Policy, asked: Mapping[str, set[str]]) -> None:
    packs = [shipped_pack(id) for id in SHIPPED]
    field = policy.field.removesuffix("_mm")
    read = asked.get(field, set()) | asked.get(policy.field, set())
    notes = {clause.id for pack in packs for clause in pack.clauses if clause.kind == "note"}
    assert set(clauses_that_read(policy, packs)) - notes == read - notes  # notes are read as indicators


def test_no_other_field_of_the_policies_is_a_reading() -> None:
    design = {
        "exterior_wall_mm",
        "interior_wall_mm",
        "corridor_width_mm",
        "inner_corridor_width_mm",
        "goods_corridor_width_mm",
        "door_width_mm",
        "least_vacant_unit_area",
        "warehouse_floor_load_kn_m2",
        "warehouse_clear_height_mm",
        "rent_share_above_wish",
        "working_days_year",
        "design_truck",
        "responder_speed_m_s",
        "responder_climb_m_s",
    }
    assert set(Policies.__dataclass_fields__) - design == known_fields()
