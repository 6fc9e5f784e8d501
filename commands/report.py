"""Commands that show results to people: report, preview."""

from __future__ import annotations

from pathlib import Path

import click

from commands.shared import (
    FAIL,
    PASS,
    Lang,
    command,
    in_browser,
    json_option,
    lang_option,
    print_json,
    scenario_argument,
    tell,
)
from commands.solve import positive, solve


@click.command()
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="BUNDLE...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The .html file.  [BUNDLE/presentation.html]"
)
@click.option("--pdf", is_flag=True, help="Also write the same as a PDF beside it.")
@lang_option
@json_option
@command
def report(bundles: tuple[Path, ...], output: Path | None, pdf: bool, lang: Lang, as_json: bool) -> int:
    """A page about the layout in BUNDLE for investors: one file, offline; several results side by side."""
    from planner.kernel_cache import prepare_cache

    prepare_cache()
    from viz.presentation import write_presentation

    names = [str(path) for path in write_presentation(bundles, output, lang, pdf=pdf)]
    return tell(as_json, lambda: {"written": names}, lambda: click.echo("\n".join(names)))


@click.command()
@scenario_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the result.  [out/SCENARIO]")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Random seed.")
@click.option(
    "--effort", type=click.IntRange(1, 1000), help="Work to spend.  [1 per full minute of --seconds]"
)
@click.option("--seconds", type=float, callback=positive, help="Cap on the wall time.  [none]")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes.  [number of cores, at most 8]")
@click.option("--pdf", is_flag=True, help="Also write the page as a PDF beside it.")
@click.option("--open/--no-open", "show", default=True, show_default=True, help="Open the page in a browser.")
@lang_option
@json_option
@click.pass_context
@command
def preview(
    context: click.Context,
    scenario: Path,
    output: Path | None,
    seed: int,
    effort: int | None,
    seconds: float | None,
    jobs: int | None,
    pdf: bool,
    show: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    """Lay out the park of SCENARIO and show the page about it: solve, report, open.

    Exit code: that of solve.
    """
    from viz.presentation import write_presentation

    folder = output or Path("out") / scenario.stem
    asked = {"seed": seed, "effort": effort, "seconds": seconds, "jobs": jobs, "lang": lang}
    fixed = {"pictures": False, "repair_lanes": False, "quiet": as_json, "as_json": False}
    code: int = context.invoke(solve, scenario=scenario, output=folder, **asked, **fixed)
    if code not in (PASS, FAIL):
        return code
    paths = write_presentation([folder], None, lang, pdf=pdf)
    names = [str(path) for path in paths]
    if as_json:
        print_json({"exit_code": code, "directory": str(folder), "written": names})
    else:
        click.echo("\n".join(names))
    if show and not in_browser(paths[0].resolve().as_uri()):
        click.echo(f"No browser to open it with. Try: open {paths[0]} yourself", err=True)
    return code
