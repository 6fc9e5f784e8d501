"""Commands for other programs' files: export."""

from __future__ import annotations

from pathlib import Path

import click

from commands.shared import Lang, command, json_option, lang_option, tell


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
