"""Real files in, out in every format that is read, and in again: is everything still there, where it was?

Each file is imported, what its to-dos ask for is filled in by the values below, and the park is written as
DXF, IFC and GeoJSON, which are imported again. Compared with the scenario: ids of buildings, storeys, cores,
their parts, exits, docks, gates, roads and obstacles, the number of columns, and the area by which outlines
differ.

    python -m benchmarks.round_trips FILE... [--validate] [--json]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import shapely
import yaml
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.bundle import write_bundle
from planner.errors import UsageError
from planner.exchange.dxf import read_dxf
from planner.exchange.found import FoundPark
from planner.exchange.geojson import read_geojson
from planner.exchange.ifc import read_ifc
from planner.exchange.read import import_files
from planner.model import M2, Allocation, Layout, Scenario, Solution, StoreyLayout
from planner.scenario import load_scenario, resolved_yaml
from viz.export import export_bundle

AROUND_M = 30.0
STOREY: Mapping[str, Any] = {"height_m": 4.5, "clear_height_m": 3.6, "floor_load_kn_m2": 5}
COMPANY = {"id": "T1", "name": "One", "cross_border": True, "wished_m2": 50, "rent_cny_m2_month": 60}
ORIGIN = [114.41, 30.49]
"""Where a file that does not say it is put on Earth: without it there is no map to write."""
Outlines = dict[str, Polygon]


@dataclass(frozen=True)
class Trip:
    """What one format kept of one file."""

    file: str
    format: str
    storeys: int
    area_m2: float
    worst_outline_pct: float
    """Area by which a storey, core, part or obstacle differs, of its own area; the worst."""
    lost: tuple[str, ...]
    """Ids of the scenario that are not there again."""
    invented: tuple[str, ...]
    faults: int | None = None
    """What ezdxf's audit, or ifcopenshell.validate with express rules, finds; ``None``: not looked for."""


def main() -> None:
    """Measure every file and print a row a format."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--validate", action="store_true", help="look for faults in DXF and IFC: takes long")
    parser.add_argument("--json", action="store_true", help="a JSON line a format")
    arguments = parser.parse_args()
    for path in arguments.files:
        for site in sites_of(path):
            for trip in round_trips(path, site, validate=arguments.validate):
                if arguments.json:
                    print(json.dumps(asdict(trip), ensure_ascii=False), flush=True)
                else:
                    said = f"{len(trip.lost)} ids lost, {len(trip.invented)} invented"
                    said += "" if trip.faults is None else f", {trip.faults} faults"
                    head = f"{trip.file:44} {trip.format:8} {trip.storeys:4} storeys {trip.area_m2:11,.1f} m2"
                    print(f"{head}  worst outline {trip.worst_outline_pct:.4f} %  {said}", flush=True)


def sites_of(path: Path) -> list[str | None]:
    """The areas of land of a map that holds several, each to be imported by itself."""
    if path.suffix != ".geojson":
        return [None]
    try:
        read_geojson(path)
    except UsageError as refused:
        names = str(refused).partition("--site with one of: ")[2]
        return [*names.split(", ")] if names else [None]
    return [None]


def round_trips(path: Path, site: str | None = None, *, validate: bool = False) -> Iterator[Trip]:
    """A trip for each format."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = completed(path, Path(folder) / "park.yaml", site)
        bundle, out = Path(folder) / "bundle", Path(folder) / "out"
        write_bundle(bundle, _bare(scenario), resolved=resolved_yaml(scenario))
        (bundle / "compliance.json").write_text('{"verdicts": []}')
        export_bundle(bundle, out, ["dxf", "ifc", "geojson"], lang="zh")
        for kind, again in imported(out).items():
            trip = compared(f"{path.name} {site or ''}".strip(), kind, scenario, again)
            yield replace(trip, faults=_faults(out, kind)) if validate else trip


def imported(out: Path) -> dict[str, FoundPark]:
    """The park that is read from a folder of exports, by format."""
    return {
        "dxf": read_dxf(sorted(out.glob("*.dxf"))),
        "ifc": read_ifc(out / "park.ifc"),
        "geojson": read_geojson(out / "park.geojson"),
    }


