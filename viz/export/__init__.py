"""Results for other programs: DXF, IFC, GeoJSON, XLSX, GraphML, glTF and a set of drawings as PDF."""

from viz.export.write import FORMATS, export_bundle

__all__ = ["FORMATS", "export_bundle"]
