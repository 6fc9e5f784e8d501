"""Areas, rooms and pins that cannot work."""

from __future__ import annotations

from tests.scenario.cases import Case, check, parametrise

LIVE_ROOMS = "rooms: [{kind: studio, count: 6, area_m2: 40}, {kind: gear_store, area_m2: 15}]"
PIN = "{subject: T01, storey: A/2F}"

CASES = [
    Case(
        "least above wished",
        "least_m2: 90, wished_m2: 120",
        "least_m2: 130, wished_m2: 120",
        "least_m2: 130",
        "tenants[0].least_m2",
        ("got 130", "at most wished_m2, 120 m2"),
    ),
    Case(
        "most below wished",
        "wished_m2: 120, most_m2: 150",
        "wished_m2: 120, most_m2: 110",
        "most_m2: 110",
        "tenants[0].most_m2",
        ("got 110", "at least wished_m2, 120 m2"),
    ),
    Case(
        "demand with least above wished",
        "least_m2: 300, wished_m2: 500",
        "least_m2: 600, wished_m2: 500",
        "least_m2: 600",
        "programme[1].least_m2",
        ("got 600", "at most wished_m2, 500 m2"),
    ),
    Case(
        "suite of a wardrobe",
        "wished_m2: 200, cross",
        "wished_m2: 8, cross",
        "wished_m2: 8",
        "tenants[1].wished_m2",
        ("7.2 m2", "20 m2 or more for a room of kind tenant_suite"),
    ),
    Case(
        "canteen of a kiosk",
        "least_m2: 300, wished_m2: 500, most_m2: 700",
        "least_m2: 10, wished_m2: 500, most_m2: 700",
        "least_m2: 10",
        "programme[1].least_m2",
        ("10 m2", "60 m2 or more for a room of kind catering"),
    ),
    Case(
        "livestream centre below its clause",
        "least_m2: 300, wished_m2: 400, most_m2: 500",
        "least_m2: 200, wished_m2: 255, most_m2: 280",
        "most_m2: 280",
        "programme[0].most_m2",
        ("at most 280 m2", "300 m2 or more for zone livestream_centre (CBEP-5.2.2.1)"),
    ),
    Case(
        "storage base below its clause",
        "zone: storage_base, wished_m2: 1200",
        "zone: storage_base, wished_m2: 800",
        "wished_m2: 800",
        "programme[2].wished_m2",
        ("at most 920 m2", "1000 m2 or more", "CBEP-5.2.1.1"),
    ),
    Case(
        "rooms larger than the demand",
        "count: 6, area_m2: 40",
        "count: 16, area_m2: 40",
        "area_m2: 40",
        "programme[0].rooms",
        ("rooms of 655 m2", "at most 500 m2 together", "raise most_m2 to 655"),
    ),
    Case(
        "studio of a phone box",
        "count: 6, area_m2: 40",
        "count: 6, area_m2: 4",
        "area_m2: 4}",
        "programme[0].rooms[0].area_m2",
        ("got 4;", "20 m2 or more for a room of kind studio"),
    ),
    Case(
        "classroom below its clause",
        "wished_m2: 200, off_site: true",
        "wished_m2: 200, off_site: true, rooms: [{kind: classroom, area_m2: 40}]",
        "classroom",
        "programme[3].rooms[0].area_m2",
        ("got 40", "50 m2 or more for a room of kind classroom (CBEP-5.1.3.4)"),
    ),
    Case(
        "no rooms of a kind",
        "count: 6, area_m2: 40",
        "count: 0, area_m2: 40",
        "count: 0",
        "programme[0].rooms[0].count",
        ("got 0", "a whole number from 1"),
    ),
    Case(
        "kind and rooms",
        "kind: catering,",
        "kind: catering, rooms: [{kind: catering, area_m2: 400}],",
        "kind: catering",
        "programme[1].kind",
        ("both kind and rooms", "either `kind` (one room) or `rooms`"),
    ),
    Case(
        "canteen off site",
        "kind: catering,",
        "kind: catering, off_site: true,",
        "off_site: true",
        "programme[1].off_site",
        ("off_site for support", "only for the training base (CBEP-5.1.3.6)"),
        also=(("  - {from: T01, to: CANTEEN, people_per_day: 30, goods_t_per_day: 0.5}\n", ""),),
    ),
    Case(
        "livestream centre in pieces",
        "zone: livestream_centre,",
        "zone: livestream_centre, splittable: true,",
        "splittable",
        "programme[0].splittable",
        ("got true", "lies in one place", "CBEP-5.2.2.1"),
    ),
    Case(
        "pin to a storey that forbids its kind",
        PIN,
        "{subject: CANTEEN, storey: A/3F}",
        "A/3F",
        "pins[0].storey",
        ("got A/3F", "a storey that permits catering", "add it to permitted_kinds of A/3F"),
    ),
    Case(
        "pin of rooms that a storey forbids",
        PIN,
        "{subject: LIVE, storey: A/3F}",
        "A/3F",
        "pins[0].storey",
        ("a storey that permits gear_store, studio",),
    ),
    Case(
        "pin of a zone that a storey forbids",
        PIN,
        "{subject: STORE, storey: A/3F}",
        "A/3F",
        "pins[0].storey",
        ("a storey that permits warehouse",),
    ),
    Case(
        "pin of a tenant that a storey forbids",
        "permitted_kinds: [office_area, classroom]",
        "permitted_kinds: [classroom]",
        "A/3F",
        "pins[0].storey",
        ("a storey that permits tenant_suite",),
        also=((PIN, "{subject: T01, storey: A/3F}"),),
    ),
    Case(
        "pin of a warehouse to a storey without a dock",
        PIN,
        "{subject: STORE, storey: B/1F}",
        "B/1F",
        "pins[0].storey",
        ("got B/1F", "a storey that goods reach", "docks or a goods lift"),
    ),
    Case(
        "pin to a storey that is too small",
        PIN,
        "{subject: LIVE, storey: B/1F}",
        "B/1F",
        "pins[0].storey",
        ("B/1F with 450 m2 gross", "a storey larger than 460 m2, the least area of LIVE"),
        also=(
            ("least_m2: 300, wished_m2: 400, most_m2: 500", "least_m2: 460, wished_m2: 480, most_m2: 500"),
        ),
    ),
    Case(
        "occupancy above all",
        "least_leased_share: 0.5",
        "least_leased_share: 1.2",
        "1.2",
        "occupancy.least_leased_share",
        ("got 1.2", "from 0 to 1"),
    ),
    Case(
        "in operation before it began",
        "months_in_operation: 18",
        "months_in_operation: -3",
        "-3",
        "occupancy.months_in_operation",
        ("got -3", "from 0 to 1,200 months"),
    ),
]


@parametrise(CASES)
def test_one_clear_problem(case: Case) -> None:
    check(case)
