"""A JSON Schema validator for the words that the scenario's schema uses; an unknown word is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ANNOTATIONS = {"$schema", "$defs", "title", "description", "default", "examples"}
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "$") -> Iterator[str]:
    """Everything in ``value`` that breaks ``schema``."""
    for word, rule in schema.items():
        if word not in ANNOTATIONS:
            yield from WORDS[word](value, rule, schema, root, path)


def _type(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    if not isinstance(value, TYPES[rule]) or (rule != "boolean" and isinstance(value, bool)):
        yield f"{path}: {value!r} is no {rule}"


def _ref(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    yield from faults(value, root["$defs"][rule.removeprefix("#/$defs/")], root, path)


def _properties(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    for key, below in rule.items():
        if isinstance(value, dict) and key in value:
            yield from faults(value[key], below, root, f"{path}.{key}")


def _pattern_properties(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    for pattern, below in rule.items():
        for key in value if isinstance(value, dict) else ():
            if re.search(pattern, key):
                yield from faults(value[key], below, root, f"{path}.{key}")


def _property_names(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    for key in value:
        yield from faults(key, rule, root, f"{path}.{key}")


def _no_others(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    if rule is False and isinstance(value, dict):
        yield from (
            f"{path}: unknown key {key}" for key in value.keys() - schema.get("properties", {}).keys()
        )


def _required(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{path}: {key} is missing" for key in rule if key not in value)


def _prefix_items(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    for index, (item, below) in enumerate(zip(value if isinstance(value, list) else (), rule, strict=False)):
        yield from faults(item, below, root, f"{path}[{index}]")


def _items(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    for index, item in enumerate(value if isinstance(value, list) else ()):
        yield from faults(item, rule, root, f"{path}[{index}]")


def _any_of(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    if not any(not list(faults(value, choice, root, path)) for choice in rule):
        yield f"{path}: fits no choice"


def _one_of(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    if sum(not list(faults(value, choice, root, path)) for choice in rule) != 1:
        yield f"{path}: does not fit exactly one choice"


def _limit(types: tuple[type, ...], holds: Any) -> Any:
    """A rule for values of some types; others are left to the word `type`."""

    def check(value: Any, rule: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
        if isinstance(value, types) and not holds(value, rule):
            yield f"{path}: {value!r} breaks {rule!r}"

    return check


WORDS: dict[str, Any] = {
    "$ref": _ref,
    "type": _type,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "propertyNames": _property_names,
    "additionalProperties": _no_others,
    "required": _required,
    "prefixItems": _prefix_items,
    "items": _items,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "enum": _limit((object,), lambda value, rule: value in rule),
    "pattern": _limit((str,), lambda value, rule: re.search(rule, value)),
    "minimum": _limit((int, float), lambda value, rule: value >= rule),
    "maximum": _limit((int, float), lambda value, rule: value <= rule),
    "minItems": _limit((list,), lambda value, rule: len(value) >= rule),
    "maxItems": _limit((list,), lambda value, rule: len(value) <= rule),
    "minLength": _limit((str,), lambda value, rule: len(value) >= rule),
    "maxLength": _limit((str,), lambda value, rule: len(value) <= rule),
}
