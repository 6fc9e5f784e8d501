"""Kinds of damage to what a layout is checked against: the scenario, the manifest, the operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from shapely import Point, box

from benchmarks.damage import ORIGIN, Case, Expected, polygon
from planner.model import M2, Obstacle, Pin, Storey
from planner.operations.model import Attestation, Company, Licence

Damage = Callable[[Case], Expected | None]


def _with(case: Case, **changes: Any) -> None:
    case.scenario = replace(case.scenario, **changes)


def _storey(case: Case, id: str, change: Callable[[Storey], Storey]) -> None:
    buildings = tuple(
        replace(b, storeys=tuple(change(s) if s.id == id else s for s in b.storeys))
        for b in case.scenario.buildings
    )
    _with(case, buildings=buildings)


# ---------------------------------------------------------------- the scenario


def cross_border_flags_turned(case: Case) -> Expected | None:
    """Nobody is in cross-border trade any more."""
    let = list(case.spaces("tenant_suite", "stock_room"))
    if not let:
        return None
    _with(case, tenants=tuple(replace(t, cross_border=False) for t in case.scenario.tenants))
    must = {"CBEP-4.2.1-b"}
    if case.scenario.occupancy.months_in_operation >= 12:
        must |= {"CBEP-4.2.2.2", "CBEP-4.2.2.2-a", "CBEP-4.2.2.2-b"}
    return Expected(must, {"CBEP-4.2.1-c"})


def flags_turned_one_by_one(case: Case) -> Expected | None:
    """Companies leave cross-border trade one after another, until the sums here say that a clause breaks."""
    let = case.spaces("tenant_suite", "stock_room")
    placed = {f["properties"].get("tenant") for f in case.spaces("tenant_suite")}
    leaving = [t.id for t in case.scenario.tenants if t.cross_border and t.id in placed]
    case.random.shuffle(leaving)
    cross = {t.id for t in case.scenario.tenants if t.cross_border}
    a_year = case.scenario.occupancy.months_in_operation >= 12
    must: set[str] = set()
    while leaving and not must:
        cross.discard(leaving.pop())
        area = sum(polygon(f).area for f in let if f["properties"].get("tenant") in cross)
        if area < 2999.9:
            must.add("CBEP-4.2.1-b")
        share, number = area / sum(polygon(f).area for f in let), len(cross & placed) / len(placed)
        if a_year and share < 0.4999 and number < 0.4999:
            must |= {"CBEP-4.2.2.2", "CBEP-4.2.2.2-a", "CBEP-4.2.2.2-b"}
    if not must:
        return None
    _with(case, tenants=tuple(replace(t, cross_border=t.id in cross) for t in case.scenario.tenants))
    return Expected(must, {"CBEP-4.2.1-c"}, f"{len(cross & placed)} remain")


def a_pin_elsewhere(case: Case) -> Expected | None:
    suite = case.pick(case.spaces("tenant_suite"))
    others = [
        s.id for s in case.scenario.storeys if suite is not None and s.id != suite["properties"]["storey"]
    ]
    if suite is None or not others:
        return None
    pin = Pin(suite["properties"]["tenant"], case.random.choice(others))
    _with(case, pins=(*case.scenario.pins, pin))
    return Expected({"LAYOUT-PIN"}, set(), pin.subject)


def a_most_below_the_suite(case: Case) -> Expected | None:
    suite = case.pick(case.spaces("tenant_suite"))
    if suite is None:
        return None
    id, area = suite["properties"]["tenant"], round((polygon(suite).area - 2) * M2)
    _with(case, tenants=tuple(replace(t, most_area=area) if t.id == id else t for t in case.scenario.tenants))
    return Expected({"LAYOUT-TENANT"}, set(), id)


def _demand(case: Case, **changes: Any) -> str | None:
    laid = {f["properties"].get("subject") for f in case.spaces()}
    rows = [d for d in case.scenario.demands if d.required and d.id in laid and not d.off_site]
    if not rows:
        return None
    chosen = case.random.choice(rows).id
    _with(case, demands=tuple(replace(d, **changes) if d.id == chosen else d for d in case.scenario.demands))
    return chosen


def a_demand_for_more(case: Case) -> Expected | None:
    id = _demand(case, least_area=10**12)
    return Expected({"LAYOUT-DEMAND"}, set(), id) if id else None


def a_demand_for_less(case: Case) -> Expected | None:
    id = _demand(case, most_area=M2)
    return Expected({"LAYOUT-DEMAND-MOST"}, set(), id) if id else None


def a_storey_that_permits_nothing(case: Case) -> Expected | None:
    rooms = [f for f in case.spaces() if f["properties"]["kind"] != "vacant"]
    room = case.pick(rooms)
    if room is None:
        return None
    _storey(case, room["properties"]["storey"], lambda s: replace(s, permitted_kinds=frozenset({"chapel"})))
    return Expected({"LAYOUT-KIND"}, set(), room["properties"]["storey"])


def a_storey_without_windows(case: Case) -> Expected | None:
    rooms = list(case.spaces("open_office", "incubator", "lodging"))
    room = case.pick(rooms)
    if room is None:
        return None
    storey = room["properties"]["storey"]
    _storey(case, storey, lambda s: replace(s, daylight=()))
    dark = [f for f in rooms if f["properties"]["storey"] == storey]
    office = any(f["properties"]["zone"] == "office_area" for f in dark)
    must = {"CBEP-5.1.1.2-a"} if office and "cbep" in case.scenario.standards else set()
    if any(f["properties"]["zone"] != "office_area" for f in dark) or not must:
        must.add("LAYOUT-DAYLIGHT")
    return Expected(must, {"LAYOUT-DAYLIGHT", "CBEP-5.1.1.2-a"}, storey)


def a_warehouse_without_dock(case: Case) -> Expected | None:
    """No dock, and a floor that carries 2 kN/m2."""
    room = case.pick(case.spaces("warehouse"))
    if room is None:
        return None
    storey = room["properties"]["storey"]
    docks = [dock.id for dock in case.scenario.storey(storey).docks]
    _storey(case, storey, lambda s: replace(s, docks=(), floor_load_kn_m2=2.0))
    must = {"LAYOUT-GOODS"}
    if docks:
        must.add("LAYOUT-GIVEN")  # the layout still shows them
    if any(case.doors_of(id) for id in docks):
        must.add("LAYOUT-REFERENCES")  # doors that lead to a dock which is not there
    return Expected(must, set(), storey)


def an_obstacle_on_the_road(case: Case) -> Expected | None:
    road = case.pick(case.role("road"))
    if road is None:
        return None
    point = polygon(road).representative_point()
    x, y = point.x * 1000, point.y * 1000
    site = case.scenario.site
    tree = Obstacle("OBSTACLE", box(x - 1500, y - 1500, x + 1500, y + 1500), "tree")  # type: ignore[arg-type]  # any word
    _with(case, site=replace(site, obstacles=(*site.obstacles, tree)))
    return Expected({"LAYOUT-ROAD-CLEAR", "LAYOUT-GIVEN"}, {"CBEP-4.3.1"}, road["properties"]["id"])


def an_exit_more(case: Case) -> Expected | None:
    """The scenario has an exit that the layout does not show."""
    rows = [s for s in case.scenario.storeys if s.is_ground and s.exits]
    if not rows:
        return None
    storey = case.random.choice(rows)
    x, y = storey.outline.exterior.coords[0]
    more = replace(storey.exits[0], id=f"{storey.id}/XX", point=Point(x, y))
    _storey(case, storey.id, lambda s: replace(s, exits=(*s.exits, more)))
    must = {"LAYOUT-GIVEN", "LAYOUT-CORRIDOR-NET"}
    return Expected(
        must, {"LAYOUT-ROAD-REACH", "CBEP-4.3.3-a", "SBT11233-4.1.2-a", "CBEP-4.3.5.2-b"}, storey.id
    )


def more_let_than_is(case: Case) -> Expected | None:
    """After a year, a plan to let all but nothing: occupied area is a share of what could be let."""
    vacant = sum(polygon(f).area for f in case.spaces("vacant"))
    if vacant < 10:
        return None
    _with(case, occupancy=replace(case.scenario.occupancy, months_in_operation=24, least_leased_share=1.0))
    return Expected({"CBEP-4.2.2.1"}, {"CBEP-4.2.2.2", "CBEP-4.2.2.2-a", "CBEP-4.2.2.2-b"})


def a_site_too_small(case: Case) -> Expected | None:
    """A park of 4,999 m2 by the reading that measures the land."""
    x0, y0, *_ = case.scenario.site.boundary.bounds
    site = replace(case.scenario.site, boundary=box(x0, y0, x0 + 100_000, y0 + 49_990))
    _with(case, site=site, policies=replace(case.scenario.policies, park_area_basis="land_area"))
    # the gates lie off the new boundary, so that trucks may find no way in
    trucks = {"CBEP-4.3.3-b", "SBT11233-5.3.3.1.2"}
    may = {"LAYOUT-ROAD-CLEAR", "CBEP-4.3.1", "SBT11233-4.2.1-a", *trucks}
    return Expected({"CBEP-4.2.1-a", "LAYOUT-GIVEN"}, may)


# ---------------------------------------------------------------- the manifest


def a_layout_of_another_day(case: Case) -> Expected | None:
    case.manifest["layout_sha256"] = "0" * 64
    return Expected({ORIGIN})


def a_layout_of_another_scenario(case: Case) -> Expected | None:
    case.manifest["scenario"] = {"sha256": "0" * 64, "resolved_sha256": "1" * 64}
    return Expected({ORIGIN})


SCENARIO: dict[str, Damage] = {
    "nobody in cross-border trade": cross_border_flags_turned,
    "cross-border flags turned one by one": flags_turned_one_by_one,
    "a pin to another storey": a_pin_elsewhere,
    "a company that agreed to less": a_most_below_the_suite,
    "a demand for more": a_demand_for_more,
    "a demand for less": a_demand_for_less,
    "a storey that permits nothing": a_storey_that_permits_nothing,
    "a storey without windows": a_storey_without_windows,
    "a warehouse without dock": a_warehouse_without_dock,
    "an obstacle on a road": an_obstacle_on_the_road,
    "an exit more": an_exit_more,
    "a year on and all to be let": more_let_than_is,
    "a site of 4,999 m2": a_site_too_small,
    "a manifest of another layout": a_layout_of_another_day,
    "a manifest of another scenario": a_layout_of_another_scenario,
}


# ---------------------------------------------------------------- the operations


def _run(change: Callable[[Case, Any], tuple[dict[str, Any], set[str], set[str]] | None]) -> Damage:
    """A damage to the operations; does not apply to a park that says nothing about them."""

    def damage(case: Case) -> Expected | None:
        operations = case.scenario.operations
        if operations.period is None or not operations.companies:
            return None
        found = change(case, operations)
        if found is None:
            return None
        changes, must, may = found
        _with(case, operations=replace(operations, **changes))
        return Expected(must, may)

    return damage


def an_event_of_the_next_quarter(case: Case, run: Any) -> Any:
    """A policy briefing held three months later: its quarter has one left (two are asked for)."""
    rows = [e for e in run.events if e.type == "policy_briefing" and e.date.month <= 9]
    moved = case.random.choice(rows)
    later = replace(moved, date=moved.date + timedelta(days=92))
    return {"events": tuple(later if e is moved else e for e in run.events)}, {"CBEP-7.3.1"}, set()


def an_event_of_the_next_year(case: Case, run: Any) -> Any:
    """One of twelve exchanges held a year later: eleven remain."""
    moved = case.random.choice([e for e in run.events if e.type == "exchange"])
    later = replace(moved, date=moved.date.replace(year=moved.date.year + 1))
    return (
        {"events": tuple(later if e is moved else e for e in run.events)},
        {"CBEP-7.2.2-b"},
        {"SBT11233-A.4.6"},
    )


def a_briefing_without_government(case: Case, run: Any) -> Any:
    moved = case.random.choice([e for e in run.events if e.type == "policy_briefing"])
    alone = replace(moved, government=False)
    return {"events": tuple(alone if e is moved else e for e in run.events)}, {"CBEP-7.3.1"}, set()


def an_expired_document(case: Case, run: Any) -> Any:
    """What shows a clause expired a day before the check."""
    rows = [a for a in run.attestations if len(a.about) == 1]
    old = case.random.choice(rows)
    gone = replace(old, expires=run.as_of - timedelta(days=1))
    return _attested(run, old, (gone,))


def a_document_that_says_no(case: Case, run: Any) -> Any:
    old = case.random.choice([a for a in run.attestations if len(a.about) == 1])
    return _attested(run, old, (replace(old, met=False),))


def a_missing_document(case: Case, run: Any) -> Any:
    """Nothing shows the clause any more: undecided."""
    old = case.random.choice([a for a in run.attestations if len(a.about) == 1])
    return _attested(run, old, ())


def _attested(run: Any, old: Attestation, new: tuple[Attestation, ...]) -> Any:
    kept = tuple(a for a in run.attestations if a is not old)
    return {"attestations": (*kept, *new)}, set(old.about), set()


def three_instructors(case: Case, run: Any) -> Any:
    staff = tuple(replace(s, count=3) if s.role == "incubator_instructor" else s for s in run.staff)
    return {"staff": staff}, {"CBEP-5.1.2.4-a"}, set()


def lent_before_approved(case: Case, run: Any) -> Any:
    loan = run.lending[0]
    early = replace(loan, approved=loan.taken + timedelta(days=1))
    return {"lending": (early, *run.lending[1:])}, {"CBEP-6.3.3", "CBEP-6.3.3-3"}, set()


def returned_too_late(case: Case, run: Any) -> Any:
    loan = run.lending[0]
    late = replace(loan, returned=loan.due + timedelta(days=1))
    return {"lending": (late, *run.lending[1:])}, {"CBEP-6.3.3-5"}, {"CBEP-6.3.3"}


def no_written_application(case: Case, run: Any) -> Any:
    loan = replace(run.lending[0], on_platform=False)
    return {"lending": (loan, *run.lending[1:])}, {"CBEP-6.3.3-1"}, {"CBEP-6.3.3"}


def a_month_without_check(case: Case, run: Any) -> Any:
    row: Company = case.random.choice(run.companies)
    less = replace(row, verified=row.verified[1:] if row.verified else ())
    return {"companies": tuple(less if c is row else c for c in run.companies)}, {"CBEP-6.1.3"}, set()


def a_licence_expired(case: Case, run: Any) -> Any:
    types = {t.id: t.company_type for t in case.scenario.tenants}
    row: Company = case.random.choice([c for c in run.companies if types.get(c.tenant) == "operator"])
    gone = replace(row, licences=(Licence("Trade", expires=run.as_of - timedelta(days=1)),))
    return (
        {"companies": tuple(gone if c is row else c for c in run.companies)},
        {"CBEP-6.2.2.1"},
        {"CBEP-6.1.3"},
    )


def a_wrong_credit_code(case: Case, run: Any) -> Any:
    """One character of the operator's code changed: its check digit no longer fits (GB 32100)."""
    code = run.operator.credit_code
    wrong = code[:5] + ("2" if code[5] != "2" else "3") + code[6:]
    return {"operator": replace(run.operator, credit_code=wrong)}, {"CBEP-6.1.1"}, set()


