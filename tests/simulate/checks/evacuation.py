"""Evacuation: queues against theory, agents against tests of IMO MSC.1/Circ.1533 and of RiMEA."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import shapely
from shapely import Point, box

from planner.circulation.walk import Spot
from planner.simulate.evacuation.agents import CHECK, Person, Strip, StripSpec
from planner.simulate.evacuation.bound import bound_building, bound_storey
from planner.simulate.evacuation.choice import exits_chosen
from planner.simulate.evacuation.constants import hydraulics, top
from planner.simulate.evacuation.floors import floor_of
from planner.simulate.evacuation.hydraulic import clear_building, clear_storey
from planner.simulate.evacuation.profile import standard_profile
from planner.simulate.evacuation.queues import Route, point_queues
from planner.simulate.evacuation.run import Run, run_replication
from planner.simulate.evacuation.study import FINE, STEP
from tests.circulation.building import House as Drawing
from tests.simulate.houses import drawn, two_exits
from tests.simulate.scenes import Scene, grid, hall_with_door
from tests.simulate.verification import Check

FAST, BOUND, AGENTS = "Evacuation: fast model", "Evacuation: bound", "Evacuation: agents"
IMO, RIMEA = "IMO MSC.1/Circ.1533, test {}", "RiMEA guideline, test {}"


# ---------------------------------------------------------------- fast model and bound


def deterministic_service() -> float:
    """Mean wait at one server, Poisson arrivals, service 1 s, at a load of 0.8: rho / (2 (1 - rho)) = 2 s."""
    starts = np.cumsum(np.random.default_rng(7).exponential(1 / 0.8, 60_000))
    count = len(starts)
    passed = point_queues(starts.tolist(), [Route((0,), (0.0, 0.0), "X")] * count, [1.0], [1] * count)
    return float(passed.waited[0] / count)


def fast_door() -> float:
    house = drawn(Drawing(storeys=1), 200)
    door = next(queue for queue in clear_storey(house, "A/1F").queues if queue.id == "A/1F/d1")
    return 199 / (door.last - 2.0)


def bound_share() -> float:
    """The bound over the fast model where there is one way out, so that the fast model is the optimum."""
    house = drawn(Drawing(storeys=1), 200)
    return bound_storey(house, "A/1F", hydraulics()).seconds / clear_storey(house, "A/1F").seconds


def bound_over_agents() -> float:
    house = drawn(Drawing(core_door=1.2), 30)
    return bound_building(house, top()).seconds / min(stairs_run().seconds, clear_building(house).seconds)


# ---------------------------------------------------------------- agents


def imo_1() -> float:
    people = [((0.5, 1.0), "X", 1.0, 0.0)]
    return Scene(box(0, 0, 43, 2), {"X": box(40.5, 0.02, 42.9, 1.98)}, people, STEP).play().last


def rimea_1() -> float:
    people = [((0.5, 1.0), "X", 1.33, 0.0)]
    return Scene(box(0, 0, 43, 2), {"X": box(40.5, 0.02, 42.9, 1.98)}, people, STEP).play().last


@cache
def through_door(width: float, step: float) -> float:
    ground, exits = hall_with_door(width)
    people = [(at, "X", 1.34, 0.0) for at in grid(0.4, 0.35, 15, 7, 0.48)[:100]]
    return Scene(ground, exits, people, step).play().flow()


def imo_9() -> float:
    """Time with two doors over that with four."""
    return evacuated(2) / evacuated(4)


def evacuated(doors: int) -> float:
    pieces, exits = [box(0, 0, 30, 20)], {}
    for k, (x, y) in enumerate(((30, 5), (30, 15), (0, 5), (0, 15))[:doors]):
        out = 1 if x else -1
        xs = sorted((x - 0.01 * out, x + 0.21 * out))
        pieces.append(box(xs[0], y - 0.5, xs[1], y + 0.5))
        far = sorted((x + 0.2 * out, x + 3.2 * out))
        pieces.append(box(far[0], y - 1.5, far[1], y + 1.5))
        zone = sorted((x + 3.2 * out, x + 4.2 * out))
        exits[f"X{k}"] = box(zone[0], y - 1.5, zone[1], y + 1.5)
    places = grid(0.6, 0.5, 40, 25, 0.74)
    near = [min(exits, key=lambda id: (exits[id].distance(Point(at)), id)) for at in places]
    people = [(at, exit, 1.34, 0.0) for at, exit in zip(places, near, strict=True)]
    return Scene(shapely.union_all(pieces), exits, people, STEP).play().last


def rimea_5() -> float:
    """Greatest difference between when people should set out and when they first moved, s."""
    later = np.random.default_rng(5).uniform(10, 100, 10)
    people = [((1.0 + 0.8 * (k % 5), 1.0 + 2.0 * (k // 5)), "X", 1.3, float(t)) for k, t in enumerate(later)]
    scene = Scene(box(0, 0, 8, 5), {"X": box(8, 0, 10, 5)}, people, STEP).play(look=STEP)
    moved: dict[int, float] = {}
    for frame, here in enumerate(scene.paths):
        for number, x, y in here:
            at = people[int(number)][0]
            if math.dist(at, (x, y)) > 0.02:
                moved.setdefault(int(number), frame * STEP)
    return max(abs(moved[k] - later[k]) for k in range(10))


def rimea_6() -> float:
    """Places outside the ground, of 20 people who walk round a corner."""
    ground = shapely.union_all([box(0, 0, 12, 2), box(10, 0, 12, 12)])
    people = [(at, "X", 1.33, 0.0) for at in grid(0.4, 0.4, 7, 3, 0.6)[:20]]
    scene = Scene(ground, {"X": box(10, 12, 12, 13)}, people).play(look=0.1)
    whole = shapely.union_all([ground, box(10, 12, 12, 13)])
    outside = sum(not whole.covers(Point(x, y)) for here in scene.paths for _, x, y in here)
    return float(outside + 1000 * (len(scene.outs) < 20))


def rimea_11() -> float:
    """Share of 300 people, all nearest to one of two exits, that head for the other one."""
    house = two_exits(300)
    crowd = house.crowds["A/1F"][0]
    spots: list[Spot] = [(x * 1000, y * 1000) for x, y in grid(2.5, 0.6, 25, 12, 0.25)]
    chosen = exits_chosen(house, "A/1F", [(crowd, spot) for spot in spots], "quickest")
    return chosen.count("A/1F/X2") / len(chosen)


def rimea_12() -> float:
    """Least gain in flow from a door of 0.8 to 1.0 and on to 1.2 m, persons/s."""
    flows = [through_door(width, STEP) for width in (0.8, 1.0, 1.2)]
    return min(flows[1] - flows[0], flows[2] - flows[1])


def walked(length: float, *, up: bool | None) -> float:
    """Seconds of one person along so many metres of stair, or of level ground."""
    person = Person(0, "S", 1.33, 0.0)
    if up is None:
        return Scene(box(0, 0, length + 2, 2), {"X": box(length + 0.5, 0.02, length + 1.9, 1.98)}, [
            ((0.5, 1.0), "X", 1.33, 0.0)
        ], STEP).play().last  # fmt: skip
    strip = Strip(StripSpec("ST", 1.4, length, {"ST": 0.0}, "", "", up), STEP, standard_profile())
    strip.add(person, (0.0, 0.7), strip.aim, 0.0)
    count = 0
    while strip.people and count < 10_000:
        count += 1
        strip.advance(count * STEP)
    return count * STEP


def rimea_13_down() -> float:
    return walked(10.0, up=False) / walked(10.0, up=None)


def rimea_13_up() -> float:
    return walked(10.0, up=True) / walked(10.0, up=False)


def stair_flow() -> float:
    """Persons a second down a flight 1.4 m wide, entered as fast as there is room."""
    strip = Strip(StripSpec("ST", 1.4, 12.0, {"ST": 0.0}, "", "", False), STEP, standard_profile())
    random = np.random.default_rng(3)
    times: list[float] = []
    number = count = 0
    while len(times) < 120 and count < 20_000:
        count += 1
        times += [count * STEP for _ in strip.advance(count * STEP)]
        if count % round(CHECK / STEP) == 0 and number < 160 and (at := strip.place("ST")) is not None:
            strip.add(
                Person(number, "S", float(np.clip(random.normal(1.34, 0.26), 0.9, 1.8)), 0.0),
                at,
                strip.aim,
                0.0,
            )
            number += 1
    return 90 / (times[109] - times[19])


@cache
def stairs_run() -> Run:
    house = drawn(Drawing(core_door=1.2), 30)
    floors = {storey: floor_of(house, storey) for storey in house.ways}
    return run_replication(house, floors, 1, STEP, alone=False, reacting=False, film=False)


def imo_10() -> float:
    """People out by an exit that they were not sent to, of 23 in one room sent to two."""
    exits = {"X1": box(8, 0.2, 10, 1.8), "X2": box(8, 8.2, 10, 9.8)}
    people = [(at, "X1" if k % 4 else "X2", 1.33, 0.0) for k, at in enumerate(grid(1, 1, 5, 5, 1.2)[:23])]
    scene = Scene(box(0, 0, 8, 10), exits, people, STEP).play()
    return float(sum(scene.by.get(k) != exit for k, (_, exit, _, _) in enumerate(people)))


def imo_11_door() -> float:
    """Density before the door of the upper room over the mean of that room at the start."""
    maps = stairs_run().maps["A/2F"]
    column, row = int((7.0 - maps.origin[0]) / 0.5), int((3.2 - maps.origin[1]) / 0.5)
    return float(maps.peak[row - 1 : row + 2, column - 2 : column + 3].max() / (30 / 36.4))


def imo_11_stair() -> float:
    """Seconds a person that enters the stair last is later than at the flow of the core's door alone."""
    run = stairs_run()
    return run.storeys["A/2F"] / (30 / hydraulics().door(1.2))


