"""The verdicts as a command prints them: what fails first, what is missing by datum, an honest last line."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from planner.bundle import write_bundle
from planner.check.gaps import gaps, is_gap
from planner.model import Scenario
from planner.operations.model import Operations
from planner.verify import Compliance, verify
from tests.verify import conduct, park
from viz.terminal import print_compliance


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("bundle")
    write_bundle(target, park.solution(conduct.run_park()), resolved="")
    return target


def printed(
    folder: Path, operations: Operations, *, lang: str = "en", everything: bool = False
) -> tuple[str, Compliance, Scenario]:
    scenario = replace(conduct.run_park(), operations=operations)
    compliance = verify(scenario, folder)
    stream = io.StringIO()
    print_compliance(compliance, scenario, lang, everything=everything, stream=stream)  # type: ignore[arg-type]  # zh or en
    return stream.getvalue(), compliance, scenario


def test_everything_in_order(folder: Path) -> None:
    text, _, _ = printed(folder, replace(conduct.operations(), editions=None))
    assert "Undecided" not in text
    assert text.splitlines()[-1].startswith("All mandatory clauses pass. (fail 0, undecided 0, pass ")


def test_what_is_not_known_is_not_said_to_pass(folder: Path) -> None:
    text, compliance, _ = printed(folder, Operations())
    mandatory = compliance.summary()["mandatory"]["undecided"]
    assert mandatory > 60
    last = text.splitlines()[-1]
    assert last.startswith(f"No mandatory clause fails; {mandatory} are undecided. (fail 0, undecided ")
    assert "All mandatory clauses pass" not in text
    row = next(line for line in text.splitlines() if line.startswith("operations.attestations"))
    assert row.split()[1:3] == [str(len(gaps(compliance)[0].mandatory)), str(len(gaps(compliance)[0].others))]
    assert "a document about CBEP-4.1.3-a for A" in row
    assert "CBEP-8.4" not in text
    assert len(text.splitlines()) < 60


def test_a_gap_counts_a_clause_once(folder: Path) -> None:
    _, compliance, _ = printed(folder, replace(conduct.operations(), events=None, editions=None))
    (gap,) = gaps(compliance)
    assert gap.datum == "operations.events"
    assert "CBEP-7.2.2-b" in gap.mandatory
    assert gap.others == ("CBEP-7.2.1-b",)
    assert len(set(gap.mandatory)) == len(gap.mandatory)
    assert is_gap(compliance.verdict("CBEP-7.2.2-b"))
    assert not is_gap(compliance.verdict("CBEP-7.3.2"))


def test_failures_stand_first(folder: Path) -> None:
    changed = replace(conduct.operations(), events=(), attestations=None)
    text, compliance, _ = printed(folder, changed)
    assert not compliance.passed
    rows = [line for line in text.splitlines() if line.startswith(("CBEP", "SBT"))]
    assert [line.split()[0] for line in rows] == [
        verdict.clause for verdict in compliance.verdicts if verdict.status == "fail"
    ]
    assert text.index("CBEP-7.2.2-b") < text.index("operations.attestations")
    assert f"Mandatory clauses failed: {len(compliance.failed())}." in text


def test_all_lists_every_clause(folder: Path) -> None:
    text, compliance, _ = printed(folder, Operations(), everything=True)
    listed = {line.split()[0] for line in text.splitlines() if line.startswith(("CBEP", "SBT", "LAYOUT"))}
    assert listed == {v.clause for v in compliance.verdicts if v.status != "not_applicable"}


def test_in_chinese(folder: Path) -> None:
    text, _, _ = printed(folder, Operations(), lang="zh")
    assert "因缺少资料而待定" in text
    row = next(line for line in text.splitlines() if line.startswith("operations.events"))
    assert "CBEP-5.1.2.4-b 定期组织开展经验交流会" in row
    assert "没有强制性条款不符合；" in text
    assert "全部强制性条款符合" not in text
    assert "全部强制性条款符合。" in printed(folder, conduct.operations(), lang="zh")[0]
