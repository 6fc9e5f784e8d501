"""Pure functions over Shapely geometry."""
