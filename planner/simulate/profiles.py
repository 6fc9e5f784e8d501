"""Profiles of simulations: assumptions as shipped beside a package, single keys of which a file replaces."""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from planner.errors import ScenarioError, UsageError
from planner.scenario.hints import report_errors
from planner.scenario.report import Report
from planner.scenario.schema_base import Part
from planner.scenario.source import decode, read_bytes
from planner.scenario.tree import parse, to_raw

__all__ = ["profile_from", "shipped_profile", "write_profile"]

P = TypeVar("P", bound=Part)


def shipped_profile(package: str, model: type[P]) -> P:
    """The assumptions of a package as shipped."""
    return model.model_validate(yaml.safe_load(_text(package)))


def profile_from(
    path: Path,
    package: str,
    model: type[P],
    check: Callable[[P, Report], None],
    whole: Collection[str] = (),
) -> P:
    """The assumptions with the keys of a file in their place; ``ScenarioError`` tells all that is wrong.

    Mappings are merged key by key, but those that hold one of ``whole``: they are replaced as they are.
    """
    source = str(path)
    root, problems = parse(decode(read_bytes(path), source), source)
    report = Report(source, root, problems)
    given = to_raw(root)
    try:
        raw = _merged(yaml.safe_load(_text(package)), given, whole) if isinstance(given, dict) else given
        profile = model.model_validate(raw)
    except ValidationError as error:
        report_errors(report, error, (), (), model.model_json_schema())
        raise ScenarioError(report.problems) from None
    check(profile, report)
    if report:
        raise ScenarioError(report.problems)
    return profile


def write_profile(path: Path, package: str) -> None:
    """Copy the profile as shipped, with its comments, to a new file; ``UsageError`` where one is there."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(_text(package))
    except FileExistsError as error:
        raise UsageError(f"{path}: exists already, expected a new file. Try: another name") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{path}: cannot be written ({reason}). Try: another folder") from error


def _text(package: str) -> str:
    return files(package).joinpath("profile.yaml").read_text("utf-8")


def _merged(base: dict[str, Any], given: dict[str, Any], whole: Collection[str]) -> dict[str, Any]:
    for key, value in base.items():
        if key not in given:
            given[key] = value
        elif isinstance(value, dict) and isinstance(given[key], dict) and not value.keys() & set(whole):
            _merged(value, given[key], whole)
    return given
