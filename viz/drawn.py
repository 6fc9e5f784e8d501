"""What ``planner draw`` does: the pictures of any bundle, drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from planner.model import Scenario
from viz.bundle import Format, Subject, draw_bundle

__all__ = ["draw_again"]


def draw_again(
    scenario: Scenario,
    bundle: Path,
    directory: Path,
    lang: Literal["zh", "en"],
    kinds: Sequence[Subject],
    formats: Sequence[Format],
    jobs: int,
) -> list[Path]:
    """Check the layout of a bundle and draw it into ``directory``, with the places where it fails.

    Raises ``BundleError`` where the bundle cannot be read, ``UsageError`` where nothing can be written.
    """
    from planner.bundle import read_bundle
    from planner.bundle.files import make_writable
    from planner.verify import verify
    from viz.failing import failures_of

    make_writable(directory)
    compliance = verify(scenario, bundle)
    layout = read_bundle(bundle).layout
    failures = failures_of(compliance, scenario, layout, lang)
    return draw_bundle(
        scenario, layout, directory, lang=lang, formats=formats, jobs=jobs, kinds=kinds, failures=failures
    )
