"""Keys, names and ids: unknown, missing, of the wrong type or form."""

from __future__ import annotations

from tests.scenario.cases import Case, check, parametrise

CASES = [
    Case(
        "unknown key",
        "rent_cny_m2_month: 60}",
        "rent_cny_m2_month: 60, wached_m2: 3}",
        "T02",
        "tenants[1].wached_m2",
        ("wached_m2", "one of the keys", "did you mean wished_m2?"),
    ),
    Case(
        "unknown key at the root",
        "weights: {",
        "colour: red\nweights: {",
        "colour: red",
        "colour",
        ("colour", "one of the keys format, name", "delete it"),
    ),
    Case(
        "misspelt required key",
        "wished_m2: 200, cross_border: false",
        "whished_m2: 200, cross_border: false",
        "T02",
        "tenants[1].whished_m2",
        ("did you mean wished_m2?",),
    ),
    Case(
        "length in millimetres by its key",
        "corridor_width_m: 2.1",
        "corridor_width_mm: 2100",
        "corridor_width_mm",
        "policies.corridor_width_mm",
        ("metres", "corridor_width_m"),
    ),
    Case(
        "missing key",
        "wished_m2: 200, cross_border: false",
        "cross_border: false",
        "T02",
        "tenants[1].wished_m2",
        ("the key wished_m2", "wished net area, m2", "add `wished_m2: 120`"),
    ),
    Case(
        "missing format",
        "format: planner/1\n",
        "",
        "name: Test park",
        "format",
        ("the key format", "add `format: planner/1`"),
    ),
    Case(
        "missing site boundary",
        "  boundary: [[0, 0], [140, 0], [140, 100], [0, 100]]\n",
        "",
        "gates:",
        "site.boundary",
        ("the key boundary", "corners of the site"),
    ),
    Case(
        "missing outline",
        "        outline: [[0, 0], [30, 0], [30, 15], [0, 15]]\n",
        "",
        "- id: 1F",
        "buildings[1].storeys[0].outline",
        ("the key outline", "outer face"),
    ),
    Case(
        "format of the future",
        "format: planner/1",
        "format: planner/2",
        "planner/2",
        "format",
        ("planner/2", "planner/1"),
    ),
    Case(
        "unknown standard",
        "standards: [cbep, sbt11233]",
        "standards: [cbep, sbt1233]",
        "standards",
        "standards[1]",
        ("sbt1233", "cbep or sbt11233", "did you mean sbt11233?"),
    ),
    Case(
        "no standard",
        "standards: [cbep, sbt11233]",
        "standards: []",
        "standards",
        "standards",
        ("at least 1 entries",),
    ),
    Case(
        "unknown base type",
        "base_type: park",
        "base_type: Campus",
        "Campus",
        "base_type",
        ("Campus", "park, building or town"),
    ),
    Case(
        "name is missing its value", "name: Test park", "name:", "name:", "name", ("nothing", "expected text")
    ),
    Case(
        "name is a number",
        "name: Test park",
        "name: 2026",
        "2026",
        "name",
        ("2026", "not a number", 'put it into quotes: "2026"'),
    ),
    Case(
        "name is a truth value",
        "name: Test park",
        "name: true",
        "true",
        "name",
        ("text, not a number or truth value", 'put it into quotes: "true"'),
    ),
    Case(
        "name is a list",
        "name: Test park",
        "name: [Test, park]",
        "Test, park",
        "name",
        ("[Test, park]", "expected text"),
    ),
    Case(
        "name with a line break",
        "name: Test park",
        'name: "Test\\npark"',
        "Test",
        "name",
        ("one line of text",),
    ),
    Case(
        "name of 500 characters",
        "name: Test park",
        "name: " + "x" * 500,
        "xxx",
        "name",
        ("at most 120 characters", "shorten it by 380"),
    ),
    Case(
        "id with a slash",
        "id: T02, wished",
        "id: T/02, wished",
        "T/02",
        "tenants[1].id",
        ("T/02", "letters, digits", "write T-02"),
    ),
    Case(
        "id is a number",
        "id: T02, wished",
        "id: 2, wished",
        "id: 2,",
        "tenants[1].id",
        ("an id, not a number", 'put it into quotes: "2"'),
    ),
    Case(
        "id with a space",
        "id: POND,",
        "id: Big pond,",
        "Big pond",
        "site.obstacles[0].id",
        ("Big pond", "write Big-pond"),
    ),
]


@parametrise(CASES)
def test_one_clear_problem(case: Case) -> None:
    check(case)
