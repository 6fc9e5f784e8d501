"""The command ``planner pin``: what stays where it is when a result is solved again."""

from __future__ import annotations

from pathlib import Path

import click

from commands.shared import PASS, Lang, command, json_option, lang_option, print_json


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--tenant", "tenants", multiple=True, metavar="ID", help="All rooms of a company.  [repeatable]"
)
@click.option(
    "--storey", "storeys", multiple=True, metavar="ID", help="All of a storey, corridors too.  [repeatable]"
)
@click.option("--all", "everything", is_flag=True, help="All rooms, corridors, roads and lanes.")
@click.option("--unpin", is_flag=True, help="Free them instead.")
@lang_option
@json_option
@command
def pin(
    bundle: Path,
    ids: tuple[str, ...],
    tenants: tuple[str, ...],
    storeys: tuple[str, ...],
    everything: bool,
    unpin: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    """Pin rooms, corridors, roads and lanes of the result in BUNDLE, and list what is pinned.

    `planner solve SCENARIO --from BUNDLE` keeps them exactly as they are. Without anything named: the list.
    """
    from planner.bundle import read_bundle
    from planner.errors import UsageError
    from planner.pins.edit import Asked, change_pins, pins_in
    from viz.resolved import pins_document, print_pins

    asked = Asked(ids, tenants, storeys, everything)
    if asked.nothing:
        if unpin:
            raise UsageError(
                "--unpin without anything named; expected ids, --tenant, --storey or --all. "
                "Try: planner pin BUNDLE --all --unpin to free everything"
            )
        pins = pins_in(read_bundle(bundle))
    else:
        pins = change_pins(bundle, asked, pin=not unpin)
    if as_json:
        print_json(pins_document(pins))
    else:
        print_pins(pins, lang)
    return PASS
