"""Every word the drawings print, in Chinese and English, and how numbers are written."""

from __future__ import annotations

from typing import Literal

from planner.kinds import Catalogue
from planner.model import M2, Building, Demand, Tenant

Lang = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "storey_plan": ("平面图", "Storey plan"),
    "site_plan": ("总平面图", "Site plan"),
    "stacking_plan": ("楼层分布图", "Stacking plan"),
    "project": ("项目", "Project"),
    "building": ("建筑", "Building"),
    "storey": ("楼层", "Storey"),
    "drawing": ("图名", "Drawing"),
    "scale": ("比例", "Scale"),
    "sheet": ("图幅", "Sheet"),
    "elevation": ("标高", "Elevation"),
    "height": ("层高", "Storey height"),
    "gross": ("建筑面积", "Gross floor area"),
    "net": ("房间净面积", "Net room area"),
    "corridor_share": ("走道占比", "Corridor share"),
    "vacant_area": ("待租面积", "Vacant area"),
    "rooms": ("房间数", "Rooms"),
    "symbols": ("图例", "Legend"),
    "key": ("房间编号表", "Key to room numbers"),
    "schedule": ("房间一览表", "Room schedule"),
    "key_tenants": ("编号表", "Key to numbers"),
    "corridor": ("走道", "Corridor"),
    "inner_corridor": ("内走道", "Inner corridor"),
    "unassigned": ("未布置", "Unassigned"),
    "core": ("交通核", "Core"),
    "window": ("外窗", "Window"),
    "column": ("柱", "Column"),
    "stair": ("楼梯", "Stair"),
    "lift": ("电梯", "Lift"),
    "goods_lift": ("货梯", "Goods lift"),
    "shaft": ("管井", "Shaft"),
    "toilet": ("卫生间", "Toilets"),
    "lobby": ("前室", "Lobby"),
    "up": ("上", "UP"),
    "void": ("中庭/上空", "Void"),
    "exit": ("出口", "Exit"),
    "dock": ("装卸口", "Dock"),
    "gate": ("出入口", "Gate"),
    "people": ("人行", "people"),
    "goods": ("货运", "goods"),
    "fire": ("消防", "fire"),
    "boundary": ("用地红线", "Site boundary"),
    "public_road": ("城市道路", "Public road"),
    "internal_road": ("园区道路", "Internal road"),
    "fire_lane": ("消防车道", "Fire lane"),
    "turnaround": ("消防回车场", "Turning place"),
    "aerial_site": ("消防登高操作场地", "Aerial ladder site"),
    "truck_way": ("货车路线", "Way of trucks"),
    "truck_swept": ("货车扫掠范围", "Ground that trucks sweep"),
    "truck_crossing": ("人行与货车交叉点", "Crossing of people and trucks"),
    "hydrant": ("室外消火栓", "Hydrant"),
    "hydrant_reach": ("消火栓保护半径", "Reach of a hydrant"),
    "hydrant_reach_beyond": ("消火栓保护半径（超出图面）", "Reach of a hydrant (beyond the sheet)"),
    "inner_radius": ("车道内侧转弯半径 (m)", "Inner radius of a bend, m"),
    "existing_road": ("现状道路", "Existing road"),
    "new_building": ("拟建建筑", "Proposed building"),
    "existing_building": ("现状建筑", "Existing building"),
    "overhang": ("上部轮廓", "Outline above"),
    "green": ("绿地", "Open ground"),
    "pond": ("水面", "Pond"),
    "obstacle": ("障碍物", "Obstacle"),
    "substation": ("变电站", "Substation"),
    "transformer": ("变压器", "Transformer"),
    "tree": ("保留树木", "Tree"),
    "well": ("水井", "Well"),
    "pumping_station": ("泵站", "Pumping station"),
    "monument": ("保护文物", "Monument"),
    "entrance": ("建筑出口", "Building exit"),
    "land_area": ("用地面积", "Land area"),
    "total_gross": ("总建筑面积", "Total gross area"),
    "above_gross": ("地上建筑面积", "Gross area above ground"),
    "footprint": ("建筑基底面积", "Building footprint"),
    "coverage": ("建筑密度", "Coverage"),
    "far": ("容积率", "Floor-area ratio"),
    "storeys": ("层数", "Storeys"),
    "buildings": ("建筑数量", "Buildings"),
    "building_list": ("建筑一览表", "Building schedule"),
    "cross_border_suite": ("跨境企业单元", "Suite, cross-border"),
    "domestic_suite": ("其他企业单元", "Suite, other"),
    "vacant": ("待租", "Vacant"),
    "remainder": ("走道、交通核与墙体", "Corridors, cores and walls"),
    "tenants": ("入驻企业", "Tenants placed"),
    "leased": ("已租比例", "Leased share"),
    "lettable": ("可租面积", "Lettable area"),
    "north": ("北", "N"),
    "continued": ("（续）", " (continued)"),
    "egress_plan": ("消防疏散平面图", "Evacuation plan"),
    "safe_exit": ("安全出口", "Exit"),
    "exits": ("安全出口", "Exits"),
    "outer_exit": ("直通室外出口", "Exit to the outside"),
    "egress_stair": ("疏散楼梯", "Escape stair"),
    "direction": ("疏散方向", "Direction of escape"),
    "worst_way": ("最远疏散路线", "Longest way out"),
    "worst_room": ("最远房间", "Farthest room"),
    "to_door": ("其中至房门", "Of it, to the room's door"),
    "room_way": ("各房间疏散路线", "Way out of each room"),
    "dead_end": ("袋形走道", "Dead end"),
    "dead_doors": ("袋形走道房门", "Doors in dead ends"),
    "no_way_out": ("无疏散路线房间", "Rooms without way out"),
    "exit_width": ("出口总净宽", "Clear width in all"),
    "compartment": ("防火分区", "Fire compartment"),
    "fire_point": ("微型消防站", "Fire point"),
    "failing": ("不符合条文处或注意事项", "Fails a clause, or a caution"),
    "more_failing": ("另有未列", "more, not listed"),
    "not_laid_out": ("未布置楼层", "Not laid out"),
}
"""Key -> (Chinese, English)."""


