"""What must hold of figures by year: companies exist, years and days fit together, nothing stands twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from heapq import nsmallest

from planner.scenario.draft import Draft
from planner.scenario.schema_annual import AnnualIn, BaseYearIn, FirmIn, FirmYearIn
from planner.scenario.schema_companies import CompanyIn
from planner.scenario.tree import Path

__all__ = ["check_annual"]

AREAS = ("office_area_m2", "support_area_m2", "logistics_area_m2", "incubator_area_m2")
"""Areas that the layout gives in its year."""


def check_annual(draft: Draft) -> None:
    """Companies, years, days and areas of the figures."""
    if draft.annual is None:
        return
    _Figures(draft, draft.annual).run()


class _Figures:
    def __init__(self, draft: Draft, annual: AnnualIn) -> None:
        self._draft = draft
        self._report = draft.report
        self._annual = annual
        self._tenants = {tenant.id for tenant in draft.tenants}
        self._firms: Mapping[str, FirmIn] = {firm.id: firm for firm in annual.companies}
        register = [file for file in draft.sections.get("companies", ()) if isinstance(file, CompanyIn)]
        self._came = {file.tenant: file.since for file in register}

    def run(self) -> None:
        annual = self._annual
        self._once([(firm.id, firm.here("id")) for firm in annual.companies], "company")
        self._once([(str(row.year), row.here("year")) for row in annual.years], "year")
        for firm in annual.companies:
            self._firm(firm)
        for row in annual.years:
            self._year(row)
        self._layout_year()
        places = {building.id for building in self._draft.buildings}
        places |= {
            f"{building.id}/{storey.id}" for building in self._draft.buildings for storey in building.storeys
        }
        for index, place in enumerate(annual.not_in_use):
            if place not in places and not self._broken(place):
                self._unknown(
                    annual.here("not_in_use", index), place, places, "a building or building/storey"
                )

    def _firm(self, firm: FirmIn) -> None:
        if firm.ecommerce is None and firm.id not in self._tenants and not self._broken(firm.id):
            expected = "the kind of a company that is no tenant"
            self._report.missing(firm.here("ecommerce"), expected, "add `ecommerce: application`")
        came = self._came.get(firm.id)
        if firm.entered is not None and came is not None and firm.entered != came:
            expected = f"the day in its file in the register, {came} (since)"
            self._report.add(firm.here("entered"), expected, "delete it, or correct one of the two")
        if firm.entered is not None and firm.left is not None and firm.left < firm.entered:
            self._report.add(
                firm.here("left"), f"a day not before {firm.entered} (entered)", "correct one of the two"
            )

    def _year(self, row: BaseYearIn) -> None:
        self._once([(figures.company, figures.here("company")) for figures in row.companies], "company")
        operations, started = self._draft.operations, self._annual.started
        checked = operations.as_of if operations is not None else None
        if checked is not None and row.year > checked.year:
            self._report.add(row.here("year"), f"a year up to {checked.year} (as_of)", "delete it")
        if started is not None and row.year < started.year:
            expected = f"a year from {started.year} on (started {started})"
            self._report.add(row.here("year"), expected, "delete it, or correct `started`")
        for figures in row.companies:
            self._figures(row, figures)

    def _figures(self, row: BaseYearIn, figures: FirmYearIn) -> None:
        known = self._tenants | self._firms.keys()
        path = figures.here("company")
        if figures.company not in known:
            if not self._broken(figures.company):
                self._unknown(path, figures.company, known, "the id of a tenant or of a company above")
            return
        firm = self._firms.get(figures.company)
        entered = firm.entered if firm is not None else None
        left = firm.left if firm is not None else None
        self._stay(row.year, entered or self._came.get(figures.company), left, path)
        part, whole = figures.data_centre_mbit_s, figures.bandwidth_mbit_s
        if part is not None and row.data_centre is False:
            self._report.add(
                figures.here("data_centre_mbit_s"),
                "no bandwidth of a data centre: the base has none (data_centre: false)",
                "delete it, or write `data_centre: true`",
            )
        elif part is not None and whole is not None and part > whole:
            self._report.add(
                figures.here("data_centre_mbit_s"),
                f"at most bandwidth_mbit_s, {whole:g}",
                "lower it, or raise bandwidth_mbit_s",
            )

    def _stay(self, year: int, entered: date | None, left: date | None, path: Path) -> None:
        if entered is not None and year < entered.year:
            self._report.add(
                path, f"no figures before it came ({entered})", "delete them, or correct entered"
            )
        if left is not None and year > left.year:
            self._report.add(path, f"no figures after it left ({left})", "delete them, or correct left")

    def _layout_year(self) -> None:
        annual = self._annual
        years = {row.year: row for row in annual.years}
        shown = annual.layout_year if annual.layout_year is not None else max(years, default=None)
        if annual.layout_year is not None and annual.layout_year not in years:
            self._unknown(
                annual.here("layout_year"), str(shown), {str(year) for year in years}, "a year with figures"
            )
        elif shown is not None:
            for key in AREAS:
                if getattr(years[shown], key) is not None:
                    expected = f"no area of {shown}: the layout shows it"
                    self._report.add(years[shown].here(key), expected, "delete it, or set layout_year")

    def _broken(self, name: str) -> bool:
        """Whether a name may belong to a part of the file that could not be read."""
        draft = self._draft
        return draft.nameless or any(part in draft.broken_ids for part in (name, *name.split("/")))

    def _once(self, named: Iterable[tuple[str, Path]], what: str) -> None:
        first: dict[str, Path] = {}
        for name, path in named:
            if name in first:
                expected = f"each {what} once; the first stands in line {self._report.line(first[name])}"
                self._report.add(path, expected, "put the two together")
            first.setdefault(name, path)

    def _unknown(self, path: Path, word: str, known: Iterable[str], expected: str) -> None:
        names = sorted(known)
        some = f"write one of: {', '.join(nsmallest(8, names))}" if names else "delete it"
        self._report.add(path, expected, self._report.did_you_mean(word, names, some))
