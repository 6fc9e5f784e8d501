"""The rules of axe-core on a page in a browser."""

from __future__ import annotations

from typing import Any

RUN = "axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)"


def violations(page: Any) -> list[str]:
    """Each rule that is broken, with its weight and the elements that break it."""
    from axe_playwright_python.base import AXE_SCRIPT

    page.evaluate(AXE_SCRIPT)
    return [
        f"{row['id']} ({row['impact']}): {node['target']}: {node['failureSummary'][:300]}"
        for row in page.evaluate(RUN)
        for node in row["nodes"]
    ]
