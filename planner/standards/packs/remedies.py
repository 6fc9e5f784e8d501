"""What to try where a pack cannot be used: the nearest name, or the line as it should stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from planner.standards.document import REMEDY
from planner.standards.requirement import Spec

__all__ = ["near", "of_value"]

LONGEST_WORD = 60
LONGEST_NUMBER = 20


def near(word: object, known: Iterable[str], otherwise: str = REMEDY) -> str:
    """A remedy that names what was most likely meant, or ``otherwise``."""
    if not isinstance(word, str) or len(word) > LONGEST_WORD:
        return otherwise
    names = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), names, 1, 0.6)
    return f"did you mean {names[found[0]]}?" if found else otherwise


def of_value(name: str, spec: Spec, raw: Any, policies: Iterable[str]) -> str:
    """What to write instead of the value of a parameter."""
    if isinstance(raw, Mapping) and "policy" in raw:
        return near(raw["policy"], policies, "take one of docs/policies.md")
    if spec.type == "number":
        return _number(name, spec, raw)
    if spec.type == "flag":
        return f"write {name}: true"
    value = raw if isinstance(raw, list) else [raw]
    odd = [item for item in value if not (isinstance(item, str) and item in spec.choices)]
    return near(odd[0], spec.choices) if odd and spec.choices else REMEDY


def _number(name: str, spec: Spec, raw: Any) -> str:
    """The parameter with all that a number needs; what was given is kept as far as it can be."""
    given = raw if isinstance(raw, Mapping) else {"value": raw}
    source = given.get("source")
    told = source if isinstance(source, str) and source else "CLAUSE or policy"
    return f"write {name}: {{value: {_plain(given.get('value'))}, unit: {spec.unit}, source: {told}}}"


def _plain(value: Any) -> str:
    """A number as it stands without quotes; the word where there is none to be seen."""
    text = str(value).strip()
    try:
        usable = len(text) <= LONGEST_NUMBER and abs(float(text)) < 1e12 and not isinstance(value, bool)
    except ValueError:
        usable = False
    return text if usable else "NUMBER"
