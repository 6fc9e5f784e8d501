"""Commands on what is different: diff, compare."""

from __future__ import annotations

from pathlib import Path

import click

from commands.shared import FAIL, PASS, Lang, command, json_option, lang_option, tell

DIFFERS = FAIL


@click.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="List every line of every group, and every door.")
@lang_option
@json_option
@command
def diff(before: Path, after: Path, everything: bool, lang: Lang, as_json: bool) -> int:
    """What is different in AFTER: two scenario files, or two folders of results.

    Exit code: 0 the same, 1 different, 2 one of them cannot be used.
    """
    from planner.compare.bundles import bundle_diff
    from planner.compare.document import bundle_document, scenario_document
    from planner.compare.read import are_bundles, read_plans
    from planner.compare.scenarios import scenario_changes
    from planner.scenario import load_scenario
    from viz.diff_text import print_bundle_diff, print_scenario_diff

    if are_bundles(before, after):
        found = bundle_diff(*read_plans((before, after)))
        tell(
            as_json,
            lambda: bundle_document(found),
            lambda: print_bundle_diff(found, lang, everything=everything),
        )
        return PASS if found.same else DIFFERS
    changes = scenario_changes(load_scenario(before), load_scenario(after))
    names = str(before), str(after)
    tell(
        as_json,
        lambda: scenario_document(*names, changes),
        lambda: print_scenario_diff(*names, changes, lang),
    )
    return DIFFERS if changes else PASS


@click.command()
@click.argument(
    "bundles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="BUNDLE BUNDLE..."
)
@click.option(
    "--csv", "table", type=click.Path(path_type=Path), help="Also write the table to this .csv file."
)
@click.option(
    "--pictures", type=click.Path(path_type=Path), help="Also draw the plans side by side into this folder."
)
@click.option(
    "--page", type=click.Path(path_type=Path), help="Also write parallel coordinates to this .html file."
)
@lang_option
@json_option
@command
def compare(
    bundles: tuple[Path, ...],
    table: Path | None,
    pictures: Path | None,
    page: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """Measures and clauses of several results side by side, the others against the first."""
    from planner.compare.read import read_plans
    from planner.compare.table import compare as side_by_side
    from planner.compare.table import comparison_document, save_csv
    from planner.errors import UsageError
    from planner.kernel_cache import prepare_cache
    from viz.compare_table import print_comparison

    if len(bundles) < 2:
        raise UsageError(
            f"{bundles[0]}: one result, expected two or more to compare. "
            "Try: planner compare FOLDER FOLDER, the folders that `planner solve` wrote"
        )
    prepare_cache()
    found = side_by_side(read_plans(bundles))
    written = []
    if table is not None:
        save_csv(table, found, lang)
        written.append(table)
    if page is not None:
        from viz.compare_page import save_page

        save_page(page, found, lang)
        written.append(page)
    if pictures is not None:
        from viz.compare_plan import draw_comparison

        written += draw_comparison(pictures, found, lang)
    for path in written:
        click.echo(f"Wrote {path}", err=True)
    return tell(as_json, lambda: comparison_document(found), lambda: print_comparison(found, lang))
