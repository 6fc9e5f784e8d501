"""``planner simulate occupancy``: letting over the years."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from commands.shared import PASS, Lang, print_json
from commands.shared import command as checked
from commands.simulate import bundle_argument, simulation_options

PATHS = 10_000


class _Quantiles(click.ParamType[tuple[float, ...]]):
    """Numbers between 0 and 1, separated by commas."""

    name = "numbers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """The quantiles in ascending order."""
        if isinstance(value, tuple):
            return value
        try:
            found = sorted({float(part) for part in str(value).split(",")})
        except ValueError:
            found = []
        if not found or not all(0 < q < 1 for q in found):
            self.fail(f"{value!r}: expected numbers between 0 and 1. Try: 0.05,0.5,0.95", param, ctx)
        return tuple(found)


@click.command()
@bundle_argument
@click.option(
    "--scenario", type=click.Path(path_type=Path), help="Letting as this scenario has it.  [that of BUNDLE]"
)
@click.option(
    "--paths",
    type=click.IntRange(100, 1_000_000),
    default=PATHS,
    show_default=True,
    help="Possible futures.",
)
@click.option(
    "--quantiles",
    type=_Quantiles(),
    default="0.05,0.5,0.95",
    show_default=True,
    help="Quantiles that are told; each needs 20 paths beyond it.",
)
@click.option("--plans", is_flag=True, help="Also draw every storey with the vacancy that is expected.")
@simulation_options
@checked
def command(
    bundle: Path,
    scenario: Path | None,
    paths: int,
    quantiles: tuple[float, ...],
    plans: bool,
    seed: int,
    jobs: int | None,
    output: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """Occupancy, the ratios of the standards and cash flow over the years, with probabilities."""
    from planner.simulate.leasing.document import occupancy_document, save_occupancy
    from planner.simulate.leasing.outcome import check_paths, outcome
    from planner.simulate.leasing.park import read_park
    from planner.simulate.leasing.run import run_paths
    from planner.simulate.results import output_folder
    from viz.occupancy import draw_occupancy
    from viz.occupancy_table import print_occupancy

    check_paths(paths, quantiles)
    park = read_park(bundle, scenario)
    folder = output_folder(bundle, output)
    counts = run_paths(park.model, paths, seed, jobs or min(8, os.cpu_count() or 1))
    found = outcome(park, counts, seed, paths, quantiles)
    if found.interrupted:
        click.echo(f"Interrupted: {found.paths:,} of {paths:,} paths are finished and told.", err=True)
    for path in (*save_occupancy(folder, found), *draw_occupancy(folder, found, lang, plans=plans)):
        click.echo(f"Wrote {path}", err=True)
    if as_json:
        print_json(occupancy_document(found))
    else:
        print_occupancy(found, lang)
    return PASS
