"""The command ``planner serve``: the live page on the own machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.shared import PASS, Lang, command, in_browser, json_option, lang_option, print_json

if TYPE_CHECKING:
    from viz.serve import Address

ROOT = Path(__file__).resolve().parents[1]
"""Folder that holds the packages, for the child that solves."""


CHILD = "import sys; sys.path.insert(0, sys.argv.pop(1)); from commands.served import main; sys.exit(main())"
"""Solves in a process of its own, wherever the program lies."""


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path), required=False)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 for any free one."
)
@click.option("--folder", type=click.Path(path_type=Path), help="Where the states lie.  [out/serve/SCENARIO]")
@click.option("--open/--no-open", "show", default=True, show_default=True, help="Open the page in a browser.")
@lang_option
@json_option
@command
def serve(
    scenario: Path | None, port: int, folder: Path | None, show: bool, lang: Lang, as_json: bool
) -> int:
    """Edit, solve, look at and pin a park on a live page, on this machine alone.

    SCENARIO is a file, or a folder of scenarios to choose from. Ctrl-C ends it.
    """
    from planner.kernel_cache import prepare_cache

    prepare_cache()
    from viz.serve import serve as run

    file = scenario if scenario is not None and not scenario.is_dir() else None
    library = scenario if scenario is not None and file is None else (file.parent if file else Path())
    states = folder or Path("out") / "serve" / (file.stem if file is not None else library.resolve().name)

    def ready(address: Address) -> None:
        if as_json:
            print_json({"url": address.url, "folder": str(states)})
        else:
            click.echo(f"{address.url}\nStates are kept in {states}. Ctrl-C ends the server.")
        sys.stdout.flush()
        if show and not in_browser(address.url):
            click.echo("No browser to open it with. Try: open that address yourself", err=True)

    run(file, states, library, port, lang, [sys.executable, "-c", CHILD, str(ROOT)], ready)
    return PASS
