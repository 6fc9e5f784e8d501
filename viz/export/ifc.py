"""The park as IFC4: site, buildings, storeys, rooms, walls, doors, slabs, columns, zones."""

from __future__ import annotations

import math
from typing import Any

import shapely
from shapely.geometry import Polygon

from planner.bundle.manifest import installed_version
from planner.errors import UsageError
from planner.model import M2, Building, Storey
from viz import palette
from viz.export.given import Given
from viz.export.ifc_given import DOOR_HEIGHT_M, CoreWriter, gates_of, ground_of, outer_doors
from viz.export.ifc_model import IfcModel
from viz.export.words import say
from viz.frame import Frame
from viz.labels import building_name, party_name, project_name, word, zone_name
from viz.scene import short, storey_scene

__all__ = ["ifc_files"]

SLAB_M = 0.12
"""Thickness at which floors are drawn; the scenario knows none."""


def ifc_files(given: Given) -> dict[str, bytes]:
    """``park.ifc``: the same bytes for the same bundle. ``UsageError`` where IfcOpenShell is missing."""
    try:
        import ifcopenshell  # noqa: F401  # told here in one message rather than from within
    except ImportError as fault:
        raise UsageError(
            "--format ifc: the library ifcopenshell is not installed, expected for IFC. "
            "Try: pip install 'ecommerce-park-planner[ifc]'"
        ) from fault
    return {"park.ifc": _Writer(given).text()}


