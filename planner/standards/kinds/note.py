"""Scope, terms and references: words of the text that ask for nothing, so that nothing is looked at."""

from __future__ import annotations

from planner.standards.requirement import RequirementKind

KIND = RequirementKind(id="note")
