"""A second model of the allocation, written for CP-SAT from the scenario alone, to compare optima with.

Whole square metres, no standards. Every pair of places is priced by a table, nothing is shared with the
model under test but the definition of distances and of what things are worth (docs/allocation.md).
"""

from __future__ import annotations

from ortools.sat.python import cp_model

from planner.model import M2, Scenario
from planner.score import (
    PART_CNY_YEAR,
    STORAGE_RENT_CNY_M2_YEAR,
    STORAGE_TURNOVER_T_M2_YEAR,
    wish_aspects,
)
from planner.travel import travel

CENT = 100


class Referee:
    """Builds and solves the model; ``best`` is the optimum in CNY a year, ``None`` if infeasible."""

    def __init__(self, scenario: Scenario, capacity: dict[str, int]) -> None:
        self.scenario = scenario
        self.room = {id: area // M2 for id, area in capacity.items()}
        self.metres = travel(scenario)
        self.model = cp_model.CpModel()
        self.at: dict[str, dict[str, cp_model.IntVar]] = {}
        self.area: dict[str, dict[str, cp_model.IntVar]] = {}
        self.worth: list[cp_model.LinearExprT] = []
        for tenant in scenario.tenants:
            self._unit(tenant.id, tenant.least_area, tenant.most_area, tenant.resident, 1)
            rent = 12 * tenant.rent_cny_m2_month
            self._paid(tenant.id, tenant.wished_area, rent, rent * scenario.policies.rent_share_above_wish)
        for demand in scenario.demands:
            part = round(scenario.catalogue.zones[demand.zone].least_part)
            parts = 9 if demand.splittable else 1
            self._unit(demand.id, demand.least_area, demand.most_area, demand.required, parts, part)
            self._paid(demand.id, demand.wished_area, demand.value_cny_m2_year, 0.0)
            if demand.zone == "storage_base":  # in these parks only docks give goods access
                for storey in scenario.storeys:
                    if not (storey.is_ground and storey.docks):
                        self.model.add(self.at[demand.id][storey.id] == 0)
        for subject in (*scenario.tenants, *scenario.demands):
            self._wishes(subject.id, subject.wish)
        for id, limit in self.room.items():
            self.model.add(sum(areas[id] for areas in self.area.values()) <= limit)
        self._traffic()
        self._storage()

    def best(self) -> float | None:
        self.model.maximize(sum(self.worth))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = 60
        solver.parameters.catch_sigint_signal = False
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None
        if status != cp_model.OPTIMAL:
            raise TimeoutError(solver.status_name(status))
        return solver.objective_value / CENT

    def _unit(self, id: str, least: int, most: int, required: bool, parts: int, part: int = 0) -> None:
        model, low, high = self.model, least // M2, most // M2
        self.at[id] = {s: model.new_bool_var(f"{id}@{s}") for s in self.room}
        self.area[id] = {s: model.new_int_var(0, high, f"{id}#{s}") for s in self.room}
        smallest = low if parts == 1 else min(part, low)
        for s in self.room:
            model.add(self.area[id][s] >= smallest).only_enforce_if(self.at[id][s])
            model.add(self.area[id][s] == 0).only_enforce_if(~self.at[id][s])
        placed = model.new_bool_var(f"{id} placed")
        count, total = sum(self.at[id].values()), sum(self.area[id].values())
        model.add(count >= 1).only_enforce_if(placed)
        model.add(count == 0).only_enforce_if(~placed)
        model.add(count <= parts)
        model.add(total >= low).only_enforce_if(placed)
        model.add(total <= high)
        if required:
            model.add(placed == 1)
        if parts > 1:
            self.worth.append(round(-CENT * PART_CNY_YEAR) * (count - placed))

    def _paid(self, id: str, wished: int, rate: float, above: float) -> None:
        full = self.model.new_int_var(0, wished // M2, f"{id} full")
        total = sum(self.area[id].values())
        self.model.add(full <= total)
        self.worth += [round(CENT * (rate - above)) * full, round(CENT * above) * total]

    def _wishes(self, id: str, wish) -> None:  # type: ignore[no-untyped-def]
        aspects = wish_aspects(wish)
        for aspect, wanted in aspects:
            met = self.model.new_bool_var(f"{id} {aspect}")
            self.model.add(sum(self.at[id].values()) >= met)
            self.worth.append(round(CENT * wish.value_cny_year / len(aspects)) * met)
            if aspect == "near":
                shared = []
                for s in self.room:
                    both = self.model.new_bool_var("")
                    self.model.add_implication(both, self.at[id][s])
                    self.model.add_implication(both, self.at[wanted[0]][s])
                    shared.append(both)
                self.model.add(sum(shared) >= met)
                continue
            for storey in self.scenario.storeys:
                key = {"buildings": storey.building, "storeys": storey.id, "levels": str(storey.level)}[
                    aspect
                ]
                if key not in wanted:
                    self.model.add_implication(met, ~self.at[id][storey.id])

    def _traffic(self) -> None:
        weights, days = self.scenario.weights, self.scenario.policies.working_days_year
        for flow in self.scenario.flows:
            year = days * (
                flow.people_per_day * weights.cny_per_person_km
                + flow.goods_t_per_day * weights.cny_per_tonne_km
            )
            here, there = self.at[flow.origin], self.at[flow.destination]
            self._carried(here, there, year / 1000)

    def _carried(self, here, there, cost_per_metre: float) -> None:  # type: ignore[no-untyped-def]
        """Some pair of parts carries the flow if both ends are placed; its length is paid for."""
        pairs = {}
        for a, at_a in here.items():
            for b, at_b in there.items():
                used = pairs[a, b] = self.model.new_bool_var("")
                self.model.add_implication(used, at_a)
                self.model.add_implication(used, at_b)
                self.worth.append(-round(CENT * cost_per_metre * self.metres.between(a, b)) * used)
        for a in here.values():
            for b in there.values():
                self.model.add_bool_or(~a, ~b, *pairs.values())

    def _storage(self) -> None:
        stores = [d.id for d in self.scenario.demands if d.zone == "storage_base"]
        load: dict[str, list[cp_model.LinearExprT]] = {s: [] for s in self.room}
        for tenant in self.scenario.tenants:
            need = tenant.storage_area // M2
            if need == 0:
                continue
            served = {s: self.model.new_bool_var(f"{tenant.id}<{s}") for s in self.room}
            self.model.add(sum(served.values()) <= sum(self.at[tenant.id].values()))
            tonnes = STORAGE_TURNOVER_T_M2_YEAR * need
            for s, by in served.items():
                load[s].append(need * by)
                self.worth.append(round(CENT * STORAGE_RENT_CNY_M2_YEAR * need) * by)
            self._carried(self.at[tenant.id], served, tonnes * self.scenario.weights.cny_per_tonne_km / 1000)
        for s, loads in load.items():
            self.model.add(sum(loads) <= sum(self.area[id][s] for id in stores))
