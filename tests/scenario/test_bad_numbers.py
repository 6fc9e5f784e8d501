"""Numbers: no numbers, out of range, in the wrong unit."""

from __future__ import annotations

from tests.scenario.cases import Case, check, parametrise

ROOM_1F = "buildings[0].storeys[0]"

CASES = [
    Case(
        "number as words",
        "wished_m2: 200, cross",
        "wished_m2: lots, cross",
        "lots",
        "tenants[1].wished_m2",
        ("lots", "a number from 1 to 1,000,000 m2", "write one number"),
    ),
    Case(
        "number in quotes",
        "wished_m2: 200, cross",
        'wished_m2: "200", cross',
        '"200"',
        "tenants[1].wished_m2",
        ('"200"', "write 200 without quotes"),
    ),
    Case(
        "number with its unit",
        "wished_m2: 200, cross",
        "wished_m2: 200 m2, cross",
        "200 m2",
        "tenants[1].wished_m2",
        ("200 m2", "the unit stands in the key"),
    ),
    Case(
        "number with a decimal comma",
        "height_m: 5.4",
        "height_m: 5,4",
        "5,4",
        f"{ROOM_1F}.height_m",
        ("5,4", "write 5.4"),
    ),
    Case(
        "number with thousands",
        "wished_m2: 1200}",
        "wished_m2: '1,200'}",
        "1,200",
        "programme[2].wished_m2",
        ("1,200", "write 1200"),
    ),
    Case(
        "number with an underscore",
        "wished_m2: 1200}",
        "wished_m2: 1_200}",
        "1_200",
        "programme[2].wished_m2",
        ("1_200", "write 1200"),
    ),
    Case(
        "octal number", "staff: 14", "staff: 014", "014", "tenants[0].staff", ("014", "without leading zeros")
    ),
    Case(
        "hexadecimal number",
        "staff: 14",
        "staff: 0x14",
        "0x14",
        "tenants[0].staff",
        ("0x14", "a whole number"),
    ),
    Case(
        "sexagesimal number", "staff: 14", "staff: 1:30", "1:30", "tenants[0].staff", ("1:30", "base sixty")
    ),
    Case(
        "date",
        "staff: 14",
        "staff: 2026-01-01",
        "2026-01-01",
        "tenants[0].staff",
        ("2026-01-01", "a whole number"),
    ),
    Case(
        "full-width digits",
        "wished_m2: 200, cross",
        "wished_m2: ２００, cross",
        "２００",
        "tenants[1].wished_m2",
        ("２００", "write 200 with ordinary digits"),
    ),
    Case(
        "not a number",
        "wished_m2: 200, cross",
        "wished_m2: .nan, cross",
        ".nan",
        "tenants[1].wished_m2",
        (".nan", "finite number"),
    ),
    Case(
        "infinite",
        "wished_m2: 200, cross",
        "wished_m2: .inf, cross",
        ".inf",
        "tenants[1].wished_m2",
        (".inf", "finite number"),
    ),
    Case(
        "infinite by its exponent",
        "wished_m2: 200, cross",
        "wished_m2: 1e999, cross",
        "1e999",
        "tenants[1].wished_m2",
        ("1e999", "finite number"),
    ),
    Case(
        "1e308",
        "wished_m2: 200, cross",
        "wished_m2: 1e308, cross",
        "1e308",
        "tenants[1].wished_m2",
        ("1e308", "from 1 to 1,000,000 m2"),
    ),
    Case(
        "nothing for a number",
        "height_m: 5.4",
        "height_m:",
        "height_m:",
        f"{ROOM_1F}.height_m",
        ("nothing", "write one number, or leave the key out"),
    ),
    Case(
        "half a person",
        "staff: 14",
        "staff: 14.5",
        "14.5",
        "tenants[0].staff",
        ("14.5", "a whole number", "write 14 or 15"),
    ),
    Case(
        "negative area",
        "wished_m2: 200, cross",
        "wished_m2: -200, cross",
        "-200",
        "tenants[1].wished_m2",
        ("-200", "write a positive number"),
    ),
    Case(
        "negative rent",
        "rent_cny_m2_month: 60",
        "rent_cny_m2_month: -60",
        "-60",
        "tenants[1].rent_cny_m2_month",
        ("-60", "not negative"),
    ),
    Case(
        "negative staff",
        "staff: 14",
        "staff: -14",
        "-14",
        "tenants[0].staff",
        ("-14", "a whole number from 0"),
    ),
    Case(
        "area of nothing",
        "wished_m2: 200, cross",
        "wished_m2: 0, cross",
        "wished_m2: 0",
        "tenants[1].wished_m2",
        ("got 0", "from 1"),
    ),
    Case(
        "height in millimetres",
        "height_m: 5.4",
        "height_m: 5400",
        "5400",
        f"{ROOM_1F}.height_m",
        ("5400", "millimetres", "write 5.4"),
    ),
    Case(
        "height in centimetres",
        "height_m: 5.4",
        "height_m: 540",
        "540",
        f"{ROOM_1F}.height_m",
        ("540", "centimetres", "write 5.4"),
    ),
    Case(
        "area in square millimetres",
        "wished_m2: 200, cross",
        "wished_m2: 200000000, cross",
        "200000000",
        "tenants[1].wished_m2",
        ("square millimetres", "write 200"),
    ),
    Case(
        "load in kg/m2",
        "floor_load_kn_m2: 20",
        "floor_load_kn_m2: 2000",
        "2000",
        f"{ROOM_1F}.floor_load_kn_m2",
        ("kg/m2", "write 20"),
    ),
    Case(
        "share in per cent",
        "least_leased_share: 0.5",
        "least_leased_share: 50",
        "50",
        "occupancy.least_leased_share",
        ("per cent", "write 0.5"),
    ),
    Case(
        "share with a per cent sign",
        "least_leased_share: 0.5",
        "least_leased_share: 50%",
        "50%",
        "occupancy.least_leased_share",
        ("50%", "write 0.5"),
    ),
]


@parametrise(CASES)
def test_one_clear_problem(case: Case) -> None:
    check(case)