def no_hotline(case: Case, run: Any) -> Any:
    return {"operator": replace(run.operator, hotline=None)}, {"CBEP-9.1.1"}, set()


def no_smoke_detection(case: Case, run: Any) -> Any:
    first, *rest = run.buildings
    return {"buildings": (replace(first, smoke_detection=False), *rest)}, {"CBEP-4.3.5.2-a"}, set()


def no_lightning_protection(case: Case, run: Any) -> Any:
    first, *rest = run.buildings
    return {"buildings": (replace(first, lightning_protection=False), *rest)}, {"CBEP-4.3.5.1-b"}, set()


def one_network_less(case: Case, run: Any) -> Any:
    offers = replace(run.offers, networks=run.offers.networks[1:])
    return {"offers": offers}, {"CBEP-4.3.2"}, set()


def one_service_less(case: Case, run: Any) -> Any:
    return {"offers": replace(run.offers, services=run.offers.services[1:])}, {"CBEP-4.1.1"}, set()


def no_emergency_plan(case: Case, run: Any) -> Any:
    kept = tuple(d for d in run.documents if d.kind != "emergency_plan")
    return {"documents": kept}, {"CBEP-8.3-a"}, set()


def books_in_one_language(case: Case, run: Any) -> Any:
    books = tuple(replace(d, languages=("zh",)) for d in run.documents)
    return {"documents": books}, {"CBEP-7.1.2-b"}, set()


