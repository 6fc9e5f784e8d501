"""What every command shares: options, exit codes, one message for each error."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from planner.errors import PlannerError

if TYPE_CHECKING:
    from planner.model import Scenario

Lang = Literal["zh", "en"]
PASS, FAIL, BAD_INPUT, INFEASIBLE, INTERRUPTED = 0, 1, 2, 4, 130


def command(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Turn every error of a command into one message and an exit code."""

    @functools.wraps(function)
    def wrapper(*args: Any, as_json: bool = False, **kwargs: Any) -> int | None:
        try:
            return function(*args, as_json=as_json, **kwargs)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except PlannerError as error:
            return _report(error, str(error), error.exit_code, as_json)
        except Exception as error:
            text = (
                f"internal error: {type(error).__name__}: {' '.join(str(error).split()) or 'no message'}. "
                "This is a fault of the planner, not of your input. "
                "Try: report this line and the command; PLANNER_DEBUG=1 shows where it happened"
            )
            return _report(error, text, BAD_INPUT, as_json)

    return wrapper


def _report(error: Exception, text: str, code: int, as_json: bool) -> int:
    if os.environ.get("PLANNER_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    click.echo(f"error: {printable(text)}", err=True)
    if as_json:
        problems = getattr(error, "problems", ())
        rows = [{name: getattr(row, name) for name in row.__slots__} for row in problems]
        print_json(
            {"exit_code": code, "error": {"kind": type(error).__name__, "message": text, "problems": rows}}
        )
    return code


def printable(text: str) -> str:
    """The text without control characters, which input files could use to drive a terminal."""
    return "".join(c if c == "\n" or c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def print_json(document: object) -> None:
    """Print one JSON document on standard output; NaN is an error."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def tell(as_json: bool, document: Callable[[], object], text: Callable[[], None]) -> int:
    """Print the answer as JSON or as text, whichever is wanted."""
    if as_json:
        print_json(document())
    else:
        text()
    return PASS


def in_browser(address: str) -> bool:
    """Whether a browser with windows took the page: one of the terminal would hold it."""
    import webbrowser

    windows = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return windows and webbrowser.open(address)


def optional_scenario(scenario: Path | None) -> Scenario | None:
    """The scenario of --scenario, if one is named."""
    from planner.scenario import load_scenario

    return None if scenario is None else load_scenario(scenario)


def _default_lang() -> str:
    locale = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    return "zh" if locale.startswith("zh") else "en"


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document on standard output."
)
lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=_default_lang,
    show_default="zh in a Chinese locale, else en",
    help="Language of pictures and reports.",
)
in_force_option = click.option(
    "--scenario", type=click.Path(path_type=Path), help="The clauses in force there, with packs of its own."
)
scenario_argument = click.argument("scenario", type=click.Path(path_type=Path))
