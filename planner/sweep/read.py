"""``sweep.yaml`` -> ``Sweep``, or everything that is wrong with it: before anything is solved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from planner.bundle.packs import PACK_FILES
from planner.errors import Problem, ScenarioError
from planner.model import Scenario
from planner.rubbish import put_off
from planner.scenario.hints import report_errors
from planner.scenario.load import parse_scenario
from planner.scenario.report import Report
from planner.scenario.source import decode, read_bytes
from planner.scenario.tree import Node, parse, to_raw
from planner.standards.packs import copies
from planner.sweep.change import Change
from planner.sweep.design import Case, Parameter, grid_cases, latin_cases, list_cases
from planner.sweep.job import Run
from planner.sweep.levels import Reader
from planner.sweep.record import is_column
from planner.sweep.schema import Output, RunIn, SweepIn, sweep_schema
from planner.sweep.variant import RUN, Base, rebuilt
from planner.sweep.variant import changed as changed_scenario

__all__ = ["MOST_CASES", "Sweep", "load_sweep"]

MOST_CASES = 100_000
LAYOUTS_ONLY = ("clauses", "measures")
"""Outputs that an allocation alone does not have."""
DEADLINE_S, TIMES = 30.0, 3.0
"""Deadline of a case: this many seconds, and this many times the cap on its search."""
NOT_ROBUST = "a scenario without the section robust: plans of a sweep are not let, none can promise"
LONGEST_S = 3600.0
"""Deadline of a case whose search has no cap."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep that can be run. ``digest``: hash of the base scenario with all files it names."""

    source: str
    digest: str
    base: Base
    scenario: Scenario
    run: Run
    given: RunIn
    outputs: tuple[Output, ...]
    parameters: tuple[Parameter, ...]
    """Empty for cases one by one."""
    cases: tuple[Case, ...]

    def run_of(self, case: Case) -> Run:
        """How a case is run: as the file says, but for what the case itself changes."""
        return run_from(rebuilt(self.given, case.changes, self.source))


def run_from(given: RunIn) -> Run:
    """The options with the deadline that belongs to them."""
    usual = LONGEST_S if given.seconds is None else DEADLINE_S + TIMES * given.seconds
    return Run(given.what, given.seed, given.effort, given.seconds, given.deadline_s or usual, given.proof)


def load_sweep(path: Path) -> Sweep:
    """The sweep of a file; ``ScenarioError`` holds all problems of the file at once.

    Each change is tried alone on the scenario, so that a bad value is told before anything is solved;
    what only fails together with others becomes a row of the table.
    """
    source = str(path)
    with put_off():
        root, problems = parse(decode(read_bytes(path), source), source)
        report = Report(source, root, problems)
        given = _model(root, report)
        base, tree, scenario = _base(path, given, report)
        reader = Reader(root, tree, report)
        parameters, listed = _varied(given, reader)
        _stop_at(report)
        _contradictions(reader, parameters, listed)
        _stop_at(report)
        _try_alone(base, source, given, parameters, listed, report)
        _stop_at(report)
    return Sweep(
        source,
        _digest(scenario),
        base,
        scenario,
        run_from(given.run),
        given.run,
        tuple(dict.fromkeys(given.outputs)),
        parameters,
        tuple(_cases(given, parameters, listed)),
    )


def _digest(scenario: Scenario) -> str:
    own = [name for name in scenario.standards if name.endswith(PACK_FILES)]
    packs = copies(scenario) if own else {}
    parts = [f"{name}:{hashlib.sha256(content).hexdigest()}" for name, content in packs.items()]
    return " ".join([scenario.sha256, *parts])


def _stop_at(report: Report) -> None:
    if report:
        raise ScenarioError(report.problems)


def _model(root: Node, report: Report) -> SweepIn:
    try:
        given = SweepIn.model_validate(to_raw(root))
    except ValidationError as error:
        report_errors(report, error, (), (), sweep_schema())
        raise ScenarioError(report.problems) from None
    ways = [key for key in ("grid", "latin_hypercube", "cases") if getattr(given, key) is not None]
    if len(ways) != 1:
        told = f"one of grid, latin_hypercube and cases ({', '.join(ways) or 'none is given'})"
        report.add(tuple(ways[1:2]), told, "keep one; write a file for each sweep", value="", key=bool(ways))
    for index, name in enumerate(given.outputs):
        if name in LAYOUTS_ONLY and given.run.what != "layout":
            remedy = "set `what: layout` under run, or leave it out"
            report.add(("outputs", index), "an output that an allocation has: terms, areas, storeys", remedy)
    if given.run.what == "layout" and not given.run.proof:
        report.add(("run", "proof"), "proof: true where layouts are made", "leave it out", key=True)
    _stop_at(report)
    return given