def an_agreement_expired(case: Case, run: Any) -> Any:
    rows = tuple(
        replace(p, expires=run.as_of - timedelta(days=1)) if p.kind == "education" else p
        for p in run.partners
    )
    return {"partners": rows}, {"CBEP-5.1.3.1"}, {"CBEP-5.1.3.2"}


def summed_up_too_early(case: Case, run: Any) -> Any:
    """An emergency summed up before all was done about it."""
    first, *rest = run.incidents
    early = replace(first, reviewed=first.published - timedelta(days=1))
    return {"incidents": (early, *rest)}, {"CBEP-8.5"}, set()


def never_reported(case: Case, run: Any) -> Any:
    first, *rest = run.incidents
    return {"incidents": (replace(first, reported=None), *rest)}, {"CBEP-8.5"}, set()


def a_complaint_left_open(case: Case, run: Any) -> Any:
    first, *rest = run.complaints
    late = replace(first, closed=first.received + timedelta(days=200))
    return {"complaints": (late, *rest)}, {"CBEP-7.1.3"}, set()


def no_cameras(case: Case, run: Any) -> Any:
    return {"equipment": tuple(e for e in run.equipment if e.item != "camera")}, {"CBEP-5.1.2.2-b"}, set()


def drills_once_a_year(case: Case, run: Any) -> Any:
    first = next(e for e in run.events if e.type == "drill")
    kept = tuple(e for e in run.events if e.type != "drill" or e is first)
    return {"events": kept}, {"CBEP-8.3-b"}, {"SBT11233-5.3.4.5"}


