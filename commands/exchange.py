"""Commands for other programs' files: export, import."""

from __future__ import annotations

from pathlib import Path

import click

from commands.shared import Lang, command, json_option, lang_option, printable, tell


@click.command("export")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    default="dxf,xlsx,pdf",
    show_default=True,
    help="Formats, separated by commas: dxf, ifc, geojson, xlsx, graphml, gltf, pdf.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the files.  [BUNDLE/export]")
@click.option(
    "--storey", "storeys", multiple=True, help="Only this storey (A/1F) or building (A); repeatable.  [all]"
)
@click.option("--together", is_flag=True, help="DXF: all storeys side by side in one file.")
@lang_option
@json_option
@command
def export(
    bundle: Path,
    formats: str,
    output: Path | None,
    storeys: tuple[str, ...],
    together: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    """Write the layout in the folder BUNDLE for other programs: CAD, BIM, maps, spreadsheets, print."""
    from planner.kernel_cache import prepare_cache
    from viz.export import export_bundle

    prepare_cache()
    wanted = [name.strip().lower() for name in formats.split(",") if name.strip()]
    paths = export_bundle(
        bundle, output or bundle / "export", wanted, lang=lang, storeys=storeys, together=together
    )
    names = [str(path) for path in paths]
    return tell(as_json, lambda: {"written": names}, lambda: click.echo("\n".join(names)))


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("scenario.yaml"),
    show_default=True,
    help="The scenario to write.",
)
@click.option("--site", help="GeoJSON: the site, by its name, a part of it, or its id.")
@click.option("--unit", help="DXF: unit of the drawing (mm, cm, m, in, ft).  [what the file says]")
@click.option("--layer", "layers", multiple=True, help="DXF: ROLE=NAME of a layer; repeatable.  [by name]")
@click.option(
    "--add", type=click.Path(path_type=Path), help="Add the companies and zones of tables to this scenario."
)
@click.option(
    "--template", type=click.Path(path_type=Path), help="Write a table to fill in (.xlsx, .csv) instead."
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@lang_option
@json_option
@command
def import_(
    files: tuple[Path, ...],
    output: Path,
    site: str | None,
    unit: str | None,
    layers: tuple[str, ...],
    add: Path | None,
    template: Path | None,
    force: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    """Make a scenario of maps, drawings, models and tables: GeoJSON, DXF, IFC, XLSX, CSV."""
    from planner.errors import UsageError
    from planner.exchange.read import import_files, write_template

    if template is not None:
        write_template(template, lang, force=force)
        return tell(as_json, lambda: {"written": str(template)}, lambda: click.echo(f"Wrote {template}"))
    if not files:
        raise UsageError(
            "no file named, expected maps, drawings, models or tables. Try: planner import plan.dxf"
        )
    made = import_files(files, output, unit=unit, site=site, layers=layers, add=add, force=force)
    notes, todos = made.found.notes, made.todos

    def text() -> None:
        for note in notes:
            click.echo(printable(f"note: {note}"))
        for place, words in todos:
            click.echo(printable(f"to do: {place + ': ' if place else ''}{words}"))
        click.echo(f"Wrote {made.path}. Next: fill in what is marked TODO; planner validate {made.path}")

    rows = [{"place": place, "missing": words} for place, words in todos]
    return tell(as_json, lambda: {"written": str(made.path), "notes": list(notes), "todos": rows}, text)
