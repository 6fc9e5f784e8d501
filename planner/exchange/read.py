"""What ``planner import`` does: files of every kind to one scenario with its to-dos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.bundle.files import make_writable, write_files
from planner.errors import UsageError
from planner.exchange.add import added
from planner.exchange.dxf import ROLES, read_dxf
from planner.exchange.dxf_file import UNITS, Unit
from planner.exchange.found import FoundPark
from planner.exchange.geojson import read_geojson
from planner.exchange.ifc import read_ifc
from planner.exchange.scenario_text import scenario_text
from planner.exchange.source import refuse
from planner.exchange.table import read_table
from planner.exchange.template import Lang, template_bytes

__all__ = ["Imported", "import_files", "write_template"]

TABLES = (".xlsx", ".xlsm", ".csv", ".tsv")
ENDINGS = (".geojson", ".json", ".dxf", ".ifc", ".ifczip", *TABLES)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made."""

    path: Path
    found: FoundPark
    todos: tuple[tuple[str, str], ...]
    """Where in the scenario something is missing, and what."""


def import_files(
    files: Sequence[Path],
    output: Path,
    *,
    unit: str | None = None,
    site: str | None = None,
    layers: Sequence[str] = (),
    add: Path | None = None,
    force: bool = False,
) -> Imported:
    """Read the files and write one scenario.

    ``unit``: of DXF files; ``site``: which area of a map; ``layers``: ``role=NAME`` of DXF layers; ``add``: a
    scenario that gets the companies and zones of the tables. Raises ``UsageError`` (and then writes nothing)
    where a file cannot be used, or where ``output`` exists and ``force`` is not given.
    """
    if output.exists() and not force:
        raise refuse(output, "exists already", "a new file", "another name with -o, or --force to replace it")
    park = _read(files, _unit(unit), site, _layers(layers))
    todos: tuple[tuple[str, str], ...] = ()
    if add is not None:
        if any(path.suffix.lower() not in TABLES for path in files):
            raise UsageError(
                "--add: takes tables of companies alone (.xlsx, .csv). Try: import the plans first"
            )
        text = added(add, park)
    else:
        draft = scenario_text(park)
        text, todos = draft.text, tuple(draft.todos)
    make_writable(output.parent)
    write_files(output.parent, {output.name: text.encode()})
    return Imported(output, park, todos)


def write_template(path: Path, lang: Lang, *, force: bool = False) -> None:
    """Write a table to be filled in."""
    if path.exists() and not force:
        raise refuse(path, "exists already", "a new file", "another name, or --force to replace it")
    content = template_bytes(path, lang)
    make_writable(path.parent)
    write_files(path.parent, {path.name: content})


def _unit(name: str | None) -> Unit | None:
    if name is None:
        return None
    for unit in UNITS:
        if unit == name.lower():
            return unit
    raise UsageError(f"--unit: got {name!r}, expected one of {', '.join(UNITS)}. Try: --unit mm")


def _layers(given: Sequence[str]) -> Mapping[str, str]:
    made = {}
    for entry in given:
        role, _, name = entry.partition("=")
        if role not in ROLES or not name:
            roles = ", ".join(ROLES)
            raise UsageError(
                f"--layer: got {entry!r}, expected ROLE=NAME with a role of {roles}. Try: wall=A-WALL"
            )
        made[role] = name
    return made


def _read(files: Sequence[Path], unit: Unit | None, site: str | None, layers: Mapping[str, str]) -> FoundPark:
    """Everything in the files: plans in DXF make one building; tables lend their companies."""
    kinds = {path: path.suffix.lower() for path in files}
    for path, kind in kinds.items():
        if kind not in ENDINGS:
            raise refuse(path, f"the ending {kind or 'none'}", f"one of {', '.join(ENDINGS)}", "convert it")
    drawings = [path for path in files if kinds[path] == ".dxf"]
    parts = [read_geojson(path, site) for path in files if kinds[path] in (".geojson", ".json")]
    parts += [read_dxf(drawings, unit, layers)] if drawings else []
    parts += [read_ifc(path) for path in files if kinds[path] in (".ifc", ".ifczip")]
    parts += [read_table(path) for path in files if kinds[path] in TABLES]
    return _together(parts)


def _together(parts: Sequence[FoundPark]) -> FoundPark:
    """One park of all that was found; a site that two files tell is that of the first."""
    whole = parts[0]
    for part in parts[1:]:
        taken = {building.id for building in whole.buildings}
        fresh = [replace(b, id=b.id if b.id not in taken else _free(b.id, taken)) for b in part.buildings]
        whole = FoundPark(
            whole.name or part.name,
            whole.site if whole.site.boundary is not None else part.site,
            (*whole.buildings, *fresh),
            (*whole.tenants, *part.tenants),
            (*whole.programme, *part.programme),
            (*whole.notes, *part.notes),
            (*whole.sources, *part.sources),
        )
    return whole


def _free(id: str, taken: set[str]) -> str:
    number = next(n for n in range(2, 10_000) if f"{id}{n}" not in taken)
    taken.add(f"{id}{number}")
    return f"{id}{number}"