def _faults(out: Path, kind: str) -> int | None:
    import ezdxf
    import ifcopenshell.validate

    if kind == "dxf":
        audits = [ezdxf.readfile(path).audit() for path in sorted(out.glob("*.dxf"))]
        return sum(len(audit.errors) + len(audit.fixes) for audit in audits)
    if kind == "ifc":
        log = ifcopenshell.validate.json_logger()
        ifcopenshell.validate.validate(ifcopenshell.open(out / "park.ifc"), log, express_rules=True)
        return len(log.statements)
    return None


def _bare(scenario: Scenario) -> Solution:
    """The park with nothing laid out in it."""
    layout = Layout(tuple(StoreyLayout(storey.id, (), (), ()) for storey in scenario.storeys), ())
    nothing = Allocation("feasible", (), (), {}, 0.0, 0.0)
    return Solution(scenario, nothing, layout, 1, {}, False, ())


# ---------------------------------------------------------------- what the to-dos ask for


def completed(path: Path, target: Path, site: str | None = None) -> Scenario:
    """The scenario that an import writes, with values where it asks for them."""
    import_files([path], target, site=site, unit=None if path.suffix != ".dxf" else _unit(path))
    document = yaml.safe_load(target.read_bytes())
    if not document.get("buildings"):
        document["buildings"] = [_hall(document["site"]["boundary"])]
    around = None if document["site"].get("boundary") else _around(document["buildings"])
    for building in document["buildings"]:
        _fill(building)
    land = document["site"]
    land["boundary"] = land.get("boundary") or around
    land["origin_wgs84"] = land.get("origin_wgs84") or ORIGIN
    land["gates"] = land.get("gates") or [{"id": "G1", "at": _middle(land["boundary"]), "width_m": 9}]
    document["tenants"], document["programme"] = [COMPANY], []
    target.write_text(yaml.safe_dump(document, allow_unicode=True, default_flow_style=None), "utf-8")
    return load_scenario(target)


def _unit(path: Path) -> str | None:
    """Millimetres where a drawing does not say."""
    import ezdxf

    return None if ezdxf.readfile(path).header.get("$INSUNITS") else "mm"


def _fill(building: dict[str, Any]) -> None:
    if "at" in building and building["at"] is None:
        building["at"] = [0, 0]
    _add_stairs(building["storeys"])
    for number, storey in enumerate(building["storeys"]):
        if number == 0:
            storey |= {key: value for key, value in STOREY.items() if storey.get(key) is None}
        high = storey.get("height_m")
        if high is not None and number == 0 and storey["clear_height_m"] >= high:
            storey["clear_height_m"] = max(2.0, round(high - 0.6, 2))
        if storey["level"] == 1 and not storey.get("exits"):
            storey["exits"] = [{"id": "X1", "at": _middle(storey["outline"]), "width_m": 2.4}]


def _add_stairs(storeys: Sequence[dict[str, Any]]) -> None:
    """One core with a stair through all storeys, in their widest part, where one of several has none."""
    outlines, cores = [], []
    for storey in storeys:  # what a storey does not say is as below
        outlines.append(storey.get("outline") or outlines[-1])
        cores.append(list(storey.get("cores") or ()) if "cores" in storey or not cores else cores[-1])
    stairs = [any(part["kind"] == "stair" for core in own for part in core.get("parts", ())) for own in cores]
    if len(storeys) == 1 or all(stairs):
        return
    taken = shapely.union_all([Polygon(core["outline"]).buffer(0.5) for own in cores for core in own])
    added = _core(shapely.intersection_all([Polygon(ring) for ring in outlines]).difference(taken))
    for storey, own in zip(storeys, cores, strict=True):
        storey["cores"] = [*own, added]


def _core(free: BaseGeometry) -> dict[str, Any]:
    x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(free))[0].round(1).tolist()
    ring, stair = (
        [[x - w, y - h], [x + w, y - h], [x + w, y + h], [x - w, y + h]] for w, h in ((1.7, 3.2), (1.5, 3.0))
    )
    return {"id": "CX", "outline": ring, "parts": [{"id": "STX", "kind": "stair", "outline": stair}]}


def _middle(ring: Sequence[Sequence[float]]) -> list[float]:
    """The middle of the longest side."""
    sides = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    (x0, y0), (x1, y1) = max(sides, key=lambda s: (s[0][0] - s[1][0]) ** 2 + (s[0][1] - s[1][1]) ** 2)
    return [round((x0 + x1) / 2, 3), round((y0 + y1) / 2, 3)]


