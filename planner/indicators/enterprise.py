"""Annex A, group 3: operation of companies (企业经营指标)."""

from __future__ import annotations

from planner.indicators.attested import companies_recorded, recorded
from planner.indicators.book import Book
from planner.indicators.model import Datum, Figure, Indicator, Reading, missing, number
from planner.indicators.sums import count_of, growth, no_figures, ratio, sum_of

__all__ = ["ENTERPRISE", "FINANCING", "REVENUE"]

REVENUE = sum_of("revenue_cny")
TAX = sum_of("tax_cny")
FINANCING = sum_of("financing_cny")


def occupied_area(book: Book, year: int) -> Reading:
    """Building area that e-commerce companies bought or rent; where not told, what the layout gives them."""
    if book.base(year) is None:
        return missing(no_figures(year))
    members = book.during(year)
    lacks, drawn, total = list(members.unsure), [], 0.0
    shown = book.areas if year == book.annual.shown_year else None
    for firm in members.ecommerce:
        row = book.row(firm, year)
        area = row.area_m2 if row is not None else None
        if area is None and shown is not None and firm.id in shown.placed:
            area = shown.of_firm(firm.id)
            drawn.append(firm.id)
        if area is None:
            lacks.append(Datum("area_m2", firm.id, year))
        else:
            total += area
    if lacks:
        return missing(*lacks)
    names = ", ".join(drawn)
    return number(total, (f"布局面积：{names}", f"areas of the layout: {names}") if drawn else ("", ""))


ENTERPRISE = (
    Indicator(
        "A.3.1",
        "电子商务企业营收总额",
        "Revenue of e-commerce companies",
        "sum of revenue_cny (from e-commerce alone; not the transactions)",
        "Σ营业收入（仅电子商务）",
        "3.1, 3.2, A.3.1",
        (Figure("revenue", "营收总额", "revenue", "CNY", REVENUE),),
    ),
    Indicator(
        "A.3.2",
        "电子商务企业营收总额增长率",
        "Growth of revenue",
        "(revenue of the year / of the year before - 1) x 100",
        "（年度营收总额/上一年营收总额-1）×100%",
        "A.3.2",
        (Figure("revenue_growth", "营收增长率", "growth of revenue", "%", growth(REVENUE)),),
    ),
    Indicator(
        "A.3.3",
        "跨境电子商务交易额",
        "Cross-border transactions",
        "sum of import_cny + export_cny, by the data of the customs",
        "Σ（进口＋出口跨境电子商务交易额）",
        "A.3.3",
        (Figure("cross_border", "跨境交易额", "cross-border", "CNY", sum_of("import_cny", "export_cny")),),
    ),
    Indicator(
        "A.3.4",
        "电子商务企业年度纳税总额",
        "Taxes",
        "sum of tax_cny (payable in the year)",
        "Σ应纳税额",
        "A.3.4",
        (Figure("tax", "应纳税总额", "taxes", "CNY", TAX),),
    ),
    Indicator(
        "A.3.5",
        "电子商务企业年度纳税增长率",
        "Growth of taxes",
        "(taxes of the year / of the year before - 1) x 100",
        "（年度应纳税总额/上一年应纳税总额-1）×100%",
        "A.3.5",
        (Figure("tax_growth", "纳税增长率", "growth of taxes", "%", growth(TAX)),),
    ),
    Indicator(
        "A.3.6",
        "电子商务企业吸纳就业数",
        "Jobs",
        "sum of jobs at the end of the year",
        "Σ年末就业人数",
        "A.3.6",
        (Figure("jobs", "就业人数", "jobs", "person", sum_of("jobs", at_end=True)),),
    ),
    Indicator(
        "A.3.7",
        "电子商务企业单位面积产出效益",
        "Revenue per area",
        "revenue of the year / building area that companies bought or rent (area_m2)",
        "年度营收总额/企业所买（租）建筑总面积",
        "A.3.7",
        (
            Figure(
                "output_per_area",
                "单位面积产出",
                "revenue per m2",
                "CNY/m2",
                ratio(REVENUE, occupied_area, ("无买（租）面积", "no area bought or rented")),
            ),
        ),
    ),
    Indicator(
        "A.3.8",
        "电子商务企业获得投融资总额",
        "Financing of companies",
        "sum of financing_cny (from funds of the base or introduced by it)",
        "Σ由基地基金或经基地引荐获得的投融资额",
        "A.3.8",
        (Figure("financing", "投融资总额", "financing", "CNY", FINANCING),),
    ),
    Indicator(
        "A.3.9",
        "上市电子商务企业总数",
        "Listed companies",
        "companies with listed: true",
        "上市企业数",
        "A.3.9",
        (Figure("listed", "上市企业", "listed companies", "company", count_of("listed")),),
    ),
    Indicator(
        "A.3.10",
        "列入商务部“商贸流通业典型统计调查企业”的电子商务企业数量",
        "Companies in the ministry's survey",
        "companies with mofcom_survey: true",
        "列入典型统计调查的企业数",
        "A.3.10",
        (Figure("surveyed", "调查企业", "companies in the survey", "company", count_of("mofcom_survey")),),
    ),
    Indicator(
        "A.3.11",
        "企业规范管理",
        "Companies evaluated or certified",
        "companies with a record of kind certification; number of these records",
        "开展信用评价或管理认证的企业数与证书数",
        "A.3.11",
        (
            Figure("certified", "企业", "companies", "company", companies_recorded("certification")),
            Figure("certificates", "评价与认证", "certificates", "count", recorded("certification")),
        ),
    ),
    Indicator(
        "A.3.12",
        "企业荣誉或认证",
        "Honours of companies",
        "records of kind company_honour up to the year's end",
        "企业获得县（区）级以上荣誉数",
        "A.3.12",
        (Figure("company_honours", "企业荣誉", "honours", "count", recorded("company_honour")),),
    ),
)
