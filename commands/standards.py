"""The group ``planner standards``: list, show, coverage."""

from __future__ import annotations

from pathlib import Path

import click

from commands.shared import Lang, command, in_force_option, json_option, lang_option, optional_scenario, tell

STRENGTHS = ("mandatory", "recommended", "permitted", "informational")


@click.group()
def standards() -> None:
    """What the standards ask for, clause by clause, and what stands behind each clause."""


@standards.command("list")
@click.option("--standard", help="Only the clauses of this pack.")
@click.option("--strength", type=click.Choice(STRENGTHS), help="Only clauses that bind so.")
@click.option("--kind", help="Only clauses of this kind of requirement.")
@click.option("--by", type=click.Choice(["geometry", "data", "attestation"]), help="Only clauses checked so.")
@in_force_option
@lang_option
@json_option
@command
def standards_list(scenario: Path | None, lang: Lang, as_json: bool, **wanted: str | None) -> int:
    """List packs and clauses."""
    from viz.standards import list_document, print_list

    given = optional_scenario(scenario), wanted
    return tell(as_json, lambda: list_document(*given), lambda: print_list(*given, lang))


@standards.command("show")
@click.argument("clause")
@in_force_option
@lang_option
@json_option
@command
def standards_show(clause: str, scenario: Path | None, lang: Lang, as_json: bool) -> int:
    """Show everything about CLAUSE."""
    from solvers.encodings import GUARANTEES as ROWS
    from viz.standards import print_clause, show_document

    given = optional_scenario(scenario), clause, ROWS
    return tell(as_json, lambda: show_document(*given), lambda: print_clause(*given, lang))


@standards.command("coverage")
@click.option("--standard", help="Only the clauses of this pack.")
@in_force_option
@lang_option
@json_option
@command
def standards_coverage(standard: str | None, scenario: Path | None, lang: Lang, as_json: bool) -> int:
    """Print the matrix clause x (solver, geometry, data, attestation, tests)."""
    from solvers.encodings import GUARANTEES as ROWS
    from viz.standards import coverage_document, print_coverage

    given = optional_scenario(scenario), standard, ROWS
    return tell(as_json, lambda: coverage_document(*given), lambda: print_coverage(*given, lang))
