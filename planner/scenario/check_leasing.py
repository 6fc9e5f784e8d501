"""What must hold of letting: profiles are named once, probabilities add up to one, somebody asks."""

from __future__ import annotations

from planner.scenario.draft import Draft
from planner.scenario.schema_leasing import UNITS, LeasingIn, ProfileIn

__all__ = ["check_leasing"]

SLACK = 1e-3
"""Rounded shares may miss one by this much."""


def check_leasing(draft: Draft) -> None:
    """Ids of profiles, sums of probabilities, and what a term has left when its rent-free months are over."""
    given = draft.leasing
    if given is None:
        return
    _reserved(draft, given)
    seen: set[str] = set()
    for row in given.profiles:
        if row.id in seen:
            draft.report.add(row.here("id"), "an id that no other profile has", "rename one of the two")
        seen.add(row.id)
        _sums(draft, row)
        _rent_free(draft, row)
    whole = sum(row.demand_share for row in given.profiles)
    if given.profiles and abs(whole - 1) > SLACK:
        last = given.profiles[-1]
        rest = last.demand_share + 1 - whole
        remedy = f"write {rest:.4g} here" if 0 <= rest <= 1 else "lower or raise the others"
        expected = f"shares that add up to 1 over all profiles, not {whole:.4g}"
        draft.report.add(last.here("demand_share"), expected, remedy)


def _reserved(draft: Draft, given: LeasingIn) -> None:
    known = {tenant.id for tenant in draft.tenants}
    for key in UNITS:
        for place, id in enumerate(getattr(given, key)):
            if "/" not in id and id not in known and id not in draft.broken_ids and not draft.nameless:
                remedy = draft.report.did_you_mean(id, known, f"one of {', '.join(sorted(known)[:5])}")
                expected = "the id of a tenant, or of a vacant unit"
                draft.report.add(given.here(key, place), expected, remedy)
    profiles = given.profiles
    if given.reserved_for_cross_border and profiles and not any(row.cross_border for row in profiles):
        remedy = "add a profile of cross-border companies, or reserve nothing"
        draft.report.add(
            given.here("reserved_for_cross_border"), "cross-border companies on the market", remedy
        )
    if given.closed_to_livestreaming and profiles and all(row.livestreaming for row in profiles):
        remedy = "add a profile of other companies, or close nothing"
        draft.report.add(
            given.here("closed_to_livestreaming"), "companies without livestreaming on the market", remedy
        )


def _sums(draft: Draft, row: ProfileIn) -> None:
    for key in ("terms", "renewal_terms", "downtime"):
        rows = getattr(row, key)
        if rows is None or key not in row.model_fields_set:
            continue
        whole = sum(item.share for item in rows)
        if abs(whole - 1) > SLACK:
            last = rows[-1]
            rest = last.share + 1 - whole
            remedy = f"write {rest:.4g} here" if 0 <= rest <= 1 else "lower or raise the others"
            draft.report.add(last.here("share"), f"shares that add up to 1, not {whole:.4g}", remedy)


def _rent_free(draft: Draft, row: ProfileIn) -> None:
    for key, terms in (
        ("rent_free_months", row.terms),
        ("renewal_rent_free_months", row.renewal_terms or row.terms),
    ):
        shortest = min(item.months for item in terms)
        if getattr(row, key) >= shortest:
            expected = f"fewer months than the shortest term, {shortest}"
            draft.report.add(row.here(key), expected, f"write {shortest - 1} or less, or lengthen the term")
