"""The graph of the park, as ``planner circulation --graphml`` writes it."""

from __future__ import annotations

from planner.circulation.document import graphml
from planner.circulation.read import read_circulation
from viz.export.given import Given

__all__ = ["graphml_files"]


def graphml_files(given: Given) -> dict[str, bytes]:
    """``park.graphml``, of the whole park: a part of it would have other ways."""
    return {"park.graphml": graphml(read_circulation(given.bundle.directory).park)}
