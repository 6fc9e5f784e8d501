"""The readings in docs/policies.md, made from the catalogue of readings.

Write them anew after a change: ``python -m tests.standards.policies_reference``.
"""

from __future__ import annotations

from pathlib import Path

from planner.standards.packs import SHIPPED, shipped_pack
from planner.standards.policies import Policy, policies, readings
from planner.standards.readers import clauses_that_read

DOCUMENT = Path(__file__).parents[2] / "docs" / "policies.md"
BEGIN, END = "<!-- readings -->", "<!-- end of readings -->"


def policy_text(policy: Policy) -> list[str]:
    """The part of the document about one policy."""
    where = f"Answers {', '.join(policy.of)}. " if policy.of else "A question of the fire codes. "
    clauses = ", ".join(clauses_that_read(policy, (shipped_pack(id) for id in SHIPPED)))
    if policy.condition:
        clauses = f"all clauses with the condition `{policy.condition}`"
    rows = [f"### `{policy.id}`", f"{policy.en}. {policy.zh}。", ""]
    if policy.range is None:
        rows += ["| value | meaning | 含义 |", "|---|---|---|"]
        for alternative in policy.alternatives:
            default = " (default)" if alternative.value == policy.default else ""
            rows.append(f"| {_value(alternative.value)}{default} | {alternative.en} | {alternative.zh} |")
    else:
        low, high = policy.range
        unit = f" {policy.unit}" if policy.unit not in ("", "count") else ""
        rows.append(f"A number from {low} to {high}{unit}; default {policy.default}.")
    read = f"Read by {clauses}." if clauses else ""
    return [*rows, "", f"{where}{read}".strip(), f"{policy.why_en}. {policy.why_zh}。", ""]


def _value(value: object) -> str:
    return f"`[{', '.join(value)}]`" if isinstance(value, tuple) else f"`{value}`"


def section() -> str:
    """Everything between the two comments."""
    rows = [row for policy in policies() for row in policy_text(policy)]
    rows += ["### Readings without alternatives", "Questions that this program answers in one way only.", ""]
    rows += ["| of | reading | 读法 |", "|---|---|---|"]
    rows += [f"| {', '.join(row.of)} | {row.en}. | {row.zh}。 |" for row in readings()]
    return "\n".join(rows)


def refreshed(text: str) -> str:
    """The document with the section made anew."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{section()}\n{END}{tail}"


if __name__ == "__main__":
    DOCUMENT.write_text(refreshed(DOCUMENT.read_text("utf-8")), "utf-8")
