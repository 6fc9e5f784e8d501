"""Does the check catch what is broken, by the right clause, and accuse nobody else?

    planner solve scenarios/plant.yaml -o out/plant
    planner solve scenarios/qiancheng.yaml -o out/qiancheng
    python -m benchmarks.corruption scenarios/plant.yaml=out/plant scenarios/qiancheng.yaml=out/qiancheng

Damages solved bundles, and a park drawn by hand whose operations are told in full, in seeded ways
(``damage_layout``, ``damage_scenario``), one at a time, and checks them from their files. Each damage states
the clauses it must raise, by the clause's text and a measurement of its own, and those it may raise besides.
Prints a JSON line for each case that went wrong, then one with the totals. ``--cases`` (1000), ``--seed``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.damage import ORIGIN, Case, Expected
from benchmarks.damage_layout import LAYOUT
from benchmarks.damage_scenario import OPERATIONS, SCENARIO, Damage
from planner.model import Scenario
from planner.scenario import load_scenario
from planner.verify import verify

KINDS: Mapping[str, Damage] = {**LAYOUT, **SCENARIO, **OPERATIONS}
GOOD = ("pass", "not_applicable")


@dataclass(frozen=True)
class Subject:
    """An undamaged bundle, and how each clause stands in it."""

    name: str
    scenario: Scenario
    document: dict[str, Any]
    manifest: dict[str, Any]
    statuses: Mapping[str, str]

    @classmethod
    def of(cls, name: str, scenario: Scenario, folder: Path) -> Subject:
        document = json.loads((folder / "layout.geojson").read_text("utf-8"))
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        return cls(name, scenario, document, manifest, statuses(scenario, folder))


@dataclass(frozen=True)
class Outcome:
    """What one damage raised."""

    kind: str
    subject: str
    seed: str
    expected: Expected
    turned: frozenset[str]
    """Clauses that stood well, had to turn and did."""
    missed: frozenset[str]
    accused: frozenset[str]
    """Clauses that failed although the damage has nothing to do with them."""
    besides: frozenset[str]
    """Clauses that failed and may well, without a measurement here that says so."""


def judged(scenario: Scenario) -> Scenario:
    """The scenario by the two standards alone: what damage does to the fire codes is not stated."""
    return replace(scenario, standards=tuple(pack for pack in scenario.standards if pack != "fire"))


def statuses(scenario: Scenario, folder: Path) -> dict[str, str]:
    return {verdict.clause: verdict.status for verdict in verify(scenario, folder).verdicts}


def run(subject: Subject, kind: str, seed: str, folder: Path) -> Outcome | None:
    """One damage, from the files; ``None`` where this bundle offers no place for it."""
    case = Case.of(subject.scenario, subject.document, subject.manifest, seed)
    expected = KINDS[kind](case)
    if expected is None:
        return None
    write(case, subject.document, folder)
    after = statuses(case.scenario, folder)
    worse = {id for id, status in after.items() if turned(subject.statuses.get(id, "pass"), status)}
    # What is bad already cannot turn bad: a must that failed before is met.
    must = {id for id in expected.must if subject.statuses.get(id) in GOOD}
    missed = must - worse
    # "undecided" besides is no accusation: it says that something cannot be told any more.
    failed = {id for id in worse if after[id] == "fail"}
    accused = failed - expected.must - expected.may - {ORIGIN}
    besides = (failed & expected.may) - expected.must
    sets = (must & worse, missed, accused, besides)
    return Outcome(kind, subject.name, seed, expected, *map(frozenset, sets))


def turned(before: str, after: str) -> bool:
    return before != after and (after == "fail" or (after == "undecided" and before in GOOD))


def write(case: Case, document: dict[str, Any], folder: Path) -> None:
    layout = {**document, "features": case.features}
    (folder / "layout.geojson").write_text(json.dumps(layout, ensure_ascii=False), "utf-8")
    (folder / "manifest.json").write_text(json.dumps(case.manifest), "utf-8")


# ---------------------------------------------------------------- what is no damage


def harmless(subject: Subject, seed: str, folder: Path) -> frozenset[str]:
    """The same layout written differently: order, spaces, first corners, heights. What it is accused of."""
    case = Case.of(subject.scenario, subject.document, subject.manifest, seed)
    case.random.shuffle(case.features)
    for feature in case.features:
        if feature["geometry"]["type"] == "Polygon":
            rings = feature["geometry"]["coordinates"]
            for number, ring in enumerate(rings):
                cut = case.random.randrange(len(ring) - 1)
                turned_ring = [*ring[cut:-1], *ring[:cut]]
                if case.random.random() < 0.5:
                    turned_ring.reverse()
                rings[number] = [[*point, 0.0] for point in (*turned_ring, turned_ring[0])]
    layout = {"features": case.features, "type": "FeatureCollection"}
    (folder / "layout.geojson").write_text(json.dumps(layout, indent=2), "utf-8")
    (folder / "manifest.json").write_text(json.dumps(case.manifest), "utf-8")
    after = statuses(subject.scenario, folder)
    return frozenset(id for id, s in after.items() if turned(subject.statuses.get(id, "pass"), s)) - {ORIGIN}


# ---------------------------------------------------------------- the study


def cases(subjects: list[Subject], number: int, seed: int) -> Iterator[tuple[Subject, str, str]]:
    """Kinds in turn, bundles at random: small ones more often, since they are as good and faster."""
    random = Random(seed)
    weights = [1.0 / max(50, len(subject.document["features"])) for subject in subjects]
    for turn in range(number * 20):
        kind = list(KINDS)[turn % len(KINDS)]
        chosen = subjects[-1] if kind in OPERATIONS else random.choices(subjects, weights)[0]
        yield chosen, kind, f"{seed}-{turn}"


def study(subjects: list[Subject], number: int, seed: int, folder: Path) -> Iterator[Outcome]:
    done = 0
    for subject, kind, name in cases(subjects, number, seed):
        outcome = run(subject, kind, name, folder)
        if outcome is not None:
            done += 1
            yield outcome
        if done == number:
            return


def run_park(folder: Path) -> Subject:
    """The park drawn by hand, with its operations."""
    from planner.bundle import write_bundle
    from tests.verify import conduct, park

    scenario = conduct.run_park()
    write_bundle(folder, park.solution(scenario), resolved="")
    return Subject.of("drawn by hand", replace(scenario, source="park.yaml"), folder)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundles", nargs="*", help="SCENARIO=FOLDER")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch) / name for name in ("park", "damaged")]
        for folder in folders:
            folder.mkdir()
        subjects = []
        for pair in given.bundles:
            scenario, _, bundle = pair.partition("=")
            subjects.append(
                Subject.of(Path(scenario).stem, judged(load_scenario(Path(scenario))), Path(bundle))
            )
        subjects.append(run_park(folders[0]))
        counts: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        clauses: set[str] = set()
        for outcome in study(subjects, given.cases, given.seed, folders[1]):
            kinds[outcome.kind] += 1
            clauses |= outcome.turned
            counts["cases"] += 1
            counts["caught"] += not outcome.missed
            counts["accused"] += bool(outcome.accused)
            counts["verdicts_turned"] += len(outcome.turned)
            counts["verdicts_missed"] += len(outcome.missed)
            counts["verdicts_besides"] += len(outcome.besides)
            if outcome.missed or outcome.accused:
                row = {"kind": outcome.kind, "bundle": outcome.subject, "seed": outcome.seed}
                row |= {
                    "missed": sorted(outcome.missed),
                    "accused": sorted(outcome.accused),
                    "told": outcome.expected.told,
                }
                print(json.dumps(row, ensure_ascii=False), flush=True)
        wrong = {
            s.name: sorted(harmless(s, f"{given.seed}-{n}", folders[1])) for s in subjects for n in range(3)
        }
        total = {**counts, "kinds": len(kinds), "clauses": len(clauses), "harmless": wrong}
        total["kinds_unused"] = sorted(set(KINDS) - set(kinds))
        print(json.dumps(total, ensure_ascii=False))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
