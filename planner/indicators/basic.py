"""Annex A, group 1: basic indicators (基本指标)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from planner.indicators.attested import recorded
from planner.indicators.book import Book, LayoutAreas
from planner.indicators.model import Datum, Figure, Indicator, Reading, missing, number, undefined
from planner.indicators.sums import base_figure, growth, member_count, no_figures, sum_of
from planner.operations.annual import Firm

__all__ = ["BASIC", "TRANSACTIONS", "area_of"]

TRANSACTIONS = sum_of("b2b_cny", "retail_cny", "import_cny", "export_cny")
"""Transactions of a year (SBT11233-A.1.3)."""


def area_of(key: str) -> Callable[[Book, int], Reading]:
    """An area of ``LayoutAreas``: from the layout in its year, else from the figures of the year."""

    def area(book: Book, year: int) -> Reading:
        shown = book.annual.shown_year
        if shown is None or year == shown:
            return _shown(book.areas, key)
        return base_figure(key)(book, year)

    return area


def _shown(areas: LayoutAreas | None, key: str) -> Reading:
    if areas is None:
        return missing(Datum("layout"))
    return number(areas.total(key), ("取自布局", "from the layout"))


def _is(*kinds: str) -> Callable[[Firm], bool]:
    return lambda firm: firm.ecommerce in kinds


ECOMMERCE_FIRMS = member_count(_is("service", "application"))


def entry_rate(book: Book, year: int) -> Reading:
    """E-commerce companies over all companies, %; with or without those in incubation (``incubatees``)."""
    members = book.at_end(year)
    lacks = list(members.unsure)
    counted = list(members.all)
    if book.policies.incubatees == "not_counted":
        for firm in members.ecommerce:
            row = book.row(firm, year)
            if row is None:
                lacks.append(Datum("incubating", firm.id, year))
            elif row.incubating:
                counted.remove(firm)
    if not counted and book.base(year) is None:
        lacks.append(no_figures(year))
    if lacks:
        return missing(*lacks)
    if not counted:
        return undefined(f"无定义：{year}年无入驻企业", f"undefined: no resident company in {year}")
    return number(100 * sum(1 for firm in counted if firm.ecommerce != "none") / len(counted))


def years_in_operation(book: Book, year: int) -> Reading:
    """Full months, in years, since the first e-commerce company came or operation began, if later."""
    started = book.annual.started
    if started is None:
        return missing(Datum("started"))
    firms = [firm for firm in book.firms if firm.ecommerce != "none" and not firm.outside]
    known = [firm.entered for firm in firms if firm.entered is not None]
    first = min(known, default=None)
    if first is None or first > started:
        # An entry that is not known may be the earliest one.
        unknown = [
            Datum("entered", firm.id) for firm in firms if firm.entered is None and book.is_told_of(firm)
        ]
        if unknown:
            return missing(*unknown)
        if first is None:
            return undefined("无定义：没有电子商务企业", "undefined: no e-commerce company")
    since, last = max(first, started), book.last_day(year)
    end = last + timedelta(days=1)  # the last day counts: 1 January to 31 December is a year
    months = 12 * (end.year - since.year) + end.month - since.month - (end.day < since.day)
    if since > last:
        return undefined(f"无定义：{last}尚未运营", f"undefined: not in operation on {last}")
    return number(months / 12, (f"自{since}", f"since {since}"))


BASIC = (
    Indicator(
        "A.1.1",
        "电子商务企业办公面积",
        "Office area of e-commerce companies",
        "suites of e-commerce companies in use, building area; neither storage nor support, nothing unused",
        "已投入使用的电子商务企业办公建筑面积",
        "3.2, A.1.1",
        (Figure("office_area", "办公面积", "office area", "m2", area_of("office_area_m2")),),
    ),
    Indicator(
        "A.1.2",
        "配套服务面积",
        "Support area",
        "building area in use for support: storage, catering, lodging, leisure, shops",
        "已投入使用的商业及生活配套建筑面积（含仓储、食宿、休闲娱乐）",
        "A.1.2",
        (Figure("support_area", "配套面积", "support area", "m2", area_of("support_area_m2")),),
    ),
    Indicator(
        "A.1.3",
        "电子商务企业年度交易总额",
        "Transactions of the year",
        "sum over e-commerce companies of b2b_cny + retail_cny + import_cny + export_cny",
        "Σ（B2B交易额＋网络零售额＋跨境电子商务交易额）",
        "3.1, 3.2, A.1.3",
        (Figure("transactions", "交易总额", "transactions", "CNY", TRANSACTIONS),),
    ),
    Indicator(
        "A.1.4",
        "电子商务交易额增长率",
        "Growth of transactions",
        "(transactions of the year / of the year before - 1) x 100",
        "（年度交易额/上一年交易额-1）×100%",
        "A.1.4",
        (Figure("transaction_growth", "交易额增长率", "growth of transactions", "%", growth(TRANSACTIONS)),),
    ),
    Indicator(
        "A.1.5",
        "电子商务企业数量",
        "E-commerce companies",
        "companies of kind service or application at the end of the year, those in incubation too",
        "年末电子商务企业数量（含在孵企业；服务企业＋应用企业）",
        "3.2, A.1.5",
        (
            Figure("companies", "电子商务企业", "e-commerce companies", "company", ECOMMERCE_FIRMS),
            Figure("service", "其中服务企业", "of these service", "company", member_count(_is("service"))),
            Figure(
                "application",
                "其中应用企业",
                "of these application",
                "company",
                member_count(_is("application")),
            ),
        ),
    ),
    Indicator(
        "A.1.6",
        "电子商务企业入驻率",
        "Share of e-commerce companies",
        "e-commerce companies / all resident companies x 100, at the end of the year",
        "（电子商务企业数量/全部入驻企业数量）×100%",
        "A.1.6",
        (
            Figure(
                "entry_rate",
                "入驻率",
                "share of companies",
                "%",
                entry_rate,
            ),
        ),
    ),
    Indicator(
        "A.1.7",
        "经营年限",
        "Years in operation",
        "full months / 12 since the first e-commerce company came or `started`, the later, to the year's end",
        "自首家电子商务企业入驻日与正式运营日之较晚者起（整月/12）",
        "A.1.7",
        (Figure("years", "经营年限", "years in operation", "year", years_in_operation),),
    ),
    Indicator(
        "A.1.8",
        "总资产",
        "Total assets",
        "total_assets_cny of the base, without companies",
        "基地自身总资产",
        "3.4, A.1.8",
        (Figure("assets", "总资产", "total assets", "CNY", base_figure("total_assets_cny")),),
    ),
    Indicator(
        "A.1.9",
        "所获荣誉",
        "Honours of the base",
        "records of kind honour up to the year's end",
        "县（区）级以上荣誉称号数",
        "A.1.9",
        (Figure("honours", "荣誉", "honours", "count", recorded("honour")),),
    ),
)
