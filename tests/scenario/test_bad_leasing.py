"""The section ``leasing``: rates below zero, probabilities above one, sums that are not one."""

from __future__ import annotations

from tests.scenario.cases import Case, check, parametrise

FIRST = "leasing.profiles[0]"

CASES = [
    Case(
        "a negative discount rate",
        "discount_rate_year: 0.07",
        "discount_rate_year: -0.07",
        "-0.07",
        "leasing.discount_rate_year",
        ("got -0.07", "a number from 0 to 1", "not negative"),
    ),
    Case(
        "a probability above one",
        "renewal_probability: 0.7",
        "renewal_probability: 1.2",
        "1.2",
        f"{FIRST}.renewal_probability",
        ("got 1.2", "from 0 to 1"),
    ),
    Case(
        "a probability in per cent",
        "renewal_probability: 0.7",
        "renewal_probability: 70",
        "70",
        f"{FIRST}.renewal_probability",
        ("per cent", "write 0.7"),
    ),
    Case(
        "a negative rent",
        "rent_cny_m2_month: 70",
        "rent_cny_m2_month: -70",
        "-70",
        f"{FIRST}.rent_cny_m2_month",
        ("got -70", "not negative"),
    ),
    Case(
        "terms that do not add up",
        "{months: 24, share: 0.5}, {months: 36, share: 0.5}",
        "{months: 24, share: 0.5}, {months: 36, share: 0.3}",
        "share: 0.3",
        f"{FIRST}.terms[1].share",
        ("got 0.3", "add up to 1, not 0.8", "write 0.5 here"),
    ),
    Case(
        "a downtime of no months",
        "{months: 3, share: 0.5}, {months: 6, share: 0.5}",
        "{months: 0, share: 0.5}, {months: 6, share: 0.5}",
        "months: 0",
        f"{FIRST}.downtime[0].months",
        ("got 0", "from 1 to 600"),
    ),
    Case(
        "demand that does not add up",
        "{id: others, demand_share: 0.4",
        "{id: others, demand_share: 0.3",
        "demand_share: 0.3",
        "leasing.profiles[1].demand_share",
        ("add up to 1 over all profiles, not 0.9", "write 0.4 here"),
    ),
    Case(
        "two profiles of one name",
        "{id: others, demand",
        "{id: live, demand",
        "id: live, demand",
        "leasing.profiles[1].id",
        ("no other profile has", "rename"),
    ),
    Case(
        "free for longer than the lease",
        "rent_free_months: 3\n",
        "rent_free_months: 24\n",
        "rent_free_months: 24",
        f"{FIRST}.rent_free_months",
        ("fewer months than the shortest term, 24", "write 23 or less"),
    ),
    Case(
        "free for longer than the renewed lease",
        "renewal_rent_free_months: 1",
        "renewal_rent_free_months: 40",
        "renewal_rent_free_months: 40",
        f"{FIRST}.renewal_rent_free_months",
        ("the shortest term, 36",),
    ),
    Case(
        "reserved for nobody",
        "reserved_for_cross_border: [T01]",
        "reserved_for_cross_border: [T10]",
        "T10",
        "leasing.reserved_for_cross_border[0]",
        ("got T10", "the id of a tenant, or of a vacant unit", "T01"),
    ),
    Case(
        "reserved for companies that the market does not have",
        "      cross_border: yes\n",
        "      cross_border: no\n",
        "reserved_for_cross_border",
        "leasing.reserved_for_cross_border",
        ("cross-border companies on the market", "add a profile"),
    ),
    Case(
        "closed where nobody lies",
        "closed_to_livestreaming: [T01]",
        "closed_to_livestreaming: [T10]",
        "T10",
        "leasing.closed_to_livestreaming[0]",
        ("got T10", "the id of a tenant, or of a vacant unit", "T01"),
    ),
    Case(
        "a promise about a clause that letting cannot change",
        "clauses: [CBEP-4.2.2.2]",
        "clauses: [CBEP-4.2.2.2, CBEP-4.2.9]",
        "CBEP-4.2.9",
        "robust.clauses[1]",
        ("got CBEP-4.2.9", "a clause in force that letting decides", "CBEP-4.2.2.1"),
    ),
    Case(
        "a probability that no plan can have",
        "clause_probability: 0.9",
        "clause_probability: 1.5",
        "1.5",
        "robust.clause_probability",
        ("got 1.5", "a number from 0.5 to 0.999"),
    ),
]


@parametrise(CASES)
def test_one_clear_problem(case: Case) -> None:
    check(case)
