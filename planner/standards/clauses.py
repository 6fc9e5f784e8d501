"""A clause is data: who it binds, which kind of requirement it is, and with which numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.check.compliance import Means, Strength

__all__ = ["Clause", "Pack", "Parameter"]

ParameterValue = float | str | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value of a clause with its unit and where it comes from ("CBEP-4.2.1", "policy", a code)."""

    value: ParameterValue
    unit: str
    source: str
    policy: str = ""
    """The policy of the scenario that gives the value, where one does."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One obligation of a standard. Texts: Chinese key words and an English paraphrase."""

    id: str
    standard: str
    strength: Strength
    kind: str
    """Id of the requirement kind, a module of ``planner.standards.kinds``."""
    by: Means
    zh: str
    en: str
    applies: Mapping[str, Parameter]
    """Conditions (``planner.standards.conditions``), all of which must hold."""
    params: Mapping[str, Parameter]
    note: str = ""
    line: int = 0
    """Where it begins in the file of its pack."""
    also: tuple[Clause, ...] = ()
    """Further requirements of the same clause: copies of it with another kind and other parameters."""

    @property
    def requirements(self) -> tuple[Clause, ...]:
        """The clause itself and what it asks for besides: all must hold."""
        return (self, *self.also)

    @property
    def means(self) -> frozenset[Means]:
        """All that the clause is checked by: ``by``, and documents where a requirement asks for some."""
        shown = any(
            part.kind == "attestation" or "aspects" in part.params or part.flag("attested")
            for part in self.requirements
        )
        return frozenset({self.by, *(("attestation",) if shown else ())})

    def number(self, name: str) -> float:
        """A numeric parameter; the pack's loader has made sure that it is one."""
        value = self.params[name].value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"{self.id}: parameter {name} is not a number")
        return float(value)

    def text(self, name: str, default: str = "") -> str:
        """A text parameter."""
        return str(self.params[name].value) if name in self.params else default

    def texts(self, name: str) -> tuple[str, ...]:
        """A list parameter; empty where the clause does not give it."""
        value = self.params[name].value if name in self.params else ()
        return value if isinstance(value, tuple) else (str(value),)

    def flag(self, name: str) -> bool:
        """A yes-or-no parameter; no where the clause does not give it."""
        return name in self.params and self.params[name].value is True


@dataclass(frozen=True, slots=True)
class Pack:
    """The clauses of one standard, in its order."""

    id: str
    zh: str
    en: str
    clauses: tuple[Clause, ...]
    version: str = ""
    """Edition of the text it encodes, or of the pack itself; empty where the pack states none."""
    file: str = ""
    """Name of its file, or its path for a pack of the user's own."""
    sha256: str = ""
    """Hash of the file's bytes."""
    content: bytes = b""
    """The file's bytes, so that a bundle can carry a copy; empty for shipped packs."""