def _around(buildings: Sequence[Mapping[str, Any]]) -> list[list[float]]:
    points = [point for b in buildings for s in b["storeys"] for point in s.get("outline", ())]
    left, bottom, right, top = shapely.total_bounds(shapely.points(points))
    shape = box(left - AROUND_M, bottom - AROUND_M, right + AROUND_M, top + AROUND_M)
    return [[round(x, 3), round(y, 3)] for x, y in shapely.get_coordinates(shape)[:-1].tolist()]


def _hall(boundary: Sequence[Sequence[float]]) -> dict[str, Any]:
    """A building for land that has none: a square in the widest part of it."""
    circle = shapely.maximum_inscribed_circle(Polygon(boundary))
    (x, y), side = shapely.get_coordinates(circle)[0].tolist(), circle.length
    half = round(side * 0.5, 1)
    corners = [[-half, -half], [half, -half], [half, half], [-half, half]]
    at = [round(x, 1), round(y, 1)]
    return {"id": "A", "at": at, "storeys": [{"id": "1F", "level": 1, "outline": corners}]}


# ---------------------------------------------------------------- what is there again


def compared(file: str, kind: str, scenario: Scenario, again: FoundPark) -> Trip:
    """What of a scenario is there again."""
    ids, shapes = _of_scenario(scenario)
    found_ids, found_shapes = _of_found(again)
    differ = [
        100 * shape.symmetric_difference(found_shapes[id]).area / shape.area
        for id, shape in shapes.items()
        if id in found_shapes
    ]
    lost, invented = sorted(ids - found_ids), sorted(found_ids - ids)
    area = sum(storey.outline.area for storey in scenario.storeys) / M2
    worst = max(differ, default=0.0)
    return Trip(
        file, kind, len(scenario.storeys), round(area, 1), round(worst, 5), tuple(lost), tuple(invented)
    )


def _of_scenario(scenario: Scenario) -> tuple[set[str], Outlines]:
    site = scenario.site
    shapes = {f"storey {storey.id}": storey.outline for storey in scenario.storeys}
    shapes |= {f"core {core.id}": core.polygon for storey in scenario.storeys for core in storey.cores}
    shapes |= {
        f"{part.kind} {part.id}": part.polygon
        for storey in scenario.storeys
        for core in storey.cores
        for part in core.parts
    }
    shapes |= {f"{obstacle.kind} {obstacle.id}": obstacle.polygon for obstacle in site.obstacles}
    shapes["site"] = site.boundary
    ids = {f"exit {e.id}" for storey in scenario.storeys for e in storey.exits}
    ids |= {f"dock {d.id}" for storey in scenario.storeys for d in storey.docks}
    ids |= {f"{len(storey.columns)} columns {storey.id}" for storey in scenario.storeys}
    ids |= {f"gate {gate.id}" for gate in site.gates}
    ids |= {f"road {road.id}" for road in (*site.public_roads, *site.internal_roads)}
    metres = {id: shapely.transform(shape, lambda points: points / 1000) for id, shape in shapes.items()}
    return ids | set(shapes), metres


def _of_found(park: FoundPark) -> tuple[set[str], Outlines]:
    site = park.site
    rows = [(f"{b.id}/{storey.id}", storey) for b in park.buildings for storey in b.storeys]
    shapes = {f"storey {id}": storey.outline for id, storey in rows}
    shapes |= {f"core {id}/{core.id}": core.outline for id, storey in rows for core in storey.cores}
    shapes |= {
        f"{kind} {id}/{core.id}/{part}": shape
        for id, storey in rows
        for core in storey.cores
        for part, kind, shape in core.parts
    }
    shapes |= {f"{kind} {id}": shape for id, kind, shape in site.obstacles}
    shapes |= {"site": site.boundary} if site.boundary is not None else {}
    ids = {f"exit {id}/{e.id}" for id, storey in rows for e in storey.exits}
    ids |= {f"dock {id}/{d.id}" for id, storey in rows for d in storey.docks}
    ids |= {f"{len(storey.columns)} columns {id}" for id, storey in rows}
    ids |= {f"gate {gate.id}" for gate in site.gates}
    ids |= {f"road {road.id}" for road in (*site.public_roads, *site.internal_roads)}
    return ids | set(shapes), shapes


if __name__ == "__main__":
    main()
