"""``planner simulate goods``: trucks and orders, from the gate to dispatch."""

from __future__ import annotations

import os
from pathlib import Path

import click

from commands.shared import PASS, Lang, print_json
from commands.shared import command as checked
from commands.simulate import bundle_argument, simulation_options

REPLICATIONS = 10


@click.command()
@bundle_argument
@click.option(
    "--profile", type=click.Path(path_type=Path), help="Arrivals, times and crews that differ.  [as shipped]"
)
@click.option(
    "--replications", type=click.IntRange(1, 10_000), default=REPLICATIONS, show_default=True, help="Runs."
)
@click.option(
    "--docks/--no-docks", default=True, show_default=True, help="Also try one more dock at each building."
)
@click.option("--roads/--no-roads", default=True, show_default=True, help="Also drive the roads' peak hour.")
@click.option(
    "--write-profile", type=click.Path(path_type=Path), help="Write the profile as shipped and end."
)
@simulation_options
@checked
def command(
    bundle: Path,
    profile: Path | None,
    replications: int,
    docks: bool,
    roads: bool,
    write_profile: Path | None,
    seed: int,
    jobs: int | None,
    output: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """Waiting, utilisation and queues of trucks and orders over a week, with intervals."""
    from planner.simulate.goods.document import goods_document, save_goods
    from planner.simulate.goods.measures import simulate_goods
    from planner.simulate.goods.network import read_network
    from planner.simulate.goods.profile import load_profile, standard_profile, write_shipped
    from planner.simulate.goods.roads import simulate_roads
    from planner.simulate.results import need, output_folder, read_simulated
    from viz.goods import draw_goods_run
    from viz.goods_table import print_goods

    if write_profile is not None:
        write_shipped(write_profile)
        click.echo(f"Wrote {write_profile}", err=True)
        return PASS
    need("simpy", "SimPy")
    given = load_profile(profile) if profile else standard_profile()
    facts = read_simulated(bundle)
    folder = output_folder(bundle, output)
    network = read_network(facts, given, seed)
    found = simulate_goods(
        given, network, seed, replications, jobs or min(8, os.cpu_count() or 1), docks=docks
    )
    if not found.outcomes:
        click.echo("Interrupted before any run was finished; nothing was written.", err=True)
        return 130
    if found.interrupted:
        click.echo(
            f"Interrupted: {len(found.outcomes)} of {replications} runs are finished and told.", err=True
        )
    driven = simulate_roads(facts, given, network, seed) if roads and not found.interrupted else None
    written = save_goods(folder, facts, found, driven, seed)
    for path in (*written, *draw_goods_run(folder, facts, found, driven, lang)):
        click.echo(f"Wrote {path}", err=True)
    if as_json:
        print_json(goods_document(facts, found, driven, seed))
    else:
        print_goods(found, driven, lang)
    return PASS
