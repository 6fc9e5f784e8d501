"""The command ``planner draw``: pictures of a layout."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import click

from commands.shared import Lang, command, json_option, lang_option, scenario_argument, tell

Subject = Literal["plan", "egress", "site", "stacking"]
Format = Literal["png", "svg"]


@click.command()
@scenario_argument
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--only",
    "kinds",
    type=click.Choice(["plan", "egress", "site", "stacking"]),
    multiple=True,
    help="Only these pictures; repeatable.  [all; egress where the fire codes are in force]",
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(["png", "svg"]),
    multiple=True,
    default=("png", "svg"),
    show_default=True,
    help="Format of the files; repeatable.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the pictures.  [BUNDLE]")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes.  [number of cores, at most 8]")
@lang_option
@json_option
@command
def draw(
    scenario: Path,
    bundle: Path,
    kinds: tuple[Subject, ...],
    formats: tuple[Format, ...],
    output: Path | None,
    jobs: int | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """Draw the layout in the folder BUNDLE: plans, evacuation plans, site and stacking plan."""
    from planner.kernel_cache import prepare_cache
    from planner.scenario import load_scenario
    from viz.drawn import draw_again

    prepare_cache()
    park = load_scenario(scenario)
    workers = jobs or min(8, os.cpu_count() or 1)
    paths = draw_again(park, bundle, output or bundle, lang, kinds, formats, workers)
    names = [str(path) for path in paths]
    return tell(as_json, lambda: {"written": names}, lambda: click.echo("\n".join(names)))
