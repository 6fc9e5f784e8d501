"""The command ``planner sweep``: many variants of a scenario, solved, gathered and compared."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.shared import (
    INTERRUPTED,
    PASS,
    Lang,
    command,
    json_option,
    lang_option,
    print_json,
    printable,
    tell,
)

if TYPE_CHECKING:
    from planner.sweep.read import Sweep
    from planner.sweep.store import Store
    from planner.sweep.table import Row
    from solvers.sweep.local import Pool

TOLD_AS = (
    "Interrupted: what is finished stays, the same command goes on from there. Once more to quit at once."
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False, metavar="[SWEEP]")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the results.  [out/SWEEP]")
@click.option("--jobs", type=click.IntRange(1, 256), help="Cases at once.  [number of cores, at most 8]")
@click.option("--scheduler", metavar="ADDRESS", help="Solve on this Dask cluster, such as tcp://host:8786.")
@click.option("--retry-failed", is_flag=True, help="Solve again what crashed or met its deadline.")
@click.option("--dry-run", is_flag=True, help="List the cases and solve none.")
@click.option(
    "--status", "status_of", type=click.Path(path_type=Path), metavar="FOLDER", help="Say how far a sweep is."
)
@click.option("--pictures/--no-pictures", default=True, show_default=True, help="Draw what drives the value.")
@click.option("-q", "--quiet", is_flag=True, help="Neither progress nor summary; errors only.")
@lang_option
@json_option
@command
def sweep(
    file: Path | None,
    output: Path | None,
    jobs: int | None,
    scheduler: str | None,
    retry_failed: bool,
    dry_run: bool,
    status_of: Path | None,
    pictures: bool,
    quiet: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    """Solve every case that the file SWEEP makes of a scenario; go on where an earlier run ended."""
    from planner.errors import UsageError
    from planner.kernel_cache import prepare_cache
    from planner.sweep.read import load_sweep

    if status_of is not None and file is None:
        return _status(status_of, as_json)
    if file is None or status_of is not None:
        raise UsageError(
            "sweep: expected either the file of a sweep or --status FOLDER. "
            "Try: planner sweep sweep.yaml -o FOLDER"
        )
    if scheduler is not None and jobs is not None:
        raise UsageError(
            "--jobs is for this machine, --scheduler for a cluster, whose workers decide. Try: leave one out"
        )
    prepare_cache()
    found = load_sweep(file)
    if dry_run:
        return _listed(found, as_json)
    folder = output or Path("out") / file.stem
    return _run(found, folder, jobs, scheduler, retry_failed, pictures, quiet, lang, as_json)


def _status(folder: Path, as_json: bool) -> int:
    from planner.sweep.plan import status_document
    from viz.sweep_table import print_status

    document = status_document(folder)
    return tell(as_json, lambda: document, lambda: print_status(document))


def _listed(found: Sweep, as_json: bool) -> int:
    from planner.sweep.plan import plan_document
    from viz.sweep_table import print_cases

    return tell(as_json, lambda: plan_document(found), lambda: print_cases(found))


def _run(
    found: Sweep,
    folder: Path,
    jobs: int | None,
    scheduler: str | None,
    retry_failed: bool,
    pictures: bool,
    quiet: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    from planner.sweep.store import Store
    from solvers.orchestrate.budget import Budget
    from solvers.orchestrate.interrupt import interruptible
    from solvers.sweep.run import run_sweep
    from viz.sweep_progress import sweep_progress
    from viz.sweep_table import print_summary, summary_document

    store = Store.created(folder)
    budget = Budget(None)
    with store.alone(), sweep_progress(quiet) as show:
        pool = _pool(store, jobs, scheduler)
        interruptible(
            budget,
            lambda: run_sweep(
                found,
                store,
                pool,
                retry_failed=retry_failed,
                tell=show.show,
                stop=lambda: budget.interrupted,
            ),
            show.notice,
            TOLD_AS,
        )
        rows, written = _gathered(found, store, pictures, lang)
    code = PASS if len(rows) == len(found.cases) else INTERRUPTED
    if as_json:
        print_json({"exit_code": code, **summary_document(found, store, rows, written)})
    elif not quiet:
        print_summary(found, store, rows, written, lang)
    return code


def _pool(store: Store, jobs: int | None, scheduler: str | None) -> Pool:
    from solvers.sweep.local import LocalPool

    if scheduler is None:
        return LocalPool(store, jobs or min(8, os.cpu_count() or 1))
    from solvers.sweep.cluster import ClusterPool

    return ClusterPool(scheduler)


def _gathered(found: Sweep, store: Store, pictures: bool, lang: Lang) -> tuple[tuple[Row, ...], list[str]]:
    """The table and the pictures of what is finished; the names of the files."""
    from planner.bundle.files import write_files
    from planner.errors import UsageError
    from planner.sweep.table import parquet_bytes, rows_of, table_csv, table_of

    rows = rows_of(found, store)
    table = table_of(found, rows)
    files = {"results.csv": table_csv(table)}
    try:
        files["results.parquet"] = parquet_bytes(table)
    except UsageError as missing:
        click.echo(printable(f"note: {missing}"), err=True)
    write_files(store.folder, files)
    if not pictures:
        return rows, list(files)
    from viz.sweep_pictures import draw_sweep

    return rows, [*files, *draw_sweep(store.folder, found, rows, lang)]
