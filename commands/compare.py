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
