"""Columns of the tables of companies and zones: their heads in Chinese and English, what a cell may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from planner.kinds import standard_catalogue

__all__ = ["PROGRAMME", "TENANTS", "Column", "Table"]

Kind = Literal["id", "text", "area", "number", "whole", "flag", "choice", "list"]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column: key of the scenario, what it holds, heads it may have (the first two: Chinese, English)."""

    key: str
    kind: Kind
    heads: tuple[str, ...]
    required: bool = False
    choices: Mapping[str, str] | None = None
    """What may stand in a cell -> value of the scenario."""
    example: str | float | bool = ""

    def head(self, lang: Literal["zh", "en"]) -> str:
        """The head in a template."""
        return self.heads[0 if lang == "zh" else 1]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a scenario."""

    key: str
    zh: str
    en: str
    columns: tuple[Column, ...]


COMPANIES = {
    "platform": "platform",
    "平台": "platform",
    "平台企业": "platform",
    "operator": "operator",
    "经营": "operator",
    "经营企业": "operator",
    "service": "service",
    "服务": "service",
    "服务企业": "service",
    "other": "other",
    "其他": "other",
}


def _zones() -> dict[str, str]:
    zones = standard_catalogue().zones
    return {word.casefold(): zone.id for zone in zones.values() for word in (zone.id, zone.zh, zone.en)}


def _kinds() -> dict[str, str]:
    kinds = standard_catalogue().spaces
    return {word.casefold(): kind.id for kind in kinds.values() for word in (kind.id, kind.zh, kind.en)}


_AREAS = (
    Column(
        "least_m2", "area", ("最小面积", "Least area m2", "least_m2", "最小面积㎡", "最小面积m2"), example=90
    ),
    Column(
        "wished_m2",
        "area",
        ("需求面积", "Wished area m2", "wished_m2", "面积", "需求面积㎡", "需求面积m2", "area", "area m2"),
        required=True,
        example=120,
    ),
    Column(
        "most_m2", "area", ("最大面积", "Most area m2", "most_m2", "最大面积㎡", "最大面积m2"), example=150
    ),
)
_NAMES = (
    Column("name", "text", ("英文名称", "English name", "name_en", "name", "company"), example="Alpha"),
    Column(
        "name_zh",
        "text",
        ("名称", "Chinese name", "name_zh", "中文名称", "企业名称", "企业", "公司名称"),
        example="阿尔法",
    ),
)

TENANTS = Table(
    "tenants",
    "企业",
    "Companies",
    (
        Column("id", "id", ("编号", "Id", "id", "企业编号", "编码", "序号", "no", "no."), example="T01"),
        *_NAMES,
        Column(
            "company_type",
            "choice",
            ("企业类型", "Type", "company_type", "类型"),
            choices=COMPANIES,
            example="经营",
        ),
        Column(
            "cross_border",
            "flag",
            ("跨境电商", "Cross-border", "cross_border", "跨境", "是否跨境"),
            required=True,
            example=True,
        ),
        Column(
            "livestreaming", "flag", ("直播", "Livestreaming", "livestreaming", "是否直播"), example=False
        ),
        *_AREAS,
        Column("staff", "whole", ("员工数", "Staff", "staff", "人数"), example=13),
        Column("storage_m2", "number", ("仓储面积", "Storage m2", "storage_m2", "仓储面积㎡"), example=80),
        Column(
            "rent_cny_m2_month",
            "number",
            (
                "月租金(元/㎡)",
                "Rent CNY/m2/month",
                "rent_cny_m2_month",
                "租金",
                "月租金",
                "租金(元/㎡·月)",
                "rent",
            ),
            required=True,
            example=75,
        ),
        Column("resident", "flag", ("已签约", "Resident", "resident", "是否签约"), example=False),
        Column("wish.levels", "list", ("意向楼层", "Wished levels", "levels", "楼层"), example="2,3"),
    ),
)

PROGRAMME = Table(
    "programme",
    "功能区",
    "Programme",
    (
        Column("id", "id", ("编号", "Id", "id", "序号", "no", "no."), example="OFFICE"),
        Column(
            "zone",
            "choice",
            ("功能区", "Zone", "zone", "区域"),
            required=True,
            choices=_zones(),
            example="办公区",
        ),
        Column("kind", "choice", ("房间用途", "Kind of room", "kind", "用途"), choices=_kinds()),
        *(Column(c.key, c.kind, c.heads, example="") for c in _NAMES),
        *_AREAS,
        Column("required", "flag", ("必需", "Required", "required", "是否必需"), example=True),
        Column("splittable", "flag", ("可拆分", "Splittable", "splittable")),
        Column("off_site", "flag", ("园区外", "Off site", "off_site")),
        Column(
            "value_cny_m2_year",
            "number",
            ("年价值(元/㎡)", "Value CNY/m2/year", "value_cny_m2_year"),
            example=300,
        ),
        Column("wish.levels", "list", ("意向楼层", "Wished levels", "levels", "楼层"), example="1"),
    ),
)
