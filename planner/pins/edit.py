"""Sets and takes pins in the layout of a bundle; nothing but the property ``pinned`` changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from planner.bundle import Bundle, read_bundle
from planner.bundle.features import PINNABLE, geojson_bytes
from planner.bundle.files import make_writable, write_files
from planner.check.statement import canonical_sha256
from planner.errors import UsageError
from planner.score import STOCK_PREFIX

__all__ = ["Asked", "Pinned", "change_pins", "pins_in"]

GIVEN = ("site", "gate", "obstacle", "building", "storey", "core", "column", "exit", "dock")
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What to pin or to free: ids of things, companies, storeys; ``everything`` that can be."""

    ids: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()
    storeys: tuple[str, ...] = ()
    everything: bool = False

    @property
    def nothing(self) -> bool:
        """Whether it names nothing at all."""
        return not (self.ids or self.tenants or self.storeys or self.everything)


@dataclass(frozen=True, slots=True)
class Pinned:
    """A pinned thing as it is told."""

    role: str
    id: str
    storey: str
    kind: str
    tenant: str
    name: str
    name_zh: str
    area_m2: float | None


def pins_in(bundle: Bundle) -> tuple[Pinned, ...]:
    """Everything that is pinned, in the order of the file.

    Raises ``UsageError`` where something is pinned that no solve moves.
    """
    rows = [feature["properties"] for feature in bundle.features if feature["properties"].get("pinned")]
    wrong = [_not_pinnable(row["role"], row["id"]) for row in rows if row["role"] not in PINNABLE]
    if wrong:
        raise UsageError("\n".join(f"{bundle.directory / 'layout.geojson'}: {text}" for text in wrong))
    return tuple(_pinned(row) for row in rows)


def change_pins(directory: Path, asked: Asked, *, pin: bool) -> tuple[Pinned, ...]:
    """Pin or free what is asked for in the bundle of a folder; what is pinned then.

    The hashes of the layout in the other files of the bundle follow, unless the layout had been edited
    since. Raises ``UsageError`` before anything is written where an id is not there or cannot be pinned.
    """
    bundle = read_bundle(directory)
    pins_in(bundle)
    ids = _ids(bundle, asked)
    changed = False
    features = []
    for feature in bundle.features:
        row = dict(feature["properties"])
        if row["id"] in ids and row["role"] in PINNABLE and bool(row.get("pinned")) != pin:
            row.pop("pinned", None)
            if pin:
                row["pinned"] = True
            changed = True
        features.append({**feature, "properties": row})
    if changed:
        _write(bundle, features)
    return pins_in(read_bundle(directory))


def _write(bundle: Bundle, features: list[dict[str, Any]]) -> None:
    directory = bundle.directory
    make_writable(directory)
    document = json.loads((directory / "layout.geojson").read_bytes())
    origin = document.get("origin_wgs84")
    layout = geojson_bytes(features, None if origin is None else (origin[0], origin[1]))
    old, new = bundle.layout_sha256, hashlib.sha256(layout).hexdigest()
    contents = {"layout.geojson": layout}
    for name in ("manifest.json", "compliance.json", "compliance.sarif"):
        path = directory / name
        if path.is_file() and old.encode() in (content := path.read_bytes()):
            text = content.decode()
            renamed = text.replace(old, new)
            contents[name] = (_sealed(text, renamed) if name == "compliance.json" else renamed).encode()
    write_files(directory, contents)


def _sealed(before: str, after: str) -> str:
    """A certificate whose own hashes fit again, if they did before: its verdicts still hold."""
    try:
        one, other = json.loads(before), json.loads(after)
        told = one["statement"]
        body = {key: value for key, value in other["statement"].items() if key != "sha256"}
        if told["verdicts_sha256"] != canonical_sha256(one["verdicts"]):
            return after
        if told["sha256"] != canonical_sha256({k: v for k, v in told.items() if k != "sha256"}):
            return after
        body["verdicts_sha256"] = canonical_sha256(other["verdicts"])
        text = after.replace(told["verdicts_sha256"], body["verdicts_sha256"])
        return text.replace(told["sha256"], canonical_sha256(body))
    except (ValueError, KeyError, TypeError, AttributeError):
        return after


def _ids(bundle: Bundle, asked: Asked) -> frozenset[str]:
    """The ids of all that is asked for."""
    rows = [feature["properties"] for feature in bundle.features]
    found: set[str] = set()
    faults: list[str] = []
    roles = {row["id"]: row["role"] for row in rows if row["role"] not in PINNABLE}
    roles |= {row["id"]: row["role"] for row in rows if row["role"] in PINNABLE}
    can = [row for row in rows if row["role"] in PINNABLE]
    for id in asked.ids:
        if roles.get(id) in PINNABLE:
            found.add(id)
        elif id in roles:
            faults.append(_not_pinnable(roles[id], id))
        else:
            faults.append(_unknown("a thing of the layout", id, [row["id"] for row in can], "ID"))
    for tenant in asked.tenants:
        own = {row["id"] for row in can if tenant in _companies(row)}
        known = sorted({name for row in can for name in _companies(row)})
        found |= own
        faults += [] if own else [_unknown("a company with rooms in the layout", tenant, known, "--tenant")]
    drawn = [row["id"] for row in rows if row["role"] == "storey"]
    for storey in asked.storeys:
        found |= {row["id"] for row in can if row.get("storey") == storey}
        faults += [] if storey in drawn else [_unknown("a storey", storey, drawn, "--storey")]
    if faults:
        raise UsageError("\n".join(f"{bundle.directory / 'layout.geojson'}: {text}" for text in faults))
    return frozenset({row["id"] for row in can} if asked.everything else found)


def _companies(row: Mapping[str, Any]) -> Iterator[str]:
    """Whose room it is; a stock room is its company's."""
    for name in (row.get("tenant"), row.get("subject")):
        if name and row["role"] == "space":
            is_suite = row.get("tenant") is not None or str(name).startswith(STOCK_PREFIX)
            yield from [str(name).removeprefix(STOCK_PREFIX)] if is_suite else []


def _unknown(what: str, id: str, known: Collection[str], option: str) -> str:
    near = get_close_matches(id, list(known), SHOWN, 0.6) or sorted(known)[:SHOWN]
    return f"got {id!r} for {option}; expected {what}. Try: {', '.join(near) or 'a layout with rooms'}"


def _not_pinnable(role: str, id: str) -> str:
    if role in GIVEN:
        why = "the scenario gives it, so that it stays anyway"
        return f"{role} {id} is pinned: {why}; expected a room, corridor, road or lane. Try: leave it out"
    if role == "door":
        why = "a door stays with its room"
        return f"door {id} is pinned: {why}; expected a room, corridor, road or lane. Try: pin the room"
    return f"{role} {id} cannot be pinned; expected a room, corridor, road or lane. Try: pin these instead"


def _pinned(row: Mapping[str, Any]) -> Pinned:
    def text(*keys: str) -> str:
        return next((str(row[key]) for key in keys if row.get(key)), "")

    area = row.get("area_m2")
    tenant = next(iter(_companies(row)), "")
    return Pinned(
        row["role"], row["id"], text("storey"), text("kind"), tenant, text("name"), text("name_zh", "name"),
        float(area) if isinstance(area, int | float) else None,
    )  # fmt: skip


def pinned_ids(bundle: Bundle) -> frozenset[str]:
    """Ids of all that is pinned."""
    return frozenset(row.id for row in pins_in(bundle))


def of_role(pins: Iterable[Pinned], *roles: str) -> frozenset[str]:
    """Ids of the pins of these roles."""
    return frozenset(row.id for row in pins if row.role in roles)