CHECKS = (
    Check(
        FAST,
        "M/D/1",
        "mean wait in a point queue, Poisson arrivals, load 0.8: 2 s",
        "Pollaczek and Khinchine",
        deterministic_service,
        "s",
        1.9,
        2.1,
        slow=True,
    ),
    Check(
        FAST,
        "Fast door",
        "flow through a door of 1.0 m clear",
        "SFPE hydraulic model: 0.7 x 1.4 / (4 x 0.266)",
        fast_door,
        "persons/s",
        0.91,
        0.93,
    ),
    Check(
        BOUND,
        "Bound of one way",
        "bound over the fast model, one way out for 200 people",
        "theory: the optimum, less two steps",
        bound_share,
        "",
        0.96,
        1.0,
        digits=3,
    ),
    Check(
        BOUND,
        "Bound below both",
        "bound over the faster of agents and fast model, two storeys of 30",
        "theory",
        bound_over_agents,
        "",
        most=1.0,
        digits=3,
        slow=True,
    ),
    Check(AGENTS, "IMO 1", "40 m of corridor at 1.0 m/s", IMO.format(1), imo_1, "s", 39.0, 41.0),
    Check(
        AGENTS,
        "IMO 4",
        "flow of 100 people through a door of 1.0 m",
        IMO.format(4),
        lambda: through_door(1.0, STEP),
        "persons/s",
        0.92,
        1.33,
        slow=True,
    ),
    Check(
        AGENTS,
        "IMO 4 fine",
        "the same in steps of 0.02 s (`--fine`); the others are measured in steps of 0.05 s",
        IMO.format(4),
        lambda: through_door(1.0, FINE),
        "persons/s",
        0.92,
        1.33,
        slow=True,
    ),
    Check(
        AGENTS,
        "IMO 9",
        "1,000 people in 30 x 20 m: time with two doors of 1 m over that with four",
        IMO.format(9),
        imo_9,
        "",
        1.75,
        2.25,
        slow=True,
    ),
    Check(
        AGENTS,
        "IMO 10",
        "people who leave by another exit than they were sent to, of 23",
        IMO.format(10),
        imo_10,
        "",
        0,
        0,
        digits=0,
    ),
    Check(
        AGENTS,
        "IMO 11 door",
        "density before the door of a full room over its mean at the start",
        IMO.format(11),
        imo_11_door,
        "",
        least=1.5,
        slow=True,
    ),
    Check(
        AGENTS,
        "IMO 11 stair",
        "time to enter a stair over that of the door before it alone",
        IMO.format(11),
        imo_11_stair,
        "",
        least=1.0,
        slow=True,
    ),
    Check(AGENTS, "RiMEA 1", "40 m of corridor at 1.33 m/s", RIMEA.format(1), rimea_1, "s", 26.0, 34.0),
    Check(
        AGENTS,
        "RiMEA 5",
        "10 people who set out after 10 to 100 s: greatest error of the moment",
        RIMEA.format(5),
        rimea_5,
        "s",
        most=0.2,
    ),
    Check(
        AGENTS,
        "RiMEA 6",
        "places outside the ground, of 20 people who go round a corner",
        RIMEA.format(6),
        rimea_6,
        "",
        0,
        0,
        digits=0,
    ),
    Check(
        AGENTS,
        "RiMEA 11",
        "share of 300 people near one of two exits who choose the far one (`quickest`)",
        RIMEA.format(11),
        rimea_11,
        "",
        0.05,
        0.5,
    ),
    Check(
        AGENTS,
        "RiMEA 12",
        "least gain in flow from a door of 0.8 to 1.0 and 1.0 to 1.2 m",
        RIMEA.format(12),
        rimea_12,
        "persons/s",
        least=0.1,
        slow=True,
    ),
    Check(
        AGENTS,
        "RiMEA 13 down",
        "time down 10 m of stair over 10 m on the level",
        RIMEA.format(13),
        rimea_13_down,
        "",
        1.2,
        2.0,
    ),
    Check(
        AGENTS, "RiMEA 13 up", "time up 10 m of stair over down", RIMEA.format(13), rimea_13_up, "", 1.05, 2.0
    ),
    Check(
        AGENTS,
        "Stair flow",
        "flow down a flight of 1.4 m",
        "SFPE handbook: 1.03 to 1.28 by riser and tread",
        stair_flow,
        "persons/s",
        1.03,
        1.28,
        slow=True,
    ),
)
