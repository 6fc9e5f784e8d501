"""How single values are read: the field's type decides what an unquoted scalar means.

YAML 1.1 and 1.2 read ``no``, ``012``, ``1:30``, ``1e3`` and dates differently. Here ``name: no`` is the text
"no" and ``least_m2: 1e3`` the number 1000; what both versions agree is not text (``12``, ``true``, nothing at
all) is not taken for text, and ``012`` is not taken for a number.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from planner.scenario.tree import Plain

__all__ = ["Day", "Flag", "Identifier", "OneOf", "Quantity", "Standard", "Text", "Whole", "fault"]

_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NOT_TEXT = re.compile(
    r"|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
)
_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})

# Unit -> the mistakes people make with it: (what was probably written, factor to divide by).
_MIXED_UP: dict[str, tuple[tuple[str, float], ...]] = {
    "m": (("millimetres", 1000.0), ("centimetres", 100.0)),
    "m2": (("square millimetres", 1e6), ("square centimetres", 1e4)),
    "kN/m2": (("kg/m2", 100.0),),
    "share": (("per cent", 100.0),),
    "t/day": (("kilograms", 1000.0),),
}


def fault(expected: str, remedy: str) -> PydanticCustomError:
    """An error of a field, in the two halves of a ``Problem``."""
    return PydanticCustomError("planner", "{expected}", {"expected": expected, "remedy": remedy})


class _Field:
    """A type's reader and its JSON Schema; used as the metadata of ``Annotated``."""

    def read(self, value: Any) -> Any:
        """The value as the model keeps it; raises ``PydanticCustomError``."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the value."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return self.schema()


@dataclass(frozen=True, slots=True)
class Quantity(_Field):
    """A number with a unit, from ``low`` to ``high``. The unit ``share`` is a part of one."""

    low: float
    high: float
    unit: str = ""

    def read(self, value: Any) -> float:
        """The number; far out of range it says which unit was probably written."""
        number = _number(value, self._expected())
        if not self.low <= number <= self.high:
            raise fault(self._expected(), self._remedy(number))
        return number

    def schema(self) -> dict[str, Any]:
        """Type and bounds."""
        return {"type": "number", "minimum": self.low, "maximum": self.high}

    def _expected(self) -> str:
        unit = f" {self.unit}" if self.unit not in ("", "share") else ""
        return f"a number from {self.low:,.10g} to {self.high:,.10g}{unit}"

    def _remedy(self, number: float) -> str:
        for written, factor in _MIXED_UP.get(self.unit, ()):
            if number > self.high and self.low <= number / factor <= self.high:
                meant = f"{number / factor:.10g}"
                return f"this looks like {written}: write {meant}"
        if number < 0 <= self.low:
            return "write a number that is not negative" if self.low == 0 else "write a positive number"
        bound = self.low if number < self.low else self.high
        return f"write {bound:.10g} or {'more' if number < self.low else 'less'}"


@dataclass(frozen=True, slots=True)
class Whole(_Field):
    """A whole number from ``low`` to ``high``."""

    low: int
    high: int
    unit: str = ""

    def read(self, value: Any) -> int:
        """The number; fractions are refused, not rounded."""
        expected = f"a whole number from {self.low:,} to {self.high:,}" + (
            f" {self.unit}" if self.unit else ""
        )
        number = _number(value, expected)
        if number != math.floor(number):
            raise fault(expected, f"write {math.floor(number):.10g} or {math.ceil(number):.10g}")
        if not self.low <= number <= self.high:
            raise fault(
                expected, f"write {self.low if number < self.low else self.high} or another number in between"
            )
        return int(number)

    def schema(self) -> dict[str, Any]:
        """Type and bounds."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Flag(_Field):
    """True or false."""

    def read(self, value: Any) -> bool:
        """The truth value of ``true``, ``yes``, ``on`` or their opposites, without quotes."""
        if isinstance(value, bool):
            return value
        if isinstance(value, Plain):
            word = value.lower()
            if word in _TRUE or word in _FALSE:
                return word in _TRUE
        remedy = (
            "write it without quotes"
            if isinstance(value, str) and value.lower() in _TRUE | _FALSE
            else "write true"
        )
        raise fault("true or false", f"{remedy} or false" if remedy == "write true" else remedy)

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Text(_Field):
    """One line of text."""

    longest: int = 120

    def read(self, value: Any) -> str:
        """The text without surrounding space."""
        text = _text(value, "text", "my text").strip()
        if not text:
            raise fault("text", "write at least one character")
        if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text):
            raise fault("one line of text", "leave line breaks and control characters out")
        if len(text) > self.longest:
            raise fault(f"at most {self.longest} characters", f"shorten it by {len(text) - self.longest}")
        return text

    def schema(self) -> dict[str, Any]:
        """Type and length."""
        return {"type": "string", "minLength": 1, "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Identifier(_Field):
    """A short name that others refer to and that may become part of a file's name."""

    def read(self, value: Any) -> str:
        """The id in composed form, so that equal looks means equal ids."""
        text = unicodedata.normalize("NFC", _text(value, "an id", "A1"))
        if not re.fullmatch(r"\w[\w.\-]{0,39}", text):
            expected = (
                "an id of at most 40 letters, digits, `_`, `-` and `.`, beginning with a letter or digit"
            )
            raw = re.sub(r"[^\w.\-]+", "-", text).strip("-._")[:40]
            raise fault(expected, f"write {raw or 'A1'}")
        return text

    def schema(self) -> dict[str, Any]:
        """Type and pattern (a pattern that editors understand, without Unicode classes)."""
        return {"type": "string", "minLength": 1, "maxLength": 40, "pattern": r"^[^\s/:.\-][^\s/:]*$"}


@dataclass(frozen=True, slots=True)
class Day(_Field):
    """A date of the calendar, as 2026-06-30."""

    def read(self, value: Any) -> date:
        """The date; one that the calendar does not have is refused, not moved."""
        expected = "a date as YYYY-MM-DD, from 1950-01-01 to 2100-12-31"
        text = value.strip() if isinstance(value, str) else ""
        parts = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text, re.ASCII)
        if parts is None:
            raise fault(expected, _date_remedy(text))
        year, month, day = (int(part) for part in parts.groups())
        if not (1950 <= year <= 2100 and 1 <= month <= 12):
            raise fault(expected, "correct the year or the month; the order is year, month, day")
        following = date(year + month // 12, month % 12 + 1, 1)
        last = (following - timedelta(days=1)).day
        if not 1 <= day <= last:
            raise fault("a date that exists", f"{year}-{month:02d} has {last} days: correct the day")
        return date(year, month, day)

    def schema(self) -> dict[str, Any]:
        """Type and pattern."""
        return {"type": "string", "pattern": r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$"}


@dataclass(frozen=True, slots=True)
class OneOf(_Field):
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, value: Any) -> str:
        """The word; case matters."""
        if isinstance(value, str) and value in self.words:
            return str(value)
        word = value if isinstance(value, str) and len(value) <= 100 else ""
        close = get_close_matches(word.casefold(), self.words, 1)
        remedy = f"did you mean {close[0]}?" if close else f"write {self.words[0]}"
        raise fault(self._expected(), remedy)

    def schema(self) -> dict[str, Any]:
        """The words."""
        return {"type": "string", "enum": list(self.words)}

    def _expected(self) -> str:
        if len(self.words) == 1:
            return self.words[0]
        return f"{', '.join(self.words[:-1])} or {self.words[-1]}"


@dataclass(frozen=True, slots=True)
class Standard(_Field):
    """A shipped standard by its id, or the path of a pack of the user's own."""

    shipped: tuple[str, ...]

    def read(self, value: Any) -> str:
        """The id or path; whether a pack stands there is for a later check."""
        text = str(value) if isinstance(value, str) and len(value) <= 500 else ""
        if text in self.shipped or (text.endswith((".yaml", ".yml")) and text.isprintable()):
            return text
        close = get_close_matches(text.casefold()[:100], self.shipped, 1)
        remedy = f"did you mean {close[0]}?" if close else f"write {self.shipped[0]}"
        raise fault(f"{' or '.join(self.shipped)} or the path of a pack that ends in .yaml", remedy)

    def schema(self) -> dict[str, Any]:
        """The ids, and what a path ends in."""
        path = {"type": "string", "maxLength": 500, "pattern": r"\.ya?ml$"}
        return {"anyOf": [{"type": "string", "enum": list(self.shipped)}, path]}


def _date_remedy(text: str) -> str:
    """How to write a date that was written in another way."""
    numbers = re.fullmatch(
        r"([0-9]{4})[-/.\u5e74 ]([0-9]{1,2})[-/.\u6708 ]([0-9]{1,2})\u65e5?", text, re.ASCII
    )
    if numbers is None:
        return "write year-month-day, such as 2026-06-30"
    year, month, day = (int(part) for part in numbers.groups())
    return f"write {year}-{month:02d}-{day:02d}"


def _number(value: Any, expected: str) -> float:
    written = isinstance(value, Plain) and _NUMBER.fullmatch(value)
    if written or (isinstance(value, int | float) and not isinstance(value, bool)):
        number = float(value)
    else:
        raise fault(expected, _number_remedy(value))
    if not math.isfinite(number):
        raise fault(expected, "write a finite number")
    return number


def _number_remedy(value: Any) -> str:
    if not isinstance(value, str):
        return "write one number"
    text = value.strip()
    if not isinstance(value, Plain) and _NUMBER.fullmatch(text):
        return f"write {text} without quotes"
    bare = unicodedata.normalize("NFKC", text)
    if bare != text and _NUMBER.fullmatch(bare):
        return f"write {bare} with ordinary digits"
    for pattern, remedy in _NUMBER_SLIPS:
        if re.fullmatch(pattern, bare):
            return remedy(bare)
    return "write one number, or leave the key out" if not text else "write one number, such as 12.5"


_NUMBER_SLIPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    (r"[-+]?0[0-9]+", lambda _: "write the number without leading zeros"),
    (r"[-+]?[0-9]{1,3}([,_ '][0-9]{3})+(\.[0-9]+)?", lambda text: f"write {re.sub('[^0-9.+-]', '', text)}"),
    (r"[-+]?[0-9]+,[0-9]+", lambda text: f"write {text.replace(',', '.')}"),
    (r"[0-9]+(:[0-9]+)+", lambda _: "write one plain number; YAML 1.1 reads this in base sixty"),
    (r"[0-9]+(\.[0-9]+)? ?%", lambda text: f"write {float(text.rstrip('% ')) / 100:g}"),
    (r"0[xo][0-9a-fA-F]+", lambda _: "write the number with decimal digits"),
    (r"[-+]?[0-9]+(\.[0-9]+)? ?[^0-9].*", lambda _: "write the number alone; the unit stands in the key"),
    (r"(?i)[-+]?\.?(inf|nan)", lambda _: "write a finite number"),
)
"""What people write for a number, and what to write instead."""


def _text(value: Any, expected: str, example: str) -> str:
    if isinstance(value, Plain):
        if not _NOT_TEXT.fullmatch(value):
            return str(value)
        if value and value not in ("~", "null", "Null", "NULL"):
            raise fault(f"{expected}, not a number or truth value", f'put it into quotes: "{value}"')
        raise fault(expected, f"write it after the colon, as in `{example}`")
    if isinstance(value, str):
        return value
    raise fault(expected, f"write one value, such as {example}")
