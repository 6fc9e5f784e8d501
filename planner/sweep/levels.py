"""From the file's parameters and changes to levels, with the line of everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence as Seq

from planner.scenario.report import Report, dotted
from planner.scenario.tree import Mapping, Node, Path, Scalar, Sequence
from planner.sweep.address import Address, Misfit, parse_address
from planner.sweep.change import Change, touched
from planner.sweep.design import Level, Parameter, value_of
from planner.sweep.schema import ChangesIn, ParameterIn, RunIn
from planner.sweep.variant import RUN

__all__ = ["Reader"]

OF_RUN = tuple(key for key in RunIn.model_fields if key != "what")


class Reader:
    """Reads what is varied. ``root`` is the sweep's tree, ``tree`` that of the scenario."""

    def __init__(self, root: Node, tree: Node, report: Report) -> None:
        self.root = root
        self.tree = tree
        self.report = report

    def changes(self, given: ChangesIn, at: Path) -> tuple[Change, ...]:
        """The changes of a listed case or of a named patch; those that cannot be are reported."""
        found = [
            self._change("set", text, self._node((*at, "set", text)), (*at, "set", text), key=True)
            for text in given.set
        ]
        if given.patch is not None:
            node = self._node((*at, "patch"))
            found.append(self._checked(Change("patch", "patch", (), node, node.line), (*at, "patch")))
        for index, text in enumerate(given.remove):
            place = (*at, "remove", index)
            found.append(self._change("remove", text, self._node(place), place))
        return tuple(change for change in found if change is not None)

    def parameter(self, given: ParameterIn, at: Path, *, grid: bool) -> Parameter | None:
        """The parameter with its levels; of a range in a sample its two ends."""
        if not self._whole(given, at, grid=grid):
            return None
        if given.patches is not None:
            levels = [
                Level(name, self.changes(row, (*at, "patches", name))) for name, row in given.patches.items()
            ]
            return Parameter(given.name or "patches", given.zh or given.name or "patches", tuple(levels))
        texts = [given.path] if isinstance(given.path, str) else list(given.path or ())
        places = [at + (("path",) if isinstance(given.path, str) else ("path", k)) for k in range(len(texts))]
        name = given.name or texts[0]
        nodes = self._nodes(given, at, grid=grid)
        what = "times" if given.times else "set"
        levels = []
        for node in nodes:
            made = [self._change(what, text, node, place) for text, place in zip(texts, places, strict=True)]
            if None in made:
                return None  # told once, not for every value
            levels.append(Level(value_of(node), tuple(row for row in made if row is not None)))
        span = None
        if given.low is not None and given.high is not None and not grid:
            span = (given.low, given.high)
        return Parameter(name, given.zh or name, tuple(levels), span, given.whole)

    def clashes(self, groups: Seq[Seq[Change]]) -> None:
        """Report changes of different groups that write to the same place, or one below the other."""
        seen: dict[Path, Change] = {}
        for group in groups:
            own: dict[Path, Change] = {}
            for change in group:
                for path in self._places(change):
                    for length in range(1, len(path) + 1):
                        self._clash(seen.get(path[:length]), change, path)
                    for other, row in seen.items():
                        if len(other) > len(path) and other[: len(path)] == path:
                            self._clash(row, change, path)
                    own.setdefault(path, change)
            seen |= own

    def _clash(self, earlier: Change | None, change: Change, path: Path) -> None:
        if earlier is None:
            return
        place = self._path_at(change)
        self.report.add(
            place,
            f"changes that do not contradict each other; line {earlier.line} changes {dotted(path)} too",
            "leave one of the two out",
            value=change.text,
        )

    def _places(self, change: Change) -> list[Path]:
        if change.address[:1] == RUN:
            return [tuple(str(step) for step in change.address)]
        try:
            return touched(self.tree, change, self.report)
        except Misfit:
            return []

    def _path_at(self, change: Change) -> Path:
        """Where in the sweep's file a change stands, for the line of a message."""
        waiting: list[tuple[Path, Node]] = [((), self.root)]
        while waiting:
            path, node = waiting.pop()
            named = isinstance(node, Scalar) and node.text == change.text
            if (node is change.node or named) and node.line == change.line:
                return path
            if isinstance(node, Mapping):
                waiting += [((*path, key), entry.node) for key, entry in node.entries.items()]
            elif isinstance(node, Sequence):
                waiting += [((*path, index), item) for index, item in enumerate(node.items)]
        return ()

    def _change(self, what: str, text: str, node: Node, place: Path, *, key: bool = False) -> Change | None:
        try:
            address = parse_address(text)
        except Misfit as misfit:
            self.report.add(place, misfit.expected, misfit.remedy, value=misfit.value, key=key)
            return None
        if address[:1] == RUN:
            return self._of_run(what, text, address, node, place, key=key)
        line = self.report.line(place)
        change = Change(what, text, address, node, line)  # type: ignore[arg-type]  # one of the four words
        return self._checked(change, place, key=key)

    def _of_run(
        self, what: str, text: str, address: Address, node: Node, place: Path, *, key: bool
    ) -> Change | None:
        if len(address) == 2 and address[1] in OF_RUN and what == "set":
            return Change("set", text, address, node, self.report.line(place))
        remedy = self.report.did_you_mean(str(address[-1]), OF_RUN, f"one of {', '.join(OF_RUN)}")
        self.report.add(place, "a key of run that can be set", remedy, value=text, key=key)
        return None

    def _checked(self, change: Change, place: Path, *, key: bool = False) -> Change | None:
        try:
            touched(self.tree, change, self.report)
        except Misfit as misfit:
            self.report.add(place, misfit.expected, misfit.remedy, value=misfit.value, key=key)
            return None
        return change

    def _whole(self, given: ParameterIn, at: Path, *, grid: bool) -> bool:
        """Whether a parameter says what is varied, and over what: once."""
        ranged = given.low is not None or given.high is not None
        ways = [given.values is not None, ranged, given.patches is not None]
        if sum(ways) != 1:
            self.report.add(
                at, "one of values, from with to, and patches", "keep one of them", value=_shown(given)
            )
            return False
        if (given.patches is None) != (given.path is not None):
            told = ("no path beside patches", "leave it out: patches name their own places")
            if given.patches is None:
                told = ("the path of what is varied", "add `path: tenants[T01].wished_m2`")
            self.report.add(at, *told, value=_shown(given))
            return False
        if given.patches == {} or given.path == []:
            self.report.add(at, "at least one", "add one", value=_shown(given))
            return False
        return not ranged or self._ranged(given, at, grid=grid)

    def _ranged(self, given: ParameterIn, at: Path, *, grid: bool) -> bool:
        low, high = given.low, given.high
        if low is None or high is None or low >= high:
            self.report.add(at, "from and to, from below to", "give both ends", value=_shown(given))
            return False
        if grid and given.steps is None:
            self.report.missing((*at, "steps"), "the number of values in a grid", "add `steps: 5`")
            return False
        if not grid and given.steps is not None:
            remedy = "leave it out; a Latin hypercube draws from the whole range"
            self.report.add((*at, "steps"), "no steps in a sample", remedy, key=True)
            return False
        if given.whole and not (low.is_integer() and high.is_integer()):
            self.report.add(at, "whole ends of a whole range", "round from and to", value=_shown(given))
            return False
        return True

    def _nodes(self, given: ParameterIn, at: Path, *, grid: bool) -> list[Node]:
        """The value of every level: as written, or the ends and steps of a range."""
        if given.values is not None:
            nodes = [self._node((*at, "values", k)) for k in range(len(given.values))]
            if given.times:
                for k, node in enumerate(nodes):
                    if not isinstance(value_of(node), float):
                        self.report.add((*at, "values", k), "a factor", "write a number, such as 1.1")
                nodes = [node for node in nodes if isinstance(value_of(node), float)]
            return nodes
        low, high = given.low or 0.0, given.high or 0.0
        count = given.steps if grid and given.steps is not None else 2
        numbers = [low + (high - low) * k / (count - 1) for k in range(count)]
        if given.whole:
            numbers = list(dict.fromkeys(float(round(number)) for number in numbers))
        node = self._node((*at, "from"))
        return [Scalar(f"{number:.9g}", True, node.line, node.column) for number in numbers]

    def _node(self, path: Path) -> Node:
        node = self.root
        for step in path:
            node = node.items[step] if isinstance(node, Sequence) else node.entries[str(step)].node  # type: ignore[index,union-attr]  # the model has read it
        return node


def _shown(given: ParameterIn) -> str:
    texts = [given.path] if isinstance(given.path, str) else list(given.path or ())
    return given.name or ", ".join(texts) or "a parameter"