def _base(path: Path, given: SweepIn, report: Report) -> tuple[Base, Node, Scenario]:
    """The scenario that is varied, its tree with the files it names in place."""
    file = path.parent / given.scenario
    if not file.is_file():
        report.add(
            ("scenario",), f"a scenario file; there is no file {file}", "correct the path, from this file"
        )
        raise ScenarioError(report.problems)
    data = read_bytes(file)
    tree: list[Node] = []
    scenario = parse_scenario(data, str(file), lambda root, _: tree.append(deepcopy(root)))
    if _robust(scenario):
        report.add(("scenario",), NOT_ROBUST, "take the section robust out of that scenario")
        raise ScenarioError(report.problems)
    return Base(data, str(file)), tree[0], scenario


def _varied(
    given: SweepIn, reader: Reader
) -> tuple[tuple[Parameter, ...], tuple[tuple[str, tuple[Change, ...]], ...]]:
    if given.cases is not None:
        listed = tuple(
            (row.name or "", reader.changes(row, ("cases", index))) for index, row in enumerate(given.cases)
        )
        return (), listed
    latin = given.latin_hypercube
    rows = given.grid or (latin.parameters if latin is not None else [])
    at = ("grid",) if given.grid else ("latin_hypercube", "parameters")
    parameters = [reader.parameter(row, (*at, index), grid=latin is None) for index, row in enumerate(rows)]
    names: dict[str, int] = {}
    for index, parameter in enumerate(parameters):
        if parameter is not None and is_column(parameter.name):
            reader.report.add(
                (*at, index), "a name that is no column of the table", "use another", value=parameter.name
            )
        elif parameter is not None and parameter.name in names:
            reader.report.add(
                (*at, index), "each parameter once", "give it a name of its own", value=parameter.name
            )
        elif parameter is not None:
            names[parameter.name] = index
    count = 1
    for parameter in parameters:
        count *= len(parameter.levels) if parameter is not None else 1
    if given.grid and count > MOST_CASES:
        told = f"at most {MOST_CASES:,} cases; these parameters make {count:,}"
        reader.report.add(("grid",), told, "use fewer values, or a latin_hypercube", value="")
    return tuple(row for row in parameters if row is not None), ()


def _contradictions(
    reader: Reader, parameters: Sequence[Parameter], listed: Sequence[tuple[str, tuple[Change, ...]]]
) -> None:
    """Two changes of one case that write to the same place."""
    for _, changes in listed:
        reader.clashes([[change] for change in changes])
    groups = [[change for level in row.levels for change in level.changes] for row in parameters]
    reader.clashes(groups)
    for row in parameters:
        for level in row.levels:
            reader.clashes([[change] for change in level.changes])


def _try_alone(
    base: Base,
    source: str,
    given: SweepIn,
    parameters: Sequence[Parameter],
    listed: Sequence[tuple[str, tuple[Change, ...]]],
    report: Report,
) -> None:
    """Every level of every parameter, and every listed case, must make a usable scenario by itself."""
    trials = [level.changes for row in parameters for level in row.levels] + [row for _, row in listed]
    for changes in trials:
        try:
            rebuilt(given.run, changes, source)
            made = any(change.address[:1] != RUN for change in changes)
            if made and _robust(changed_scenario(base, changes, source)):
                first = changes[0]
                remedy = "leave the section robust out of the changes"
                report.adopt([Problem(source, first.line, None, first.text, "", NOT_ROBUST, remedy)])
        except ScenarioError as error:
            report.adopt(_blamed(problem, changes, source) for problem in error.problems)


def _robust(scenario: Scenario) -> bool:
    return scenario.leasing.robust.clause_probability is not None


def _blamed(problem: Problem, changes: Sequence[Change], source: str) -> Problem:
    """A problem that shows elsewhere in the scenario, with the change that brings it about."""
    if problem.file == source or not changes:
        return problem
    told = ", ".join(f"{change.text} in {source}:{change.line}" for change in changes[:2])
    more = f" and {len(changes) - 2} more" if len(changes) > 2 else ""
    return replace(problem, remedy=f"{problem.remedy} (this follows from {told}{more})")


def _cases(
    given: SweepIn, parameters: Sequence[Parameter], listed: Sequence[tuple[str, tuple[Change, ...]]]
) -> Iterator[Case]:
    if given.cases is not None:
        return list_cases(listed)
    if given.latin_hypercube is not None:
        return latin_cases(parameters, given.latin_hypercube.count, given.latin_hypercube.seed)
    return grid_cases(parameters)
