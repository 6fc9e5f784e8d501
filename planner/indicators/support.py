"""Annex A, group 4: supporting services (支撑服务指标)."""

from __future__ import annotations

from collections.abc import Callable

from planner.indicators.attested import people_recorded, recorded, reports_in_time, staff_in
from planner.indicators.basic import ECOMMERCE_FIRMS, area_of
from planner.indicators.book import Book
from planner.indicators.enterprise import FINANCING
from planner.indicators.environment import documents
from planner.indicators.model import Datum, Figure, Indicator, Reading, missing, number
from planner.indicators.sums import base_figure, no_figures, ratio, sum_of

__all__ = ["SUPPORT"]


def bandwidth(book: Book, year: int) -> Reading:
    """Bandwidth of e-commerce companies without what is the data centre's, Mbit/s."""
    base = book.base(year)
    if base is None:
        return missing(no_figures(year))
    whole = sum_of("bandwidth_mbit_s", at_end=True)(book, year)
    if base.data_centre is None:
        return missing(*whole.missing, Datum("data_centre", year=year))
    centre = sum_of("data_centre_mbit_s", at_end=True)(book, year) if base.data_centre else number(0)
    if whole.value is None or centre.value is None:
        return missing(*whole.missing, *centre.missing)
    return number(whole.value - centre.value)


def logistics_firms(book: Book, year: int) -> Reading:
    """Companies that run storage and logistics; of service companies it must be told whether they do."""
    members = book.at_end(year)
    lacks = list(members.unsure)
    lacks += [
        Datum("logistics", firm.id)
        for firm in members.all
        if firm.logistics is None and firm.ecommerce == "service"
    ]
    if not members.all and book.base(year) is None:
        lacks.append(no_figures(year))
    return missing(*lacks) if lacks else number(sum(1 for firm in members.all if firm.logistics))


def incubating(book: Book, year: int) -> Reading:
    """E-commerce companies in incubation at the end of the year."""
    return sum_of("incubating", at_end=True)(book, year)


def _area(id: str, zh: str, en: str, key: str) -> Figure:
    compute: Callable[[Book, int], Reading] = area_of(key)
    return Figure(id, zh, en, "m2", compute)


SUPPORT = (
    Indicator(
        "A.4.1",
        "平均网络带宽",
        "Mean bandwidth",
        "sum of (bandwidth_mbit_s - data_centre_mbit_s where there is a data centre) / e-commerce companies",
        "Σ企业网络带宽（不含数据中心带宽）/电子商务企业数量",
        "A.4.1",
        (
            Figure(
                "mean_bandwidth",
                "平均带宽",
                "mean bandwidth",
                "Mbit/s",
                ratio(bandwidth, ECOMMERCE_FIRMS, ("无电子商务企业", "no e-commerce company")),
            ),
        ),
    ),
    Indicator(
        "A.4.2",
        "网络数据服务",
        "Data services",
        "records of kind data_service",
        "第三方数据服务数",
        "A.4.2",
        (Figure("data_services", "数据服务", "data services", "count", recorded("data_service")),),
    ),
    Indicator(
        "A.4.3",
        "仓储物流服务",
        "Storage and logistics",
        "companies with logistics: true; building area of storage base, logistics hub and stock rooms",
        "仓储物流公司数量及建筑面积",
        "A.4.3",
        (
            Figure("logistics_companies", "公司", "companies", "company", logistics_firms),
            _area("logistics_area", "建筑面积", "building area", "logistics_area_m2"),
        ),
    ),
    Indicator(
        "A.4.4",
        "企业孵化服务",
        "Incubation",
        "building area of incubators; e-commerce companies with incubating: true",
        "孵化器建筑面积和在孵电子商务企业数量",
        "A.4.4",
        (
            _area("incubator_area", "孵化器面积", "incubator area", "incubator_area_m2"),
            Figure("incubating", "在孵企业", "companies in incubation", "company", incubating),
        ),
    ),
    documents("A.4.5", "营销宣传服务", "Marketing and publicity"),
    Indicator(
        "A.4.6",
        "金融投资服务",
        "Investment services",
        "financing that companies obtained (A.3.8); funds of the base (A.2.4)",
        "投融资总额（同A.3.8）与投资基金（同A.2.4）",
        "A.4.6",
        (
            Figure("obtained", "投融资总额", "financing obtained", "CNY", FINANCING),
            Figure("funds", "投资基金", "funds", "CNY", base_figure("fund_cny")),
        ),
    ),
    Indicator(
        "A.4.7",
        "信用法律服务",
        "Law firms and credit bodies",
        "records of kind law_firm and credit_body, and their people",
        "律师事务所（工作室）、征信机构数量及专业人数",
        "A.4.7",
        (
            Figure("bodies", "机构", "bodies", "count", recorded("law_firm", "credit_body")),
            Figure(
                "professionals",
                "专业人数",
                "professionals",
                "person",
                people_recorded("law_firm", "credit_body"),
            ),
        ),
    ),
    Indicator(
        "A.4.8",
        "创新创业服务",
        "Start-up services",
        "records of kind free_training; staff of role mentor; documents about the clause",
        "免费培训、专业导师、鼓励政策与典型案例",
        "A.4.8",
        (
            Figure("trainings", "免费培训", "free trainings", "count", recorded("free_training")),
            Figure("mentors", "专业导师", "mentors", "person", staff_in("mentor")),
            documents("A.4.8", "", "").figures[0],
        ),
    ),
    Indicator(
        "A.4.9",
        "统计监测服务",
        "Statistics",
        "reports sent by the day they were due / reports due in the year x 100",
        "按时报送数/应报送数×100%",
        "A.4.9",
        (Figure("in_time", "按时报送率", "reports in time", "%", reports_in_time),),
    ),
)
