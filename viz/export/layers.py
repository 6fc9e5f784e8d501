"""Layers of the drawings for CAD: names as the AIA and GB/T 50001 list them, with what they hold in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["LAYERS", "Layer"]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: colour index (7 is black or white, whichever shows), pen in 1/100 mm, what it holds."""

    colour: int
    pen: int
    zh: str
    en: str


LAYERS: Mapping[str, Layer] = {
    "A-AREA": Layer(3, 18, "房间轮廓（闭合多段线）", "Rooms, closed polylines"),
    "A-AREA-PATT": Layer(253, 9, "房间填充", "Rooms, hatches by kind"),
    "A-AREA-IDEN": Layer(7, 13, "房间编号、名称、面积", "Rooms: number, name, area"),
    "A-AREA-CORR": Layer(83, 18, "走道轮廓（闭合多段线）", "Corridors, closed polylines"),
    "A-AREA-CORR-PATT": Layer(254, 9, "走道填充", "Corridors, hatches"),
    "A-FLOR-OTLN": Layer(7, 50, "楼层外轮廓（闭合多段线）", "Storeys, outer face of the envelope"),
    "A-FLOR-CORE": Layer(8, 25, "交通核轮廓（闭合多段线）", "Cores, closed polylines"),
    "A-FLOR-STRS": Layer(8, 13, "楼梯、电梯、卫生间", "Stairs, lifts, toilets"),
    "A-FLOR-LEVL": Layer(6, 18, "入口与装卸口", "Exits and docks"),
    "A-FIRE-CMPT": Layer(1, 35, "防火分区（闭合多段线）", "Fire compartments, closed polylines"),
    "A-WALL-EXTR": Layer(7, 50, "外墙", "External walls"),
    "A-WALL-INTR": Layer(7, 25, "内墙", "Partitions"),
    "A-WALL-CORE": Layer(7, 35, "核心筒墙", "Walls of cores"),
    "A-WALL-PATT": Layer(8, 9, "墙体填充", "Walls, hatches"),
    "A-DOOR": Layer(2, 18, "门", "Doors"),
    "A-GLAZ": Layer(4, 13, "窗", "Windows"),
    "S-COLS": Layer(7, 35, "柱", "Columns"),
    "S-GRID": Layer(9, 9, "轴线", "Column grid"),
    "A-ANNO-DIMS": Layer(3, 13, "尺寸标注", "Dimensions"),
    "A-ANNO-TTLB": Layer(7, 25, "图名与说明", "Title and figures"),
    "C-PROP": Layer(1, 70, "用地红线（闭合多段线）", "Site boundary, closed polyline"),
    "C-ROAD": Layer(8, 18, "园区道路", "Roads of the site"),
    "C-ROAD-CNTR": Layer(9, 13, "道路中心线", "Centrelines of roads"),
    "C-ROAD-PUBL": Layer(9, 18, "城市道路", "Public roads"),
    "C-ROAD-FIRE": Layer(1, 18, "消防车道、回车场、登高场地", "Fire lanes, turning places, stands"),
    "C-BLDG": Layer(7, 50, "建筑轮廓（闭合多段线）", "Footprints, closed polylines"),
    "C-GATE": Layer(5, 25, "园区出入口", "Gates"),
    "C-WATR-FIRE": Layer(4, 18, "室外消火栓", "Hydrants"),
    "C-SITE-OBST": Layer(32, 18, "障碍物", "Obstacles"),
    "C-ANNO-TEXT": Layer(7, 13, "总图文字", "Words on the site plan"),
}
