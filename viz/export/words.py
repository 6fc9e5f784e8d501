"""Words of the files for other programs, in Chinese and English."""

from __future__ import annotations

from viz.labels import Lang

__all__ = ["say"]

WORDS: dict[str, tuple[str, str]] = {
    "overview": ("概览", "Overview"),
    "areas": ("面积表", "Areas"),
    "kinds": ("分类汇总", "By kind"),
    "storeys": ("楼层汇总", "By storey"),
    "companies": ("企业", "Companies"),
    "clauses": ("条文", "Clauses"),
    "id": ("编码", "Id"),
    "building": ("建筑", "Building"),
    "storey": ("楼层", "Storey"),
    "level": ("层号", "Level"),
    "number": ("房间号", "Number"),
    "name": ("名称", "Name"),
    "kind": ("用途", "Kind"),
    "zone": ("功能区", "Zone"),
    "tenant": ("企业编码", "Company"),
    "area_m2": ("净面积 (m²)", "Net area (m²)"),
    "rooms": ("间数", "Rooms"),
    "share": ("占比", "Share"),
    "total": ("合计", "Total"),
    "gross_m2": ("建筑面积 (m²)", "Gross area (m²)"),
    "corridor_m2": ("走道 (m²)", "Corridors (m²)"),
    "efficiency": ("净面积系数", "Net to gross"),
    "company_type": ("类型", "Type"),
    "cross_border": ("跨境", "Cross-border"),
    "wished_m2": ("需求面积 (m²)", "Wished (m²)"),
    "given_m2": ("分配面积 (m²)", "Given (m²)"),
    "met": ("满足率", "Met"),
    "rent": ("租金 (元/m²·月)", "Rent (CNY/m²·month)"),
    "rent_year": ("年租金 (元)", "Rent a year (CNY)"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "clause": ("条文编号", "Clause"),
    "standard": ("标准", "Standard"),
    "strength": ("约束力", "Strength"),
    "status": ("结论", "Verdict"),
    "findings": ("检查项", "Findings"),
    "not_ok": ("未通过项", "Not met"),
    "mandatory": ("强制", "mandatory"),
    "recommended": ("推荐", "recommended"),
    "permitted": ("允许", "permitted"),
    "informational": ("说明", "informational"),
    "pass": ("通过", "pass"),
    "fail": ("不通过", "fail"),
    "undecided": ("待定", "undecided"),
    "not_applicable": ("不适用", "not applicable"),
    "platform": ("平台", "platform"),
    "operator": ("经营", "operator"),
    "service": ("服务", "service"),
    "other": ("其他", "other"),
    "land_m2": ("用地面积 (m²)", "Land (m²)"),
    "project": ("项目", "Project"),
    "net_total": ("房间净面积 (m²)", "Net room area (m²)"),
    "lettable_m2": ("可租面积 (m²)", "Lettable area (m²)"),
    "vacant_m2": ("待租面积 (m²)", "Vacant area (m²)"),
    "leased": ("已租比例", "Leased share"),
    "far": ("容积率（所列楼层）", "Floor-area ratio, storeys listed"),
    "area_by_kind": ("各类用途净面积", "Net area by kind"),
    "area_by_storey": ("各楼层面积", "Area by storey"),
    "clauses_pass": ("通过条文", "Clauses that pass"),
    "clauses_fail": ("不通过条文", "Clauses that fail"),
    "role": ("性质", "Role"),
    "lettable": ("可租", "lettable"),
    "operating": ("运营", "operating"),
    "support": ("配套", "support"),
    "public": ("公共", "public"),
    "walls": ("墙", "Wall"),
    "slab": ("楼板", "Slab"),
    "kinds_system": ("电商园区空间用途", "Kinds of space in e-commerce parks"),
}
"""Key -> (Chinese, English)."""


def say(key: str, lang: Lang) -> str:
    """A word of the table; a key that it lacks as it stands."""
    return WORDS.get(key, (key, key))[0 if lang == "zh" else 1]
