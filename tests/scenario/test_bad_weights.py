"""Weights of clauses that the objective does not count: told with the reason, in their place."""

from __future__ import annotations

from planner.scenario import parse_scenario
from tests.scenario.cases import Case, broken, check, parametrise

HERE = "weights.recommended"
GOOD = "weights: {cny_per_person_km: 3}"
COUNTED = "write one of: CBEP-5.2, SBT11233-4.1.3, SBT11233-4.2.1-a, SBT11233-4.2.1-b"


def case(name: str, new: str, path: str, *says: str, also: tuple[tuple[str, str], ...] = ()) -> Case:
    return Case(name, GOOD, f"weights: {{recommended: {{{new}}}}}", "weights:", f"{HERE}{path}", says, also)


CASES = [
    case("no such clause", "CBEP-5.3: 1", ".CBEP-5.3", "got CBEP-5.3", "did you mean CBEP-5.2?"),
    case("mandatory", "CBEP-4.2.1-a: 1", ".CBEP-4.2.1-a", "this one is mandatory", COUNTED),
    case("permitted", "CBEP-4.1.2-b: 1", ".CBEP-4.1.2-b", "this one is permitted"),
    case("a document", "CBEP-6.1.7: 1", ".CBEP-6.1.7", "whether this one is met is only checked"),
    case("other base", "SBT11233-4.2.2-b: 1", ".SBT11233-4.2.2-b", "about base_type building, not park"),
    case(
        "other standard",
        "SBT11233-4.2.1-b: 1",
        ".SBT11233-4.2.1-b",
        "this one is of sbt11233, which is not among the standards",
        "write one of: CBEP-5.2",
        also=(("standards: [cbep, sbt11233]", "standards: [cbep]"),),
    ),
    case("negative", "CBEP-5.2: -1", ".CBEP-5.2", "got -1", "a number that is not negative"),
    case("text", "CBEP-5.2: a lot", ".CBEP-5.2", "got a lot", "CNY"),
    case("true", "CBEP-5.2: true", ".CBEP-5.2", "got true"),
    Case("no mapping", GOOD, "weights: {recommended: [CBEP-5.2]}", "weights:", HERE, ("keys with values",)),
]


@parametrise(CASES)
def test_weights(case: Case) -> None:
    check(case)


def test_good_weights() -> None:
    text = broken((GOOD, "weights: {recommended: {CBEP-5.2: 1e6, SBT11233-4.2.1-b: 0}}"))
    weights = parse_scenario(text.encode(), "park.yaml").weights
    assert weights.recommended == {"CBEP-5.2": 1e6, "SBT11233-4.2.1-b": 0.0}
