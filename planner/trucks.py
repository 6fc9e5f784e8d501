"""Design vehicles: the trucks that goods come with. Data from ``trucks.yaml``, plus a scenario's own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from planner.geometry.swept import Truck

__all__ = ["DesignTruck", "standard_trucks"]


@dataclass(frozen=True, slots=True)
class DesignTruck:
    """A rigid truck, lengths in mm. Its rear axle never slides aside, its front axle is steered."""

    id: str
    zh: str
    en: str
    length_mm: int
    width_mm: int
    wheelbase_mm: int
    front_overhang_mm: int
    outer_radius_mm: int
    """Of the front outer corner in the tightest turn."""
    yard_mm: int
    """Paved depth before a dock's door."""
    source: str

    @property
    def rear_overhang_mm(self) -> int:
        """From the rear axle to the tail."""
        return self.length_mm - self.front_overhang_mm - self.wheelbase_mm

    @property
    def rear_radius(self) -> float:
        """Of the rear axle's middle in the tightest turn; negative where the truck cannot make it."""
        nose = self.wheelbase_mm + self.front_overhang_mm
        return math.sqrt(max(0.0, self.outer_radius_mm**2 - nose**2)) - self.width_mm / 2

    @property
    def inner_radius(self) -> float:
        """Of the inner side of the body at the rear axle in the tightest turn."""
        return self.rear_radius - self.width_mm / 2

    @property
    def front_radius(self) -> float:
        """Of the front axle's middle in the tightest turn: no bend that it follows may be tighter."""
        return math.hypot(self.rear_radius, self.wheelbase_mm)

    @property
    def run_out(self) -> float:
        """Road beyond a dock's axis that the nose needs before the truck backs in, mm."""
        return self.rear_radius + self.wheelbase_mm + self.front_overhang_mm

    @property
    def yard_least(self) -> float:
        """Depth before a dock's door without which the tightest quarter turn does not end at the door, mm."""
        return self.rear_overhang_mm + float(self.outer_radius_mm)

    @property
    def body(self) -> Truck:
        """The vehicle as ``planner.geometry.swept`` drives it."""
        return Truck(self.id, self.length_mm, self.wheelbase_mm, self.front_overhang_mm, self.width_mm)


@cache
def standard_trucks() -> Mapping[str, DesignTruck]:
    """The vehicles as shipped, by id."""
    raw: dict[str, Any] = yaml.safe_load(files("planner").joinpath("trucks.yaml").read_text("utf-8"))
    return {id: _truck(id, row) for id, row in raw.items()}


def _truck(id: str, row: dict[str, Any]) -> DesignTruck:
    lengths = {
        name.removesuffix("_m") + "_mm": round(value * 1000)
        for name, value in row.items()
        if name.endswith("_m")
    }
    return DesignTruck(id=id, zh=row["zh"], en=row["en"], source=row["source"], **lengths)
