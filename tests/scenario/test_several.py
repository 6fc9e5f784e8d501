"""All problems of a file at once, ordered, each once, without consequences of one another."""

from __future__ import annotations

from tests.scenario.cases import broken, good_text, problems_of


def test_problems_of_every_kind_are_reported_together() -> None:
    text = broken(
        ("base_type: park", "base_type: park\ncolour: red"),
        ("standards: [cbep, sbt11233]", "standards: [cbep, cbep2]"),
        ("at: [70, 0], width_m: 9", "at: [70, 9], width_m: 9"),
        ("height_m: 5.4", "height_m: tall"),
        ("[[0, 0], [30, 0], [30, 15], [0, 15]]", "[[0, 0], [30, 15], [30, 0], [0, 15]]"),
        ("wished_m2: 200, cross_border: false", "cross_border: false"),
        ("zone: storage_base", "zone: storage"),
        ("to: CANTEEN, people", "to: CANTINA, people"),
        ("corridor_width_m: 2.1", "corridor_width_m: 2100"),
    )
    problems = problems_of(text)
    assert [(problem.line, problem.path) for problem in problems] == [
        (4, "standards[1]"),
        (6, "colour"),
        (10, "site.gates[0].at"),
        (25, "buildings[0].storeys[0].height_m"),
        (59, "buildings[1].storeys[0].outline"),
        (67, "tenants[1].wished_m2"),
        (71, "programme[2].zone"),
        (74, "flows[0].to"),
        (79, "policies.corridor_width_m"),
    ]


def test_every_duplicate_key_and_every_error_below_is_reported() -> None:
    text = broken(
        ("name: Test park\n", "name: Test park\nname: Other\n"),
        (
            "weights: {cny_per_person_km: 3}",
            "weights: {cny_per_person_km: 3, cny_per_person_km: 4, colour: 1}",
        ),
    )
    paths = [(problem.path, problem.value) for problem in problems_of(text)]
    assert paths == [("", "name"), ("", "cny_per_person_km"), ("weights.colour", "colour")]


def test_a_mistake_in_a_copied_storey_is_reported_once() -> None:
    text = broken(
        ("outline: [[5, 16], [13, 16], [13, 24], [5, 24]]", "outline: [[5, 16], [13, 16], [13, 29], [5, 24]]")
    )
    (problem,) = problems_of(text)
    assert problem.path == "buildings[0].storeys[0].cores[0].outline"


def test_a_broken_part_is_known_by_its_name() -> None:
    """A tenant with a wrong area is wrong once, not again in every flow, wish and pin that names it."""
    (problem,) = problems_of(broken(("least_m2: 90, wished_m2: 120", "least_m2: 90, wished_m2: many")))
    assert problem.path == "tenants[0].wished_m2"


def test_a_broken_storey_does_not_hide_the_mistakes_of_others() -> None:
    text = broken(
        ("floor_load_kn_m2: 10\n", "floor_load_kn_m2: strong\n"),
        (
            "outline: [[37, 16], [45, 16], [45, 24], [37, 24]]",
            "outline: [[37, 16], [45, 24], [45, 16], [37, 24]]",
        ),
    )
    paths = [problem.path for problem in problems_of(text)]
    assert paths == ["buildings[0].storeys[0].cores[1].outline", "buildings[1].storeys[0].floor_load_kn_m2"]


def test_hundreds_of_mistakes_are_all_listed() -> None:
    flows = "".join(f"  - {{from: T01, to: X{index}, people_per_day: 1}}\n" for index in range(500))
    problems = problems_of(broken(("flows:\n", f"flows:\n{flows}")))
    assert len(problems) == 500
    assert len({problem.line for problem in problems}) == 500


def test_the_message_of_the_error_lists_file_line_and_column() -> None:
    problems = problems_of(good_text().replace("base_type: park", "base_type: parc"))
    assert str(problems[0]) == (
        "park.yaml:5:12: base_type: got parc; expected park, building or town. Try: did you mean park?"
    )
