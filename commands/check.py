"""Commands on a layout: check, utilities, indicators."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from commands.shared import (
    FAIL,
    PASS,
    Lang,
    command,
    json_option,
    lang_option,
    print_json,
    scenario_argument,
    tell,
)

Level = Literal["low", "mid", "high"]


@click.command()
@scenario_argument
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="List every clause, those that pass too.")
@click.option("--readings", is_flag=True, help="Tell what other readings of the standards would change.")
@click.option("--sarif", type=click.Path(path_type=Path), help="Also write what is not met as SARIF.")
@click.option(
    "--report", type=click.Path(path_type=Path), help="Also write a report: a folder, .html or .pdf."
)
@lang_option
@json_option
@command
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
        print_json(compliance.document())
    else:
        print_compliance(compliance, park, lang, everything=everything)
        if readings:
            print_readings(compliance, lang)
    return PASS if compliance.passed else FAIL


@click.command()
@scenario_argument
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--level", type=click.Choice(["low", "mid", "high"]), help="Level of the indices.  [the scenario's]"
)
@lang_option
@json_option
@command
def utilities(scenario: Path, bundle: Path, level: Level | None, lang: Lang, as_json: bool) -> int:
    """What power, water, drainage, gas and bandwidth the layout in BUNDLE asks for, against capacity."""
    from planner.check.facts import read_facts
    from planner.scenario import load_scenario
    from planner.utilities.demand import needs
    from viz.utilities import needs_document, print_utilities

    park = load_scenario(scenario)
    found = needs(read_facts(park, bundle), level)
    return tell(as_json, lambda: needs_document(park, found), lambda: print_utilities(found, lang))


@click.command()
@scenario_argument
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--year", "years", type=click.IntRange(1990, 2100), multiple=True, help="A year; repeatable.  [all]"
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Also write them to this .csv or .json file."
)
@lang_option
@json_option
@command
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
    return tell(as_json, lambda: indicators_json(park, rows), lambda: print_indicators(rows, lang))
