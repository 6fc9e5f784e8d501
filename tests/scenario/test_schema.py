"""The JSON Schema agrees with the loader; the documents name every key and every policy."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from planner.kinds import SpaceKind
from planner.model import Policies, Weights
from planner.scenario import json_schema, load_scenario, parse_scenario, resolved_yaml, starter_yaml
from planner.scenario.schema_settings import settings_to
from tests.scenario.cases import GOOD, broken, good_text, plain_yaml
from tests.scenario.reference import DOCUMENT, DOCUMENTS, marked, properties, refreshed
from tests.scenario.test_fire_site import WITH

DOCS = Path(__file__).parents[2] / "docs"
SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


def schema_faults(text: str) -> list[str]:
    """What a JSON Schema validator says, with the path of each fault."""
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    faults = jsonschema.Draft202012Validator(schema).iter_errors(plain_yaml(text))
    return [f"{fault.json_path}: {fault.message}" for fault in faults]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_starter_fits_the_schema(lang: str) -> None:
    assert schema_faults(starter_yaml("zh" if lang == "zh" else "en")) == []


@pytest.mark.parametrize("path", [GOOD, *SCENARIOS], ids=lambda path: path.stem)
def test_scenarios_and_their_resolved_text_fit_the_schema(path: Path) -> None:
    assert schema_faults(path.read_text("utf-8")) == []
    assert schema_faults(resolved_yaml(load_scenario(path))) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("base_type: park", "base_type: campus", "base_type"),
        ("wished_m2: 200, cross_border", "wished_m2: lots, cross_border", "is not of type 'number'"),
        ("wished_m2: 200, cross_border", "wached_m2: 200, cross_border", "'wached_m2' was unexpected"),
        ("wished_m2: 200, cross_border", "cross_border", "'wished_m2' is a required property"),
        ("at: [25, 0]", "at: [25]", "at"),
        (
            "        outline: [[0, 0], [30, 0], [30, 15], [0, 15]]\n",
            "",
            "valid under any of the given schemas",
        ),
        ("corridor_width_m: 2.1", "corridor_width_m: 2100", "corridor_width_m"),
        ("least_leased_share: 0.5", "least_leased_share: 50", "least_leased_share"),
        ("livestreaming: true", "livestreaming: 1", "is not of type 'boolean'"),
        ("gear_store: {zh", "gear_store: {ab: 1, zh", "'ab' was unexpected"),
    ],
)
def test_an_editor_sees_the_mistakes_too(old: str, new: str, says: str) -> None:
    assert any(says in fault for fault in schema_faults(broken((old, new))))


def test_the_schema_is_plain_json_without_null() -> None:
    text = json.dumps(json_schema())
    assert '"null"' not in text
    assert json.loads(text) == json_schema()


def test_every_key_of_the_schema_is_explained() -> None:
    unexplained = [path for path, about in properties(json_schema()) if not about.get("description")]
    assert unexplained == []


def test_every_policy_and_weight_can_be_set() -> None:
    """A field added to the model that a file cannot set would be a setting without effect."""
    schema = json_schema()["$defs"]
    assert settings_to(Policies()).keys() == schema["PoliciesIn"]["properties"].keys()
    assert settings_to(Weights()).keys() == schema["WeightsIn"]["properties"].keys()
    for settings, name in ((Policies(), "PoliciesIn"), (Weights(), "WeightsIn")):
        defaults = {key: about["default"] for key, about in schema[name]["properties"].items()}
        assert settings_to(settings) == defaults


def test_every_property_of_a_kind_can_be_set() -> None:
    fields = {field.name for field in dataclasses.fields(SpaceKind)} - {"id"}
    assert fields == json_schema()["$defs"]["KindIn"]["properties"].keys()


def test_the_reference_explains_every_key() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert set().union(*(marked(path.read_text("utf-8")) for path in DOCUMENTS)) == {
        "",
        *json_schema()["$defs"],
    }
    assert {"<!-- zones -->", "<!-- kinds -->"} <= set(text.splitlines())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_the_tables_of_the_reference_are_up_to_date(path: Path) -> None:
    text = path.read_text("utf-8")
    assert refreshed(text) == text, "write the tables anew: python -m tests.scenario.reference"


def test_the_policies_document_explains_every_policy_and_weight() -> None:
    names = _ticked((DOCS / "policies.md").read_text("utf-8"))
    assert (settings_to(Policies()) | settings_to(Weights())).keys() - names == set()


def test_the_example_of_the_reference_is_a_good_scenario() -> None:
    text = DOCUMENT.read_text("utf-8")
    examples = [part.split("```", 1)[0] for part in text.split("```yaml\n")[1:]]
    whole = [example for example in examples if example.startswith("format:")]
    assert whole
    for example in whole:
        parse_scenario(example.encode(), "docs/scenario.md")


def test_the_good_scenario_shows_every_part_of_the_schema() -> None:
    """The tests above break what stands in it: nothing of the format may be left untried."""
    used = set(_keys(yaml.safe_load(broken(WITH)))) | set(_keys(yaml.safe_load(starter_yaml("en"))))
    known = {path.rsplit(".", 1)[-1] for path, _ in properties(json_schema())}
    settings = {field.name for part in (Policies, Weights) for field in dataclasses.fields(part)}
    optional = settings_to(Policies()).keys() | settings_to(Weights()).keys() | settings
    rare = {
        "origin_wgs84",
        "elevation_m",
        "existing",
        "fire_grade",
        "required",
        "value_cny_m2_year",
        "colour",
        "leased_shares",
    }
    rare |= {
        "door_m",
        "m2_per_person",
        "max_aspect",
        "noise",
        "source",
        "exit_hall",
        "ground",
    }
    assert known - used - optional - rare == set()


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield key
            yield from _keys(below)
    elif isinstance(value, list):
        for below in value:
            yield from _keys(below)


def _ticked(text: str) -> set[str]:
    """Everything that stands between backticks."""
    return set(text.replace("`", "\n`\n").split("\n`\n")[1::2])


def test_the_examples_of_the_operations_are_good() -> None:
    """Every example of docs/operations.md, put into the good scenario in place of its own section."""
    text = (DOCS / "operations.md").read_text("utf-8")
    examples = [part.split("```", 1)[0] for part in text.split("```yaml\n")[1:]]
    assert len(examples) > 10
    head = good_text()[: good_text().index("operations:\n")]
    for example in examples:
        if not example.startswith("operations:"):
            body = "".join(f"  {line}\n" for line in example.splitlines())
            parse_scenario(f"{head}operations:\n{body}".encode(), "docs/operations.md")
