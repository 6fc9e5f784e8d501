"""YAML syntax errors in a planner's words."""

from __future__ import annotations

import re

import yaml

from planner.errors import Problem

__all__ = ["syntax_problem"]

_FULL_WIDTH = {"：": ":", "，": ",", "【": "[", "】": "]", "｛": "{", "｝": "}", "“": '"', "”": '"'}

# Part of the parser's message -> what to do about it.
_REMEDIES = (
    ("mapping values are not allowed", "check the indentation, and put text that contains `: ` into quotes"),
    ("could not find expected ':'", "end every key with a colon and a space, as in `name: Park`"),
    ("expected ',' or ']'", "close the list with `]` and separate its values with commas"),
    ("expected ',' or '}'", "close the braces with `}` and separate the keys with commas"),
    ("expected <block end>", "give keys of the same thing the same indentation"),
    (
        "did not find expected key",
        "give keys of the same thing the same indentation, and close every bracket",
    ),
    ("expected '-' indicator", "give the dashes of a list the same indentation"),
    ("unexpected end of stream", "close the quotes"),
    ("quoted scalar", "close the quotes"),
    ("cannot start any token", "put text that begins with a special character into quotes"),
    ("escape", "write \\\\ for a backslash inside double quotes, or use single quotes"),
    ("tag", "delete the `!`, or put the text into quotes"),
    ("anchor", "put text that begins with & or * into quotes"),
    ("alias", "put text that begins with & or * into quotes"),
)


def syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """The problem behind an error of the YAML parser."""
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines() or [""]
    if mark is None:
        return Problem(file, 1, None, "", str(error.problem), "valid YAML", "check the syntax")
    index = min(mark.line, len(lines) - 1)
    line = lines[index]
    indent = re.match(r"\s*", line)
    if indent and "\t" in indent.group():
        column = line.index("\t") + 1
        value, remedy = "a tab in the indentation", "replace every tab by two spaces"
        return Problem(file, index + 1, column, "", value, "spaces", remedy)
    for near in range(index, max(-1, index - 2), -1):
        wide = next((sign for sign in lines[near] if sign in _FULL_WIDTH), None)
        if wide:
            remedy = f"replace the full-width {wide} by {_FULL_WIDTH[wide]} and a space, or quote the text"
            column = lines[near].index(wide) + 1
            return Problem(file, near + 1, column, "", _shown(lines[near]), "valid YAML", remedy)
    problem = str(error.problem or error.context or "")
    remedy = next(
        (advice for part, advice in _REMEDIES if part in problem), "check brackets, quotes and indentation"
    )
    if error.context_mark is not None and error.context_mark.line != mark.line:
        remedy += f" (begun in line {error.context_mark.line + 1})"
    expected = f"valid YAML ({problem})"
    return Problem(file, mark.line + 1, mark.column + 1, "", _shown(line), expected, remedy)


def _shown(line: str) -> str:
    short = line.strip()
    return short if len(short) <= 60 else short[:57] + "..."
