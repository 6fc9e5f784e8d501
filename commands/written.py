"""From a solution to a whole bundle: written, checked, measured, drawn. For commands that solve."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from commands.shared import Lang

if TYPE_CHECKING:
    from planner.check.facts import Facts
    from planner.circulation.flows import Flows
    from planner.model import Layout, Scenario, Solution
    from planner.progress import Event
    from planner.verify import Compliance


class Written(NamedTuple):
    """What a bundle says, as it was read for its check."""

    compliance: Compliance
    flows: Flows
    facts: Facts


def written(
    park: Scenario,
    folder: Path,
    solution: Solution,
    on_event: Callable[[Event], None],
    *,
    pictures: Lang | None,
    jobs: int,
    like: Sequence[Path] = (),
) -> Written:
    """Everything about a solution, in ``folder``; ``pictures`` is their language, if wanted.

    Pictures that show nothing of the check are drawn beside it, or taken from the bundles ``like``.
    """
    from planner.bundle import write_bundle
    from planner.bundle.seconds import write_seconds
    from planner.check.facts import read_facts
    from planner.circulation.flows import measure_flows
    from planner.circulation.flows_document import write_flows
    from planner.circulation.park import park_graph
    from planner.progress import Event
    from planner.rubbish import put_off
    from planner.scenario import resolved_yaml
    from planner.standards.packs import copies
    from planner.verify import save_sarif, verify_facts, write_compliance
    from solvers.orchestrate.budget import StageClock

    clock = StageClock(dict(solution.stage_seconds))
    on_event(Event("write"))
    write_bundle(folder, solution, resolved=resolved_yaml(park), packs=copies(park))
    with clock.stage("check"), put_off():
        facts = read_facts(park, folder)
    with _drawing(park, facts.bundle.layout, folder, pictures, jobs, like) as finish:
        on_event(Event("check"))
        with clock.stage("check"):
            compliance = verify_facts(park, facts)
            write_compliance(folder, compliance)
            save_sarif(folder / "compliance.sarif", compliance, park, folder)
        with clock.stage("flows"):
            flows = measure_flows(
                park, solution.layout, park_graph(park, solution.layout), solution.allocation.warehouse_of
            )
            write_flows(folder, flows)
        if finish is not None:
            on_event(Event("draw"))
            with clock.stage("draw"):
                finish(compliance)
    write_seconds(folder, clock.seconds)
    return Written(compliance, flows, facts)


def moved_in(trial: Path, folder: Path, name: str) -> str:
    """Give a finished bundle its own folder; the name that it has then.

    An earlier bundle of that name goes; anything else of that name stays, and the bundle gets a longer one.
    """
    while (folder / name).exists() and not (folder / name / "manifest.json").is_file():
        name += "-b"
    if (folder / name).exists():
        shutil.rmtree(folder / name)
    trial.rename(folder / name)
    return name


def drawn(
    park: Scenario, folder: Path, made: Written, lang: Lang, jobs: int, like: Sequence[Path] = ()
) -> None:
    """All pictures of a bundle, into it; ``like``: bundles from which equal ones are taken."""
    from viz import draw_bundle
    from viz.failing import failures_of

    layout = made.facts.bundle.layout
    failures = failures_of(made.compliance, park, layout, lang)
    draw_bundle(park, layout, folder, lang=lang, jobs=jobs, failures=failures, like=like)


@contextmanager
def _drawing(
    park: Scenario, layout: Layout, folder: Path, lang: Lang | None, jobs: int, like: Sequence[Path]
) -> Iterator[Callable[[Compliance], None] | None]:
    """Pictures of a bundle in the making: what draws the rest of them; ``None`` where none is wanted."""
    if lang is None:
        yield None
        return
    from viz.bundle import drawing, picture_tasks
    from viz.failing import failures_of

    with drawing(park, layout, folder, picture_tasks(park), lang=lang, jobs=jobs, like=like) as rest:

        def finish(compliance: Compliance) -> None:
            rest(failures_of(compliance, park, layout, lang))

        yield finish
