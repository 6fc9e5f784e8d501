"""What is offered contains all that is asked for, or is of a number of kinds."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.conduct import missing
from planner.check.facts import Facts
from planner.operations.words import HEATING, LISTS
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each item, and one for the number; undecided where the list was not given."""
    name = clause.text("list")
    given = getattr(facts.scenario.operations.offers, name)
    ground = facts.scenario.site.boundary
    if given is None:
        wanted = ", ".join(clause.texts("items")) or f"{clause.number('least'):g} or more"
        yield missing(f"operations.offers.{name}", wanted)
        return
    for item in clause.texts("items"):
        offered = any(word in given for word in item.split("|"))
        word = "offered" if offered else "not offered"
        yield Finding(f"{name}: {item}", word, "==", "offered", "", offered, ground)
    if "least" in clause.params:
        yield at_least(name, float(len(set(given))), clause.number("least"), "count", ground)


WORDS = (*sorted({word for words in LISTS.values() for word in words}), HEATING)

KIND = RequirementKind(
    id="offers",
    parameters={
        "list": Spec("text", choices=(*LISTS, "display_zones")),
        "items": Spec("texts", choices=WORDS, required=False),
        "least": Spec("number", "count", required=False),
    },
    check=check,
)