TURNED_MM = 2.0
"""What rounding its corners may add to a length of a turned building, mm."""


def word(key: str, lang: Lang) -> str:
    """A word of the table; ``KeyError`` where it has none."""
    return WORDS[key][0 if lang == "zh" else 1]


def building_name(building: Building, lang: Lang) -> str:
    """Its name in the language asked for, else in the other, else its id."""
    return _first(lang, building.name_zh, building.name) or building.id


def party_name(party: Tenant | Demand, lang: Lang) -> str:
    """Name of a tenant or a demand, else its id."""
    return _first(lang, party.name_zh, party.name) or party.id


def project_name(name: str, name_zh: str, lang: Lang) -> str:
    """Name of the park."""
    return _first(lang, name_zh, name)


def road_name(name: str, lang: Lang) -> str:
    """The part of a road's one name that is in the language asked for: "创业路 Chuangye Road" holds both.

    A name in one language, or with figures or capitals only in the other ("G60 高速"), is kept whole.
    """
    words = name.split()
    chinese = [any("\u4e00" <= char <= "\u9fff" for char in word) for word in words]
    if sorted(chinese) not in (chinese, chinese[::-1]) or not any(char.islower() for char in name):
        return name
    kept = [word for word, is_chinese in zip(words, chinese, strict=True) if is_chinese is (lang == "zh")]
    return " ".join(kept) or name


def obstacle_name(kind: str, lang: Lang) -> str:
    """A kind of obstacle in words; one that the table lacks as the scenario writes it."""
    return word(kind, lang) if kind in WORDS else kind.replace("_", " ")


def kind_name(catalogue: Catalogue, kind: str, lang: Lang) -> str:
    """Name of a space kind; the kind itself where the catalogue does not know it."""
    entry = catalogue.spaces.get(kind)
    return _first(lang, entry.zh, entry.en) if entry else kind


def zone_name(catalogue: Catalogue, zone: str, lang: Lang) -> str:
    """Name of a zone kind; the zone itself where the catalogue does not know it."""
    entry = catalogue.zones.get(zone)
    return _first(lang, entry.zh, entry.en) if entry else zone


def stock_name(owner: str, kind: str, lang: Lang) -> str:
    """What the room of a kind that belongs to a tenant's suite is called."""
    return f"{owner}·{kind}" if lang == "zh" else f"{owner} – {kind}"


def area_text(area_mm2: float, decimals: int = 1) -> str:
    """An area in square metres with its unit."""
    return f"{area_mm2 / M2:,.{decimals}f} m²"


def share_text(share: float) -> str:
    """A share as a percentage with one decimal."""
    return f"{share * 100:.1f} %"


def elevation_text(elevation_mm: int) -> str:
    """A level as drawings write it: ±0.000, +5.400, −4.200."""
    sign = "±" if elevation_mm == 0 else ("+" if elevation_mm > 0 else "−")
    return f"{sign}{abs(elevation_mm) / 1000:.3f}"


def length_text(length_mm: float) -> str:
    """A length on a dimension line, in whole millimetres.

    Corners of a turned building lie on whole millimetres of the park: 2 mm off a centimetre come from that.
    """
    centimetre = round(length_mm / 10) * 10
    return f"{centimetre if abs(length_mm - centimetre) <= TURNED_MM else round(length_mm)}"


def _first(lang: Lang, zh: str, en: str) -> str:
    return (zh or en) if lang == "zh" else (en or zh)
