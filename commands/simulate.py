"""The group ``planner simulate``: how a layout lives. Each kind is a module of ``commands/simulations``."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click

import commands.simulations
from commands.shared import json_option, lang_option

__all__ = ["bundle_argument", "serial_options", "simulate", "simulation_options"]

bundle_argument = click.argument("bundle", type=click.Path(path_type=Path))


def simulation_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every kind: ``seed``, ``jobs``, ``output``, ``lang``, ``as_json``."""
    return _optioned(function, jobs=True)


def serial_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same without ``jobs``, for kinds that are too fast to be shared out."""
    return _optioned(function, jobs=False)


def _optioned(function: Callable[..., Any], *, jobs: bool) -> Callable[..., Any]:
    shared = click.option(
        "--jobs", type=click.IntRange(1, 256), help="Worker processes.  [number of cores, at most 8]"
    )
    options = (
        click.option(
            "--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of all random choices."
        ),
        *([shared] if jobs else []),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            help="Folder of the results.  [BUNDLE/simulation]",
        ),
        lang_option,
        json_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


class _Kinds(click.Group):
    """A group whose commands are loaded when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name for module in pkgutil.iter_modules(commands.simulations.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = import_module(f"{commands.simulations.__name__}.{cmd_name}").command
        return found


@click.group(cls=_Kinds)
def simulate() -> None:
    """How the layout in BUNDLE lives: simulations with numbers, intervals and pictures."""
