"""Clause by clause: which part of the search keeps it, and how that compares with the check.

``exact``, ``stricter`` and ``weaker`` as ``planner.standards.coverage.Guarantee`` defines them. Rows of the
allocation speak of areas as they are laid out, within the margins it allows (``solvers.allocate.clauses``).
The arrangement writes what it has decided, so that some rules hold by construction; the others have a price
in its search, and what is left of a fault there is for the check to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.standards.coverage import Guarantee, Relation, Stage

__all__ = ["GUARANTEES"]

SERVICES = (
    "linear rows over areas and people for the park's connections, 3 % in reserve; buildings' own are checked"
)


def _weaker(clause: str, how: str) -> tuple[str, Relation, str]:
    return clause, "weaker", how


CROWD = "linear row over people on a storey, 5 % in reserve; exits as wide as flights, till they are drawn"
ALLOCATION: tuple[tuple[str, Relation, str], ...] = (
    ("CBEP-4.1.2-a", "exact", "each required zone is placed, or the park is infeasible"),
    ("CBEP-4.2.1-a", "exact", "a constant of the park: too small a one is infeasible"),
    ("CBEP-4.2.1-b", "stricter", "linear row over areas, 3 % in reserve"),
    ("CBEP-4.2.1-c", "stricter", "linear row over areas, 1 % and 3 % in reserve"),
    (
        "CBEP-4.2.2.1",
        "stricter",
        "linear row over areas, 3 % in reserve; none by `occupancy_basis: year_mean`: no plan changes it",
    ),
    ("CBEP-4.2.2.2", "stricter", "one of two rows must hold"),
    ("CBEP-4.2.2.2-a", "stricter", "linear row over areas, 3 % in reserve"),
    ("CBEP-4.2.2.2-b", "exact", "linear row over the companies placed"),
    ("CBEP-4.3.1", "weaker", SERVICES),
    ("CBEP-4.3.2", "stricter", SERVICES),
    ("CBEP-5.1.1.1", "stricter", "one part is large enough for the whole composition of the zone"),
    ("CBEP-5.1.2.1", "stricter", "one part is large enough for the whole composition of the zone"),
    ("CBEP-5.1.2.2-d", "stricter", "one part is large enough for the whole composition of the zone"),
    ("CBEP-5.1.2.3", "stricter", "one part is large enough for it, with `several` meeting rooms"),
    ("CBEP-5.1.3.3", "stricter", "one part is large enough for it, with `least_classrooms`"),
    ("CBEP-5.2.1.1", "stricter", "linear row over areas, 3 % in reserve; binds where storage is placed"),
    ("CBEP-5.2.2.1-a", "weaker", "least area of the demand; its rooms are kept together by the arrangement"),
    ("CBEP-5.2.2.2-a", "stricter", "52 m2 for each placed livestreaming company, so that 50 m2 remain"),
    ("CBEP-5.2.3-a", "weaker", "least area of the demand, without reserve"),
    ("CBEP-5.2.4-b", "stricter", "one part is large enough for the whole composition of the zone"),
    ("SBT11233-4.1.2-b", "weaker", SERVICES),
    ("SBT11233-4.2.3", "stricter", "linear row over areas, 3 % in reserve"),
    ("LAYOUT-KIND", "stricter", "storeys that do not permit a kind are not offered to it"),
    ("LAYOUT-PIN", "exact", "the only storey offered"),
    ("LAYOUT-TENANT", "weaker", "area bounds of the suite, without reserve for walls"),
    ("LAYOUT-DEMAND", "weaker", "area bounds of the demand, without reserve for walls"),
    ("LAYOUT-GOODS", "exact", "storeys without goods access are not offered to storage and hub"),
    ("FIRE-50016-5.5.21-a", "weaker", CROWD),
    ("FIRE-50016-5.5.21-b", "weaker", CROWD),
)
FINED: tuple[tuple[str, Relation, str], ...] = (
    ("CBEP-5.2", "exact", "a row for each zone that a demand may bring, an equal part of the fine each"),
    ("SBT11233-4.1.3", "exact", "a row for each group of zones, an equal part of the fine each"),
    ("SBT11233-4.2.1-a", "exact", "a constant of the park"),
    ("SBT11233-4.2.1-b", "stricter", "linear row over areas, 1 % in reserve"),
    ("SBT11233-4.2.2-a", "stricter", "linear row over areas, 3 % in reserve"),
    ("SBT11233-4.2.2-b", "stricter", "linear row over areas, 1 % in reserve"),
    ("LAYOUT-DEMAND-MOST", "weaker", "most area of the demand, without reserve"),
)
WRITTEN = "by construction: written from what was decided"
PRICED = "a price in the search of the storey"
DOORS = (
    "room for the doors due has a price, which are placed 5 m apart; what is left is measured and fed back"
)
WAYS = (
    "doors near the exits are preferred; measured on each plan, and the mix is sent back where none will do"
)
HALLS = "open halls have a price away from the exits; measured on each plan, and sent back where none will do"
DIVIDED = (
    "storeys that are too large are divided along rooms; where no line will do that is a fault of the plan"
)
LETTERS = "abcdefghi"
ARRANGEMENT: tuple[tuple[str, Relation, str], ...] = (
    ("LAYOUT-GEOMETRY", "stricter", WRITTEN),
    ("LAYOUT-REFERENCES", "stricter", WRITTEN),
    ("LAYOUT-GIVEN", "stricter", WRITTEN),
    ("LAYOUT-INSIDE", "stricter", WRITTEN),
    ("LAYOUT-OVERLAP", "stricter", WRITTEN),
    ("LAYOUT-WALL", "stricter", WRITTEN),
    ("LAYOUT-AREA", "stricter", WRITTEN),
    ("LAYOUT-DOOR-PLACE", "stricter", WRITTEN),
    ("LAYOUT-DOOR-WIDTH", "stricter", WRITTEN),
    (
        "LAYOUT-ACCESS",
        "weaker",
        "every cell of a storey lies at a corridor; rooms of a part by its inner ones",
    ),
    ("LAYOUT-REMAINDER", "weaker", "what is left over becomes a vacant unit or a plant room"),
    ("LAYOUT-CORRIDOR-NET", "weaker", "frames connect cores and exits before rooms are laid out"),
    ("LAYOUT-CORRIDOR-WIDTH", "weaker", "frames are drawn with the width of the policy"),
    ("LAYOUT-CORE-STAIR", "weaker", "frames run along the landing of every stair"),
    ("LAYOUT-CORE-LIFT", "weaker", "frames run along the front of every lift"),
    ("LAYOUT-CORRIDOR-SHARE", "weaker", "frames are ranked by the area they take"),
    ("LAYOUT-ROOM-WIDTH", "weaker", PRICED),
    ("LAYOUT-ROOM-AREA", "weaker", PRICED),
    ("LAYOUT-ASPECT", "weaker", PRICED),
    ("LAYOUT-CONTIGUOUS", "weaker", PRICED),
    ("LAYOUT-DAYLIGHT", "weaker", PRICED),
    ("CBEP-5.1.1.2-a", "weaker", PRICED),
    ("CBEP-5.1.3.4-a", "weaker", "least area of a classroom in the catalogue"),
    ("CBEP-5.1.3.4-b", "weaker", "least area of a classroom in the catalogue"),
    ("CBEP-5.1.3.5-a", "weaker", "least area of a practice ground in the catalogue"),
    ("CBEP-5.2.2.1-b", "weaker", PRICED),
    ("FIRE-55037-7.4.2-a", "weaker", DOORS),
    ("FIRE-55037-7.4.2-b", "weaker", DOORS),
    ("FIRE-50016-5.5.2", "weaker", DOORS),
    ("FIRE-50016-5.5.16", "weaker", DOORS),
    *(_weaker(f"FIRE-50016-5.5.17-{part}-{letter}", WAYS) for part in (1, 3) for letter in LETTERS),
    ("FIRE-50016-5.5.17-4", "weaker", HALLS),
    *(_weaker(f"FIRE-50016-5.3.1-{letter}", DIVIDED) for letter in LETTERS[:5]),
    ("FIRE-50016-5.5.8", "weaker", DIVIDED),
)
ARRANGEMENT_FINED: tuple[tuple[str, Relation, str], ...] = (
    ("LAYOUT-CORE-TOILET", "weaker", "frames prefer to run along toilets"),
    ("LAYOUT-COLUMN", "weaker", "frames prefer to keep clear of rows of columns"),
)
RINGS = "covering rows: a ring, else both long sides, as far as the ground permits"
ROADS: tuple[tuple[str, Relation, str], ...] = (
    ("CBEP-4.3.3-a", "weaker", "one network that reaches all gates and exits where the ground permits"),
    (
        "CBEP-4.3.3-b",
        "weaker",
        "the network reaches the docks where the ground permits; yards are drawn for the truck",
    ),
    ("SBT11233-5.3.3.1.2", "weaker", "yards are drawn for the truck where the ground permits"),
    (
        "FIRE-301-3",
        "weaker",
        "storeys too far from a building are not offered to the demand with the fire point",
    ),
    ("LAYOUT-YARD", "weaker", "the road along docks keeps the depth where there is room"),
    ("SBT11233-4.1.2-a", "weaker", "one network that reaches all gates and exits where the ground permits"),
    (
        "LAYOUT-ROAD-CLEAR",
        "weaker",
        "candidates keep off buildings and obstacles; some junctions are drawn narrower",
    ),
    ("LAYOUT-ROAD-REACH", "weaker", "one network that reaches all gates where the ground permits"),
)

LANES: tuple[tuple[str, Relation, str], ...] = (
    (
        "FIRE-50016-7.1.8-1-a",
        "exact",
        "lanes follow lines with 2 m of free ground to either side and are paved 4 m wide",
    ),
    (
        "FIRE-50016-7.1.8-1-b",
        "weaker",
        "lanes lie outdoors; under a bridge of a building its height is not looked at",
    ),
    ("FIRE-55037-3.4.3", "weaker", RINGS),
    ("FIRE-55037-3.4.2", "weaker", RINGS),
    ("FIRE-50016-7.1.9-a", "weaker", "a turning place where the ground has room for one, else it is told"),
    (
        "FIRE-50016-7.2.1",
        "weaker",
        "a stand along a long side where the ground has room for one, else it is told",
    ),
    ("FIRE-50016-7.2.2-a", "stricter", "stands are drawn 10 m deep"),
    ("FIRE-50016-7.2.2-b", "stricter", "shorter stretches are no stands"),
    ("FIRE-50016-7.2.2-c", "stricter", "shorter stretches are no stands"),
    ("FIRE-50016-7.2.2-d", "stricter", "stands are drawn from 5 m off the facade on"),
)
LANES_FINED: tuple[tuple[str, Relation, str], ...] = (
    ("FIRE-50016-7.1.8-4", "weaker", "metres near a facade cost up to four times as much"),
    (
        "FIRE-50016-7.1.8-2",
        "weaker",
        "bends and junctions are paved as far as a 12 m ladder truck sweeps, where the ground is free",
    ),
    ("FIRE-50016-7.1.9-b", "weaker", "15 m beside a high-rise where the ground has room"),
    ("FIRE-50974-7.2.6-a", "stricter", "hydrants are put beside lanes"),
    ("FIRE-50974-7.2.6-b", "weaker", "places 5 m off facades where there are such"),
    ("FIRE-50974-7.3.2", "weaker", "a covering program over places beside lanes; what none reaches is told"),
)


def _rows() -> Iterator[Guarantee]:
    groups: tuple[tuple[tuple[tuple[str, Relation, str], ...], Stage, bool], ...] = (
        (ALLOCATION, "allocation", False),
        (FINED, "allocation", True),
        (ARRANGEMENT, "arrangement", False),
        (ARRANGEMENT_FINED, "arrangement", True),
        (ROADS, "roads", False),
        (LANES, "lanes", False),
        (LANES_FINED, "lanes", True),
    )
    for rows, stage, soft in groups:
        for clause, relation, how in rows:
            yield Guarantee(clause, stage, relation, how, soft)


GUARANTEES: tuple[Guarantee, ...] = tuple(_rows())
"""Every clause that some part of the search is about; whatever is missing here is checked only."""
