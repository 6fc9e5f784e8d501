"""The parts of which an IFC file is made: stable ids, placements, bodies, colours, properties."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

__all__ = ["IfcModel", "guid"]

SPACE_OF_NAMES = uuid.UUID("6f2b6f5e-52b2-5b8e-9d0b-0e3a7c1d9a44")
"""Names of this program's things are hashed in it: the same thing has the same GlobalId in every file."""


def guid(*names: str) -> str:
    """The GlobalId of a thing by its names, from the outermost in."""
    from ifcopenshell.guid import compress

    return str(compress(uuid.uuid5(SPACE_OF_NAMES, "\x1f".join(names)).hex))


class IfcModel:
    """An IFC4 file in metres. ``park`` is part of every GlobalId."""

    def __init__(self, park: str, name: str, program: str) -> None:
        import ifcopenshell

        self.park = park
        self.file: Any = ifcopenshell.file(schema="IFC4")
        self._header(name, program)
        self.origin = self._placement_3d(0.0, 0.0, 0.0)
        self._context(name)
        self._styles: dict[tuple[str, float], Any] = {}

    def add(self, kind: str, **attributes: Any) -> Any:
        """An entity."""
        return self.file.create_entity(kind, **attributes)

    def root(self, kind: str, id: str, **attributes: Any) -> Any:
        """An entity with a GlobalId made from what it is and its id in the park."""
        return self.add(kind, GlobalId=guid(self.park, kind, id), **attributes)

    def text(self) -> bytes:
        """The file's bytes."""
        return str(self.file.to_string()).encode()

    # ------------------------------------------------------------ frame of the file

    def _header(self, name: str, program: str) -> None:
        header = self.file.header
        header.file_description.description = ("ViewDefinition [ReferenceView_V1.2]",)
        header.file_name.name = f"{name}.ifc"
        header.file_name.time_stamp = "2000-01-01T00:00:00"  # a fixed date: the same bundle, the same bytes
        header.file_name.author = ("",)
        header.file_name.organization = ("",)
        header.file_name.preprocessor_version = program
        header.file_name.originating_system = program
        header.file_name.authorization = "none"

    def _context(self, name: str) -> None:
        units = [
            self.add("IfcSIUnit", UnitType=kind, Name=unit)
            for kind, unit in (
                ("LENGTHUNIT", "METRE"),
                ("AREAUNIT", "SQUARE_METRE"),
                ("VOLUMEUNIT", "CUBIC_METRE"),
                ("PLANEANGLEUNIT", "RADIAN"),
            )
        ]
        context = self.add(
            "IfcGeometricRepresentationContext",
            ContextType="Model",
            CoordinateSpaceDimension=3,
            Precision=1e-5,
            WorldCoordinateSystem=self.origin,
            TrueNorth=self.add("IfcDirection", DirectionRatios=(0.0, 1.0)),
        )
        self.body = self._sub(context, "Body")
        self.footprint = self._sub(context, "FootPrint")
        self.project = self.root(
            "IfcProject",
            "project",
            Name=name,
            RepresentationContexts=[context],
            UnitsInContext=self.add("IfcUnitAssignment", Units=units),
        )

    def _sub(self, context: Any, name: str) -> Any:
        return self.add(
            "IfcGeometricRepresentationSubContext",
            ContextIdentifier=name,
            ContextType="Model",
            ParentContext=context,
            TargetView="MODEL_VIEW" if name == "Body" else "PLAN_VIEW",
        )

    # ------------------------------------------------------------ placement and shape

    def place(self, height_m: float, under: Any | None = None, at: tuple[float, float] = (0.0, 0.0)) -> Any:
        """A placement: a height above what it is relative to, and metres east and north of it."""
        axes = self._placement_3d(*at, height_m)
        return self.add("IfcLocalPlacement", PlacementRelTo=under, RelativePlacement=axes)

    def _placement_3d(self, x: float, y: float, z: float) -> Any:
        return self.add("IfcAxis2Placement3D", Location=self._point(x, y, z))

    def _point(self, *values: float) -> Any:
        return self.add("IfcCartesianPoint", Coordinates=[round(value, 4) + 0.0 for value in values])

    def prism(self, shape: BaseGeometry, height_m: float, base_m: float = 0.0) -> list[Any]:
        """Extrusions of the polygons of a shape in park millimetres."""
        up = self.add("IfcDirection", DirectionRatios=[0.0, 0.0, 1.0])
        return [
            self.add(
                "IfcExtrudedAreaSolid",
                SweptArea=self._profile(polygon),
                Position=self._placement_3d(0.0, 0.0, base_m),
                ExtrudedDirection=up,
                Depth=round(height_m, 4),
            )
            for polygon in shapely.get_parts(shape)
            if isinstance(polygon, Polygon) and polygon.area > 0
        ]

    def _profile(self, polygon: Polygon) -> Any:
        polygon = shapely.orient_polygons(polygon)
        outer = self._curve(polygon.exterior)
        if not polygon.interiors:
            return self.add("IfcArbitraryClosedProfileDef", ProfileType="AREA", OuterCurve=outer)
        holes = [self._curve(ring) for ring in polygon.interiors]
        return self.add(
            "IfcArbitraryProfileDefWithVoids", ProfileType="AREA", OuterCurve=outer, InnerCurves=holes
        )

    def _curve(self, line: BaseGeometry) -> Any:
        """A polyline in metres; that of a ring ends at the point it begins with."""
        points = [self._point(x / 1000, y / 1000) for x, y in shapely.get_coordinates(line).tolist()]
        if line.geom_type == "LinearRing":
            points[-1] = points[0]
        return self.add("IfcPolyline", Points=points)

    def outline(self, polygon: Polygon) -> Any:
        """A shape that is only the outline of a polygon on the ground."""
        return self.lines((polygon.exterior, *polygon.interiors))

    def lines(self, lines: Iterable[BaseGeometry]) -> Any:
        """A shape of lines on the ground."""
        items = [self.add("IfcGeometricCurveSet", Elements=[self._curve(line) for line in lines])]
        return self._shape(self.footprint, "FootPrint", "GeometricCurveSet", items)

    def solid(self, items: Sequence[Any], colour: str, clear: float = 0.0) -> Any:
        """A shape of extrusions in one colour; ``clear`` 0 is opaque, 1 cannot be seen."""
        style = self._style(colour, clear)
        for item in items:
            self.add("IfcStyledItem", Item=item, Styles=[style])
        return self._shape(self.body, "Body", "SweptSolid", list(items))

    def _shape(self, context: Any, id: str, kind: str, items: list[Any]) -> Any:
        representation = self.add(
            "IfcShapeRepresentation",
            ContextOfItems=context,
            RepresentationIdentifier=id,
            RepresentationType=kind,
            Items=items,
        )
        return self.add("IfcProductDefinitionShape", Representations=[representation])

    def _style(self, colour: str, clear: float) -> Any:
        if (colour, clear) not in self._styles:
            red, green, blue = (round(int(colour[i : i + 2], 16) / 255, 4) for i in (1, 3, 5))
            rgb = self.add("IfcColourRgb", Red=red, Green=green, Blue=blue)
            shade = self.add("IfcSurfaceStyleShading", SurfaceColour=rgb, Transparency=clear)
            self._styles[(colour, clear)] = self.add("IfcSurfaceStyle", Side="BOTH", Styles=[shade])
        return self._styles[(colour, clear)]

    # ------------------------------------------------------------ relations

    def parts(self, whole: Any, children: Sequence[Any]) -> None:
        """What a thing of the spatial structure consists of."""
        if children:
            self._relation("IfcRelAggregates", whole, RelatingObject=whole, RelatedObjects=list(children))

    def contains(self, storey: Any, elements: Sequence[Any]) -> None:
        """What stands on a storey."""
        if elements:
            self._relation(
                "IfcRelContainedInSpatialStructure",
                storey,
                RelatingStructure=storey,
                RelatedElements=list(elements),
            )

    def refers(self, whole: Any, members: Sequence[Any]) -> None:
        """What lies in a part of the spatial structure without being one of its parts."""
        if members:
            self._relation(
                "IfcRelReferencedInSpatialStructure",
                whole,
                RelatingStructure=whole,
                RelatedElements=list(members),
            )

    def group(self, group: Any, members: Sequence[Any]) -> None:
        """What belongs to a zone."""
        self._relation("IfcRelAssignsToGroup", group, RelatedObjects=list(members), RelatingGroup=group)

    def classify(self, reference: Any, key: str, members: Sequence[Any]) -> None:
        """Things with the same entry of a classification."""
        self.root(
            "IfcRelAssociatesClassification",
            key,
            RelatedObjects=list(members),
            RelatingClassification=reference,
        )

    def properties(self, thing: Any, name: str, values: Mapping[str, object]) -> None:
        """A set of properties; values that are not known are left out."""
        rows = [
            self.add("IfcPropertySingleValue", Name=key, NominalValue=self._value(value))
            for key, value in values.items()
            if value not in (None, "")
        ]
        if rows:
            made = self.root("IfcPropertySet", f"{thing.GlobalId}/{name}", Name=name, HasProperties=rows)
            self._defines(thing, name, made)

    def quantities(
        self,
        thing: Any,
        name: str,
        lengths: Mapping[str, float],
        areas: Mapping[str, float],
        volumes: Mapping[str, float],
    ) -> None:
        """A set of quantities in metres, square metres and cubic metres."""
        rows = [
            *self._amounts("IfcQuantityLength", "LengthValue", lengths),
            *self._amounts("IfcQuantityArea", "AreaValue", areas),
            *self._amounts("IfcQuantityVolume", "VolumeValue", volumes),
        ]
        made = self.root("IfcElementQuantity", f"{thing.GlobalId}/{name}", Name=name, Quantities=rows)
        self._defines(thing, name, made)

    def _amounts(self, kind: str, value: str, given: Mapping[str, float]) -> Iterable[Any]:
        return [self.add(kind, Name=name, **{value: round(amount, 4)}) for name, amount in given.items()]

    def _defines(self, thing: Any, name: str, made: Any) -> None:
        self.root(
            "IfcRelDefinesByProperties",
            f"{thing.GlobalId}/{name}",
            RelatedObjects=[thing],
            RelatingPropertyDefinition=made,
        )

    def _value(self, value: object) -> Any:
        if isinstance(value, bool):
            return self.add("IfcBoolean", wrappedValue=value)
        if isinstance(value, int):
            return self.add("IfcInteger", wrappedValue=value)
        if isinstance(value, float):
            return self.add("IfcReal", wrappedValue=value)
        return self.add("IfcLabel", wrappedValue=str(value)[:255])

    def _relation(self, kind: str, thing: Any, **attributes: Any) -> None:
        self.root(kind, str(thing.GlobalId), **attributes)
