"""The command line: parse, call, print, exit code.

Exit codes: 0 no mandatory clause fails; 1 a mandatory clause fails; 2 bad usage or input (and an
internal error, which says so); 3 nothing found in the time given; 4 proven infeasible; 130
interrupted with nothing found. Results go to standard output, with ``--json`` as one JSON document;
progress, logs and errors go to standard error. PLANNER_DEBUG=1 shows the traceback of any error.
"""

from __future__ import annotations

import functools
import json
import logging
import math
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from planner.errors import PlannerError, UsageError

if TYPE_CHECKING:
    from planner.model import Scenario, Solution
    from planner.progress import Event
    from planner.verify import Compliance
    from solvers.orchestrate.budget import Budget
    from solvers.solve import Infeasible, Options

Lang = Literal["zh", "en"]
Level = Literal["low", "mid", "high"]
PASS, FAIL, BAD_INPUT, INFEASIBLE, INTERRUPTED = 0, 1, 2, 4, 130
STRENGTHS = ("mandatory", "recommended", "permitted", "informational")
SECONDS_PER_EFFORT = 60
"""Without --effort, one unit of work for every full minute of --seconds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; no exception leaves it, and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        code = planner.main(arguments, prog_name="planner", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader has left: nobody to tell
        return BAD_INPUT
    return code if isinstance(code, int) else PASS


# ---------------------------------------------------------------- what every command shares


def _command(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Turn every error of a command into one message and an exit code."""

    @functools.wraps(function)
    def wrapper(*args: Any, as_json: bool = False, **kwargs: Any) -> int | None:
        try:
            return function(*args, as_json=as_json, **kwargs)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except PlannerError as error:
            return _report(error, str(error), error.exit_code, as_json)
        except Exception as error:
            text = (
                f"internal error: {type(error).__name__}: {' '.join(str(error).split()) or 'no message'}. "
                "This is a fault of the planner, not of your input. "
                "Try: report this line and the command; PLANNER_DEBUG=1 shows where it happened"
            )
            return _report(error, text, BAD_INPUT, as_json)

    return wrapper