class _Writer:
    """Writes one park."""

    def __init__(self, given: Given) -> None:
        self.given = given
        scenario = given.scenario
        name = project_name(scenario.name, scenario.name_zh, given.lang)
        program = f"planner {installed_version('ecommerce-park-planner') or ''}".strip()
        self.model = IfcModel(scenario.name, name, program)
        self.zones: dict[str, list[Any]] = {}
        self.kinds: dict[str, list[Any]] = {}
        site = self._site()
        self.model.parts(self.model.project, [site])
        self.model.contains(
            site,
            [
                *gates_of(self.model, scenario.site, site.ObjectPlacement),
                *ground_of(given, self.model, site.ObjectPlacement),
            ],
        )
        buildings = [self._building(building, site) for building in given.buildings]
        self.model.parts(site, buildings)
        self._zones()
        self._classes()

    def text(self) -> bytes:
        """The file's bytes."""
        return self.model.text()

    def _site(self) -> Any:
        site = self.given.scenario.site
        where = {}
        if site.origin_wgs84 is not None:
            longitude, latitude = site.origin_wgs84
            where = {"RefLatitude": _angle(latitude), "RefLongitude": _angle(longitude)}
        made = self.model.root(
            "IfcSite",
            "site",
            Name=word("site_plan", self.given.lang),
            ObjectPlacement=self.model.place(0.0),
            Representation=self.model.outline(site.boundary),
            CompositionType="ELEMENT",
            RefElevation=0.0,
            **where,
        )
        self.model.properties(made, "Pset_SiteCommon", {"TotalArea": _area(site.boundary)})
        self.model.quantities(
            made,
            "Qto_SiteBaseQuantities",
            {"GrossPerimeter": site.boundary.length / 1000},
            {"GrossArea": site.boundary.area / M2},
            {},
        )
        return made

    def _building(self, building: Building, site: Any) -> Any:
        model = self.model
        place = model.place(0.0, site.ObjectPlacement)
        made = model.root(
            "IfcBuilding",
            building.id,
            Name=building.id,
            LongName=building_name(building, self.given.lang),
            ObjectPlacement=place,
            CompositionType="ELEMENT",
        )
        model.properties(
            made,
            "Pset_BuildingCommon",
            {
                "Reference": building.id,
                "NumberOfStoreys": len(building.storeys),
                "SprinklerProtection": building.sprinklered,
            },
        )
        model.properties(made, "Planner_Building", {"Id": building.id})
        storeys = [storey for storey in self.given.storeys if storey.building == building.id]
        model.parts(made, [self._storey(building, storey, place) for storey in storeys])
        return made

    # ------------------------------------------------------------ a storey

    def _storey(self, building: Building, storey: Storey, under: Any) -> Any:
        model = self.model
        place = model.place(storey.elevation_mm / 1000, under)
        made = model.root(
            "IfcBuildingStorey",
            storey.id,
            Name=storey.id,
            LongName=storey.name,
            ObjectPlacement=place,
            CompositionType="ELEMENT",
            Elevation=storey.elevation_mm / 1000,
        )
        model.properties(
            made, "Pset_BuildingStoreyCommon", {"Reference": storey.id, "AboveGround": storey.level > 0}
        )
        facts = {"Id": short(storey.id), "Level": storey.level, "FloorLoad": float(storey.floor_load_kn_m2)}
        model.properties(made, "Planner_Storey", facts)
        model.quantities(
            made,
            "Qto_BuildingStoreyBaseQuantities",
            {"GrossHeight": storey.height_mm / 1000, "NetHeight": storey.clear_height_mm / 1000},
            {"GrossFloorArea": storey.gross_area / M2},
            {},
        )
        cores = CoreWriter(self.given, model, storey, place)
        model.parts(made, [*self._spaces(storey, place), *cores.rooms])
        model.refers(made, cores.zones)
        elements = [self._slab(storey, place), *self._walls(building, storey, place)]
        elements += [
            *self._doors(storey, place),
            *self._columns(storey, place),
            *cores.elements,
        ]
        model.contains(made, elements)
        return made

    def _spaces(self, storey: Storey, under: Any) -> list[Any]:
        layout, numbers = self.given.arranged(storey), self.given.numbers(storey)
        made = []
        for space in layout.spaces:
            entity = self._space(
                space.id,
                numbers[space.id],
                self.given.room_name(space),
                space.polygon,
                storey,
                self.given.kind_colour(space.kind),
                under,
            )
            zone = space.zone and zone_name(self.given.scenario.catalogue, space.zone, self.given.lang)
            facts = {"Kind": space.kind, "Zone": space.zone, "ZoneName": zone}
            facts |= {"Tenant": space.tenant or "", "Subject": space.subject or ""}
            self.model.properties(entity, "Planner_Space", {"Id": space.id, **facts})
            self.kinds.setdefault(space.kind, []).append(entity)
            if space.tenant:
                self.zones.setdefault(space.tenant, []).append(entity)
            made.append(entity)
        for corridor in layout.corridors:
            key = "inner_corridor" if corridor.zone else "corridor"
            name = word(key, self.given.lang)
            entity = self._space(
                corridor.id, short(corridor.id), name, corridor.polygon, storey, palette.CORRIDOR, under
            )
            self.model.properties(entity, "Planner_Space", {"Id": corridor.id, "Kind": "corridor"})
            made.append(entity)
        return made

    def _space(
        self, id: str, number: str, name: str, polygon: Polygon, storey: Storey, colour: str, under: Any
    ) -> Any:
        model, height = self.model, storey.clear_height_mm / 1000
        made = model.root(
            "IfcSpace",
            id,
            Name=number,
            LongName=name,
            Description=id,
            ObjectPlacement=model.place(0.0, under),
            Representation=model.solid(model.prism(polygon, height), colour, 0.35),
            CompositionType="ELEMENT",
            PredefinedType="INTERNAL",
        )
        area = polygon.area / M2
        model.properties(made, "Pset_SpaceCommon", {"Reference": number, "IsExternal": False})
        model.quantities(
            made,
            "Qto_SpaceBaseQuantities",
            {"FinishCeilingHeight": height, "NetPerimeter": polygon.length / 1000},
            {"NetFloorArea": area, "GrossFloorArea": area},
            {"NetVolume": area * height},
        )
        return made

    def _slab(self, storey: Storey, under: Any) -> Any:
        model = self.model
        body = model.solid(model.prism(storey.outline, SLAB_M, -SLAB_M), "#d9d9d6")
        return model.root(
            "IfcSlab",
            f"{storey.id}/slab",
            Name=f"{say('slab', self.given.lang)} {storey.id}",
            Tag=storey.id,
            ObjectPlacement=model.place(0.0, under),
            Representation=body,
            PredefinedType="FLOOR",
        )

    def _walls(self, building: Building, storey: Storey, under: Any) -> list[Any]:
        """What is solid of the storey: outer walls, partitions and walls of cores, a wall for each piece."""
        arranged = self.given.arranged(storey)
        scene = storey_scene(
            self.given.scenario, building, storey, arranged, Frame(0.0, 1, 0.0, 0.0), self.given.lang
        )
        height, made = storey.clear_height_mm / 1000, []
        solids = (
            ("outer", scene.poche.exterior, palette.EXTERIOR_WALL, True),
            ("inner", scene.poche.interior, palette.INTERIOR_WALL, False),
            ("core", scene.poche.cores, palette.INTERIOR_WALL, False),
        )
        for kind, shape, colour, external in solids:
            pieces = [p for p in shapely.get_parts(shape) if isinstance(p, Polygon) and p.area > LEAST_MM2]
            pieces.sort(key=lambda piece: piece.bounds)
            for number, piece in enumerate(pieces, start=1):
                entity = self.model.root(
                    "IfcWall",
                    f"{storey.id}/wall/{kind}/{number}",
                    Name=f"{say('walls', self.given.lang)} {kind} {number}",
                    ObjectPlacement=self.model.place(0.0, under),
                    Representation=self.model.solid(self.model.prism(_clean(piece), height), colour),
                    PredefinedType="NOTDEFINED",
                )
                self.model.properties(entity, "Pset_WallCommon", {"IsExternal": external})
                made.append(entity)
        return made

    def _doors(self, storey: Storey, under: Any) -> list[Any]:
        doors, made = self.given.arranged(storey).doors, []
        for door in doors:
            body = self.model.solid(self.model.prism(door.polygon, DOOR_HEIGHT_M), "#a97b50")
            entity = self.model.root(
                "IfcDoor",
                door.id,
                Name=door.id,
                ObjectPlacement=self.model.place(0.0, under),
                Representation=body,
                OverallWidth=door.width_mm / 1000,
                OverallHeight=DOOR_HEIGHT_M,
                PredefinedType="DOOR",
            )
            self.model.properties(entity, "Planner_Door", {"Id": door.id, "Joins": " ".join(door.joins)})
            made.append(entity)
        return [*made, *outer_doors(self.model, storey, zip(doors, made, strict=True), under)]

    def _columns(self, storey: Storey, under: Any) -> list[Any]:
        height, made = storey.clear_height_mm / 1000, []
        for number, column in enumerate(storey.columns, start=1):
            body = self.model.solid(self.model.prism(column.polygon, height), palette.COLUMN)
            entity = self.model.root(
                "IfcColumn",
                f"{storey.id}/K{number:03d}",
                Name=f"K{number:03d}",
                ObjectPlacement=self.model.place(0.0, under),
                Representation=body,
                PredefinedType="COLUMN",
            )
            made.append(entity)
        return made

    # ------------------------------------------------------------ over all storeys

    def _zones(self) -> None:
        """A zone for every company with the rooms it has."""
        for tenant in self.given.scenario.tenants:
            members = self.zones.get(tenant.id)
            if members:
                zone = self.model.root(
                    "IfcZone", tenant.id, Name=tenant.id, LongName=party_name(tenant, self.given.lang)
                )
                self.model.group(zone, members)

    def _classes(self) -> None:
        """Kinds of rooms as entries of a classification."""
        if not self.kinds:
            return
        system = self.model.add(
            "IfcClassification",
            Source="SB/T 11233-2023",
            Edition="2023",
            Name=say("kinds_system", self.given.lang),
        )
        for kind in sorted(self.kinds):
            entry = self.model.add(
                "IfcClassificationReference",
                Identification=kind,
                Name=self.given.kind_name(kind),
                ReferencedSource=system,
            )
            self.model.classify(entry, kind, self.kinds[kind])


LEAST_MM2 = 100.0
"""Slivers of walls below this are not drawn."""


def _clean(piece: Polygon) -> Polygon:
    """A wall on whole tenths of a millimetre, without corners that lie on each other."""
    rounded = shapely.set_precision(piece, 0.1)
    return rounded if isinstance(rounded, Polygon) and not rounded.is_empty else piece


def _area(polygon: Polygon) -> float:
    return round(polygon.area / M2, 3)


def _angle(degrees: float) -> list[int]:
    """Degrees, minutes, seconds, millionths of a second, all of one sign."""
    sign = -1 if degrees < 0 else 1
    total = round(abs(degrees) * 3600 * 1_000_000)
    seconds, millionths = divmod(total, 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    whole, minutes = divmod(minutes, 60)
    return [sign * part for part in (math.floor(whole), minutes, seconds, millionths)]
