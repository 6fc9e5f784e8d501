"""The commented files that ``planner init`` writes."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

__all__ = ["operations_yaml", "starter_yaml"]


def starter_yaml(lang: Literal["en", "zh"]) -> str:
    """Text of a complete first scenario with comments in English or Chinese; the data are the same."""
    return files("planner.scenario").joinpath(f"starter.{lang}.yaml").read_text("utf-8")


def operations_yaml(lang: Literal["en", "zh"]) -> str:
    """Text of operations for that scenario, an example in each section; the data are the same."""
    return files("planner.scenario").joinpath(f"operations.{lang}.yaml").read_text("utf-8")