def _report(error: Exception, text: str, code: int, as_json: bool) -> int:
    if os.environ.get("PLANNER_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    click.echo(f"error: {_printable(text)}", err=True)
    if as_json:
        problems = getattr(error, "problems", ())
        rows = [{name: getattr(row, name) for name in row.__slots__} for row in problems]
        _print_json(
            {"exit_code": code, "error": {"kind": type(error).__name__, "message": text, "problems": rows}}
        )
    return code


def _printable(text: str) -> str:
    """The text without control characters, which input files could use to drive a terminal."""
    return "".join(c if c == "\n" or c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def _default_lang() -> str:
    locale = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    return "zh" if locale.startswith("zh") else "en"


def _positive(_: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not (math.isfinite(value) and value > 0):
        raise click.BadParameter(f"got {value}; expected a number of seconds above 0", param=parameter)
    return value


def _effort_for(seconds: float | None) -> int:
    return max(1, int(seconds or 0) // SECONDS_PER_EFFORT)


_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
_lang = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=_default_lang,
    show_default="zh in a Chinese locale, else en",
    help="Language of pictures and reports.",
)
_in_force = click.option(
    "--scenario", type=click.Path(path_type=Path), help="The clauses in force there, with packs of its own."
)
_scenario = click.argument("scenario", type=click.Path(path_type=Path))


# ---------------------------------------------------------------- the commands


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="ecommerce-park-planner", prog_name="planner")
def planner() -> None:
    """Plan an e-commerce park: from one scenario file to a layout that meets the standards."""


@planner.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--operations", is_flag=True, help="Write how the park is run instead: a second file.")
@_lang
@_json
@_command
def init(file: Path | None, force: bool, operations: bool, lang: Lang, as_json: bool) -> int:
    """Write a commented starter scenario to FILE (scenario.yaml; - for standard output)."""
    from planner.scenario import operations_yaml, starter_yaml

    text = operations_yaml(lang) if operations else starter_yaml(lang)
    file = file or Path("operations.yaml" if operations else "scenario.yaml")
    if str(file) == "-":
        click.echo(json.dumps({"text": text}, ensure_ascii=False) if as_json else text, nl=as_json)
        return PASS
    try:
        with file.open("w" if force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise UsageError(
            f"{file}: exists already, expected a new file. Try: --force to replace it"
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{file}: cannot be written ({reason}). Try: another folder") from error
    if as_json:
        _print_json({"written": str(file)})
    elif operations:
        click.echo(f"Wrote {file}. Next: name it in the scenario: `operations: {file}`")
    else:
        click.echo(f"Wrote {file}. Next: planner validate {file}; planner solve {file}")
    return PASS


@planner.command()
@_scenario
@_json
@_command
def validate(scenario: Path, as_json: bool) -> int:
    """Check that SCENARIO can be used, and say what it holds."""
    from planner.scenario import load_scenario
    from viz.terminal import describe, facts

    loaded = load_scenario(scenario)
    if as_json:
        _print_json({"valid": True, **facts(loaded)})
    else:
        click.echo(_printable(f"{scenario}: valid. {describe(loaded)}"))
    return PASS


@planner.command()
@_json
@_command
def schema(as_json: bool) -> int:
    """Print the JSON Schema of a scenario (editors check and complete from it)."""
    from planner.scenario import json_schema

    _print_json(json_schema())
    return PASS


@planner.command()
@_scenario
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the result.  [out/SCENARIO]")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Random seed.")
@click.option(
    "--effort", type=click.IntRange(1, 1000), help="Work to spend.  [1 per full minute of --seconds]"
)
@click.option("--seconds", type=float, callback=_positive, help="Cap on the wall time.  [none]")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes.  [number of cores, at most 8]")
@click.option("--pictures/--no-pictures", default=True, show_default=True, help="Draw plans, site, stacking.")
@click.option("-q", "--quiet", is_flag=True, help="Neither progress nor report; errors only.")
@_lang
@_json
@_command
def solve(
    scenario: Path,
    output: Path | None,
    seed: int,
    effort: int | None,
    seconds: float | None,
    jobs: int | None,
    pictures: bool,
    quiet: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    """Lay out the park of SCENARIO: plans, areas, verdicts and layout.geojson in a folder."""
    from planner.bundle.files import make_writable
    from planner.kernel_cache import prepare_cache
    from planner.scenario import load_scenario

    prepare_cache()
    from solvers.orchestrate.budget import Budget
    from solvers.orchestrate.interrupt import interruptible
    from solvers.solve import Infeasible, Options
    from viz.progress import progress
    from viz.solved import print_solution, solution_document

    park = load_scenario(scenario)
    folder = output or Path("out") / scenario.stem
    make_writable(folder)
    workers = jobs or min(8, os.cpu_count() or 1)
    options = Options(seed, effort or _effort_for(seconds), seconds, workers)
    budget = Budget(seconds)
    with progress(quiet) as show:
        outcome = interruptible(
            budget,
            lambda: _solve(park, folder, options, budget, lang if pictures else None, show.event),
            show.notice,
        )
    if isinstance(outcome, Infeasible):
        return _tell_infeasible(outcome, as_json, quiet)
    solution, compliance = outcome
    code = PASS if compliance.passed else FAIL
    if as_json:
        _print_json(solution_document(folder, compliance, code))
    elif not quiet:
        print_solution(folder, solution, compliance, lang)
    return code


@planner.command()
@_scenario
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="List every clause, those that pass too.")
@click.option("--readings", is_flag=True, help="Tell what other readings of the standards would change.")
@click.option("--sarif", type=click.Path(path_type=Path), help="Also write what is not met as SARIF.")
@click.option(
    "--report", type=click.Path(path_type=Path), help="Also write a report: a folder, .html or .pdf."
)
@_lang
@_json
@_command
def check(
    scenario: Path,
    bundle: Path,
    everything: bool,
    readings: bool,
    sarif: Path | None,
    report: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """Check the layout in the folder BUNDLE against SCENARIO, clause by clause; changes no file of it."""
    from planner.scenario import load_scenario
    from planner.verify import save_sarif, verify
    from viz.terminal import print_compliance, print_readings, tell_differences

    park = load_scenario(scenario)
    compliance = verify(park, bundle)
    if sarif is not None:
        save_sarif(sarif, compliance, park, bundle)
    if report is not None:
        from viz.report import write_report

        for path in write_report(report, park, bundle, compliance, lang):
            click.echo(f"Wrote {path}", err=True)
    tell_differences(compliance, bundle)
    if as_json:
        _print_json(compliance.document())
    else:
        print_compliance(compliance, park, lang, everything=everything)
        if readings:
            print_readings(compliance, lang)
    return PASS if compliance.passed else FAIL


@planner.group()
def standards() -> None:
    """What the standards ask for, clause by clause, and what stands behind each clause."""


@standards.command("list")
@click.option("--standard", help="Only the clauses of this pack.")
@click.option("--strength", type=click.Choice(STRENGTHS), help="Only clauses that bind so.")
@click.option("--kind", help="Only clauses of this kind of requirement.")
@click.option("--by", type=click.Choice(["geometry", "data", "attestation"]), help="Only clauses checked so.")
@_in_force
@_lang
@_json
@_command
def standards_list(scenario: Path | None, lang: Lang, as_json: bool, **wanted: str | None) -> int:
    """List packs and clauses."""
    from viz.standards import list_document, print_list

    given = _optional(scenario), wanted
    return _tell(as_json, lambda: list_document(*given), lambda: print_list(*given, lang))


@standards.command("show")
@click.argument("clause")
@_in_force
@_lang
@_json
@_command
def standards_show(clause: str, scenario: Path | None, lang: Lang, as_json: bool) -> int:
    """Show everything about CLAUSE."""
    from solvers.encodings import GUARANTEES as ROWS
    from viz.standards import print_clause, show_document

    given = _optional(scenario), clause, ROWS
    return _tell(as_json, lambda: show_document(*given), lambda: print_clause(*given, lang))


@standards.command("coverage")
@click.option("--standard", help="Only the clauses of this pack.")
@_in_force
@_lang
@_json
@_command
def standards_coverage(standard: str | None, scenario: Path | None, lang: Lang, as_json: bool) -> int:
    """Print the matrix clause x (solver, geometry, data, attestation, tests)."""
    from solvers.encodings import GUARANTEES as ROWS
    from viz.standards import coverage_document, print_coverage

    given = _optional(scenario), standard, ROWS
    return _tell(as_json, lambda: coverage_document(*given), lambda: print_coverage(*given, lang))


@planner.command()
@_scenario
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--level", type=click.Choice(["low", "mid", "high"]), help="Level of the indices.  [the scenario's]"
)
@_lang
@_json
@_command
def utilities(scenario: Path, bundle: Path, level: Level | None, lang: Lang, as_json: bool) -> int:
    """What power, water, drainage, gas and bandwidth the layout in BUNDLE asks for, against capacity."""
    from planner.check.facts import read_facts
    from planner.scenario import load_scenario
    from planner.utilities.demand import needs
    from viz.utilities import needs_document, print_utilities

    park = load_scenario(scenario)
    found = needs(read_facts(park, bundle), level)
    return _tell(as_json, lambda: needs_document(park, found), lambda: print_utilities(found, lang))


@planner.command()
@_scenario
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--year", "years", type=click.IntRange(1990, 2100), multiple=True, help="A year; repeatable.  [all]"
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Also write them to this .csv or .json file."
)
@_lang
@_json
@_command
def indicators(
    scenario: Path, bundle: Path, years: tuple[int, ...], output: Path | None, lang: Lang, as_json: bool
) -> int:
    """Operating indicators (SB/T 11233 Annex A) by year, areas from the layout in BUNDLE."""
    from planner.check.facts import read_facts
    from planner.indicators.evaluate import book_of, evaluate, years_for
    from planner.scenario import load_scenario
    from viz.indicators import indicators_json, print_indicators, save_indicators

    park = load_scenario(scenario)
    book = book_of(park, read_facts(park, bundle))
    rows = evaluate(book, years_for(book, years))
    if output is not None:
        save_indicators(output, park, rows)
    return _tell(as_json, lambda: indicators_json(park, rows), lambda: print_indicators(rows, lang))


def _optional(scenario: Path | None) -> Scenario | None:
    from planner.scenario import load_scenario

    return None if scenario is None else load_scenario(scenario)


def _tell(as_json: bool, document: Callable[[], object], text: Callable[[], None]) -> int:
    if as_json:
        _print_json(document())
    else:
        text()
    return PASS


# ---------------------------------------------------------------- solve: search, write, check, draw


def _solve(
    park: Scenario,
    folder: Path,
    options: Options,
    budget: Budget,
    pictures: Lang | None,
    on_event: Callable[[Event], None],
) -> tuple[Solution, Compliance] | Infeasible:
    """The path from a scenario to a whole bundle; ``pictures`` is their language, if wanted."""
    from planner.bundle import read_bundle, write_bundle
    from planner.bundle.seconds import write_seconds
    from planner.progress import Event
    from planner.scenario import resolved_yaml
    from planner.standards.packs import copies
    from planner.verify import save_sarif, verify, write_compliance
    from solvers.orchestrate.budget import StageClock
    from solvers.solve import Infeasible, solve

    solution = solve(park, options, on_event, budget=budget)
    if isinstance(solution, Infeasible):
        return solution
    clock = StageClock(dict(solution.stage_seconds))
    on_event(Event("write"))
    write_bundle(folder, solution, resolved=resolved_yaml(park), packs=copies(park))
    on_event(Event("check"))
    with clock.stage("check"):
        compliance = verify(park, folder)
        write_compliance(folder, compliance)
        save_sarif(folder / "compliance.sarif", compliance, park, folder)
    if pictures is not None:
        from viz import draw_bundle

        on_event(Event("draw"))
        with clock.stage("draw"):
            draw_bundle(park, read_bundle(folder).layout, folder, lang=pictures, jobs=options.jobs)
    write_seconds(folder, clock.seconds)
    return solution, compliance


def _tell_infeasible(outcome: Infeasible, as_json: bool, quiet: bool) -> int:
    conflict = outcome.allocation.conflict
    if as_json:
        _print_json({"exit_code": INFEASIBLE, "status": "infeasible", "conflict": list(conflict)})
    if not quiet or not as_json:
        click.echo("Proven infeasible: no layout meets all of the following together.", err=True)
        for line in conflict:
            click.echo(_printable(f"  - {line}"), err=True)
        click.echo("Try: relax one of them in the scenario. Nothing was written.", err=True)
    return INFEASIBLE


if __name__ == "__main__":
    sys.exit(main())
