"""The command on how people and goods move: circulation."""

from __future__ import annotations

from pathlib import Path

import click

from commands.shared import Lang, command, json_option, lang_option, tell


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--graphml", type=click.Path(path_type=Path), help="Also write the graph to this file.")
@click.option("--pictures", type=click.Path(path_type=Path), help="Also draw each storey into this folder.")
@lang_option
@json_option
@command
def circulation(bundle: Path, graphml: Path | None, pictures: Path | None, lang: Lang, as_json: bool) -> int:
    """Walks, flows, integration of corridors and single points of failure of the layout in BUNDLE."""
    from planner.circulation.document import circulation_document, write_graphml
    from planner.circulation.read import read_circulation
    from viz.circulation_table import print_circulation

    found = read_circulation(bundle)
    if graphml is not None:
        write_graphml(graphml, found.park)
        click.echo(f"Wrote {graphml}", err=True)
    if pictures is not None:
        from viz.circulation import draw_circulation

        for path in draw_circulation(pictures, found, lang):
            click.echo(f"Wrote {path}", err=True)
    return tell(
        as_json,
        lambda: circulation_document(found.park, found.quality, found.flows),
        lambda: print_circulation(found, lang),
    )
