"""Longitude and latitude (WGS84) as local metres, x east and y north, and back.

The plane is a transverse Mercator projection that touches the ellipsoid at the origin: a kilometre away from
it lengths are right to 0.02 mm, ten kilometres away to 1 in 800,000.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["LocalPlane"]

Points = np.ndarray[Any, np.dtype[np.float64]]


class LocalPlane:
    """The plane around an origin given as longitude and latitude in degrees."""

    def __init__(self, longitude: float, latitude: float) -> None:
        from pyproj import CRS, Transformer

        plane = CRS.from_proj4(
            f"+proj=tmerc +lat_0={latitude!r} +lon_0={longitude!r} +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m"
        )
        self._there = Transformer.from_crs("EPSG:4326", plane, always_xy=True)

    def to_metres(self, degrees: Points) -> Points:
        """Rows of longitude, latitude as rows of x, y."""
        x, y = self._there.transform(degrees[:, 0], degrees[:, 1])
        return np.column_stack([x, y])

    def to_degrees(self, metres: Points) -> Points:
        """Rows of x, y as rows of longitude, latitude."""
        longitude, latitude = self._there.transform(metres[:, 0], metres[:, 1], direction="INVERSE")
        return np.column_stack([longitude, latitude])