OPERATIONS: dict[str, Damage] = {
    "a briefing moved to the next quarter": _run(an_event_of_the_next_quarter),
    "an exchange moved to the next year": _run(an_event_of_the_next_year),
    "a briefing without the government": _run(a_briefing_without_government),
    "an expired document": _run(an_expired_document),
    "a document that says no": _run(a_document_that_says_no),
    "a document lost": _run(a_missing_document),
    "three instructors": _run(three_instructors),
    "lent before it was approved": _run(lent_before_approved),
    "returned a day late": _run(returned_too_late),
    "no written application": _run(no_written_application),
    "a month without file check": _run(a_month_without_check),
    "a licence expired": _run(a_licence_expired),
    "a wrong credit code": _run(a_wrong_credit_code),
    "no hotline": _run(no_hotline),
    "no smoke detection": _run(no_smoke_detection),
    "no lightning protection": _run(no_lightning_protection),
    "one network less": _run(one_network_less),
    "one service less": _run(one_service_less),
    "no emergency plan": _run(no_emergency_plan),
    "documents in Chinese only": _run(books_in_one_language),
    "an agreement expired": _run(an_agreement_expired),
    "an emergency summed up before it was over": _run(summed_up_too_early),
    "an emergency never reported": _run(never_reported),
    "a complaint closed after 200 days": _run(a_complaint_left_open),
    "no cameras": _run(no_cameras),
    "one drill a year": _run(drills_once_a_year),
}
