"""Annex A, group 2: business environment (营商环境)."""

from __future__ import annotations

from planner.indicators.attested import attested, recorded
from planner.indicators.model import Figure, Indicator
from planner.indicators.sums import base_figure

__all__ = ["ENVIRONMENT", "documents"]


def documents(id: str, zh: str, en: str) -> Indicator:
    """An indicator that is a number of documents in force about its clause."""
    return Indicator(
        id,
        zh,
        en,
        "documents about the clause in force at the year's end",
        "年末有效文件数",
        id,
        (Figure("documents", "有效文件", "documents in force", "count", attested(f"SBT11233-{id}")),),
    )


ENVIRONMENT = (
    Indicator(
        "A.2.1",
        "政府政策支持",
        "Dedicated government policies",
        "records of kind policy_support up to the year's end; general regional policies do not count",
        "专项支持政策数（不含普惠性政策）",
        "A.2.1",
        (Figure("policies", "专项政策", "policies", "count", recorded("policy_support")),),
    ),
    documents("A.2.2", "基地发展规划", "Development plan of the base"),
    documents("A.2.3", "产业发展方向", "Direction of industry"),
    Indicator(
        "A.2.4",
        "引导鼓励基金",
        "Guidance fund",
        "fund_cny: funds for resident e-commerce companies, no others",
        "面向入驻电子商务企业的基金额度",
        "A.2.4",
        (Figure("fund", "基金额度", "fund", "CNY", base_figure("fund_cny")),),
    ),
    documents("A.2.5", "行业协会", "Industry association"),
    documents("A.2.6", "负面清单", "Negative list"),
)
