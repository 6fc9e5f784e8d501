"""``planner simulate loads``: people, power, water, bandwidth and lifts, hour by hour."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from commands.shared import PASS, Lang, print_json
from commands.shared import command as checked
from commands.simulate import bundle_argument, serial_options

DAYS = 2_000


@click.command()
@bundle_argument
@click.option(
    "--profile", type=click.Path(path_type=Path), help="Use through the day that differs.  [as shipped]"
)
@click.option(
    "--days",
    type=click.IntRange(100, 100_000),
    default=DAYS,
    show_default=True,
    help="Weekdays, and as many days of the weekend.",
)
@click.option(
    "--level",
    type=click.Choice(["low", "mid", "high"]),
    help="Of the indices.  [utilities.level of the scenario]",
)
@click.option(
    "--write-profile", type=click.Path(path_type=Path), help="Write the profile as shipped and end."
)
@serial_options
@checked
def command(
    bundle: Path,
    profile: Path | None,
    days: int,
    level: Literal["low", "mid", "high"] | None,
    write_profile: Path | None,
    seed: int,
    output: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """Hourly people, power, water, bandwidth and lifts of a layout in use, against capacity."""
    from planner.simulate.loads.days import simulate_days
    from planner.simulate.loads.document import loads_document, save_loads
    from planner.simulate.loads.profile import load_profile, standard_profile, write_shipped
    from planner.simulate.results import output_folder, read_simulated
    from viz.loads import draw_loads, print_loads

    if write_profile is not None:
        write_shipped(write_profile)
        click.echo(f"Wrote {write_profile}", err=True)
        return PASS
    given = load_profile(profile) if profile else standard_profile()
    facts = read_simulated(bundle)
    folder = output_folder(bundle, output)
    found = simulate_days(facts, given, days, seed, level)
    for path in (*save_loads(folder, found, seed), *draw_loads(folder, found, lang)):
        click.echo(f"Wrote {path}", err=True)
    if as_json:
        print_json(loads_document(found, seed))
    else:
        print_loads(found, lang)
    return PASS
