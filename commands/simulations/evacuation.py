"""``planner simulate evacuation``: how fast people leave, with agents on the plan."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import click

from commands import shared
from commands.shared import Lang, printable, tell
from commands.simulate import bundle_argument, simulation_options

Choice = Literal["nearest", "quickest"]
Film = Literal["gif", "mp4"]


@click.command("evacuation")
@bundle_argument
@click.option(
    "--storey", "storeys", multiple=True, help="Only this storey, left by its own people; repeatable."
)
@click.option("--building", "buildings", multiple=True, help="Only this building; repeatable.  [all]")
@click.option(
    "--replications", type=click.IntRange(1, 10_000), default=5, show_default=True, help="Runs of each."
)
@click.option(
    "--profile",
    type=click.Path(path_type=Path),
    help="Speeds, reaction times, flows that differ.  [as shipped]",
)
@click.option("--block", "blocked", multiple=True, help="An exit, stair or door nobody can use; repeatable.")
@click.option("--reaction/--no-reaction", default=True, help="With the time until people set out.  [with]")
@click.option(
    "--choice",
    type=click.Choice(["nearest", "quickest"]),
    default="nearest",
    show_default=True,
    help="The exit that people head for: the nearest, or by which they are out soonest.",
)
@click.option("--fine", is_flag=True, help="Steps of 0.02 s instead of 0.05 s, 2.5 times the work.")
@click.option("--maps/--no-maps", default=True, help="Draw density and flow on the plan.  [draw]")
@click.option(
    "--film", "films", type=click.Choice(["gif", "mp4"]), multiple=True, help="Also animate; repeatable."
)
@click.option(
    "--write-profile", type=click.Path(path_type=Path), help="Write the profile as shipped and end."
)
@simulation_options
@shared.command
def command(
    bundle: Path,
    storeys: tuple[str, ...],
    buildings: tuple[str, ...],
    replications: int,
    profile: Path | None,
    blocked: tuple[str, ...],
    reaction: bool,
    choice: Choice,
    fine: bool,
    maps: bool,
    films: tuple[Film, ...],
    write_profile: Path | None,
    seed: int,
    jobs: int | None,
    output: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """How fast the people of BUNDLE leave it, storey by storey or whole buildings, with agents (JuPedSim)."""
    from planner.kernel_cache import prepare_cache
    from planner.simulate.evacuation.document import evacuation_document, stem_of
    from planner.simulate.evacuation.profile import load_profile, standard_profile, write_shipped
    from planner.simulate.evacuation.study import Settings, study, subjects_of
    from planner.simulate.results import output_folder, read_simulated, save_document
    from viz.evacuation_table import print_evacuation

    if write_profile is not None:
        write_shipped(write_profile)
        click.echo(printable(f"Wrote {write_profile}"), err=True)
        return shared.PASS
    prepare_cache()
    given = load_profile(profile) if profile else standard_profile()
    facts = read_simulated(bundle)
    folder = output_folder(bundle, output)
    subjects = subjects_of(facts, storeys, buildings)
    workers = jobs or min(8, os.cpu_count() or 1)
    settings = Settings(replications, seed, blocked, reaction, fine, choice, bool(films), workers, given)

    def done(finished: int, total: int) -> None:
        click.echo(f"{finished} of {total} replications", err=True)

    found = study(facts, subjects, settings, done)
    if found.interrupted:
        click.echo("Interrupted: the replications that are finished count.", err=True)
    document = evacuation_document(found)
    written = [save_document(folder, stem_of(found), document)]
    if maps:
        from viz.evacuation import draw_evacuation

        written += draw_evacuation(folder, found, stem_of(found), lang)
    if films:
        from viz.evacuation_film import save_films

        written += save_films(folder, found, stem_of(found), lang, films)
    for path in written:
        click.echo(printable(f"Wrote {path}"), err=True)
    return tell(as_json, lambda: document, lambda: print_evacuation(found, lang))
