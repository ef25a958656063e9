"""The layers of one query: columns that each look at those before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...errors import Fault, NotDecided
from ...graph import Action, Stance
from ...results import Key, Status
from ..formula import FALSE
from ..states import State, Turn
from .settle import FAULT, MIXED, WORD, Settling, word_of
from .walk import Sum, Walk
from .words import Cell, case, named, quoted, settled, test

if TYPE_CHECKING:
    from .query import Query

REFUSED_ROW = "refused"
"""The status of a row that is no case, or of which the graph is at fault."""

Columns = list[tuple[str, str]]


@dataclass(frozen=True)
class Wants:
    """What is wanted beside status, leaf, number of the path and missing findings."""

    boxes: bool = False
    recommendations: bool = False


STANDARD = Wants()


class Parts:
    """The columns of one query. Each begins with a prefix, and a letter or two.

    c: cells; x, e, p, b, k: the walk, where it ends, its number, boxes and recommendations; o, s: what ways on come to,
    and the nodes or recommendations that they share; m, n, r: the same for the row itself, as r the number of a set.
    """

    def __init__(self, query: Query, cells: Mapping[str, Cell], wants: Wants, prefix: str) -> None:
        self.query, self.wants, self.prefix = query, wants, prefix
        self.graph, self.program, self.paths = query.graph, query.program, query.paths
        self.inputs: Columns = [
            (f"{prefix}c{n}", cell) for n, cell in enumerate(cells.values()) if isinstance(cell, str)
        ]
        self.cells: dict[str, Cell] = {
            name: f"{prefix}c{n}" if isinstance(cell, str) else cell for n, (name, cell) in enumerate(cells.items())
        }
        self.walk = Walk(self.program, self.cells)
        self.modulus = len(self.walk.ends) + 1
        self.end = f"{prefix}e{len(self.walk.steps) - 1}"
        if self.paths.count * (len(self.paths.shared) + 1) * self.modulus >= 1 << 63:
            raise NotDecided([Fault("too many paths to number them in a column", "split the graph")])

    def layers(self) -> list[Columns]:
        """Return the columns layer by layer."""
        layers = [self.inputs, *self._walking(), *self._settling(), self._met(), self._shared()]
        return [layer for layer in layers if layer]

    def told(self) -> Columns:
        """Return the columns that are the answer."""
        found = [
            ("status", self._status()),
            ("leaf", self._leaf()),
            ("path", self._path()),
            ("missing", self._missing()),
        ]
        if self.wants.boxes:
            found.append(("boxes", self._boxes()))
        if self.wants.recommendations:
            found += [(named(name), self._stance(name)) for name in self.query.interventions]
        return found

    # ---- the walk

    @cached_property
    def _sums(self) -> list[Sum[Any]]:
        m, graph = self.modulus, self.graph
        offset = self.paths.offset

        def number(total: int, state: State, turn: Turn | None) -> int:
            return total + (offset.get((state.node, turn.branch), 0) if turn else 0)

        def boxes(total: str, state: State, _: Turn | None) -> str:
            return f"{total} {graph.boxes[state.node]}"

        def told(total: int, state: State, _: Turn | None) -> int:
            return total | self._own_keys(state)

        found: list[Sum[Any]] = [Sum("p", 0, number, lambda end, total: str(total * m + end), "-1", "+")]
        if self.wants.boxes:
            found.append(Sum("b", "", boxes, lambda _, total: quoted(total), "''", "||"))
        for word in self._words if self.wants.recommendations else ():
            write = lambda _, total, w=word: str(word_of(total, w))  # noqa: E731
            found.append(Sum(f"k{word}_", 0, told, write, "0", "|"))
        return found

    def _walking(self) -> list[Columns]:
        add, found = self.prefix, list[Columns]()
        for k, step in enumerate(self.walk.steps):
            trees = {each.name: [(n, self.walk.tree(n, each)) for n in step] for each in self._sums}
            if k == 0:
                refused = self._refused()
                of = {
                    each.name: case([(refused, each.fault), (f"NOT ({refused})", trees[each.name][0][1])])
                    for each in self._sums
                }
            else:
                last = f"{add}e{k - 1}"
                of = {
                    name: case([(f"{last} = {self.walk.ends[n]}", tree) for n, tree in each])
                    for name, each in trees.items()
                }
            found.append([(f"{add}x{name}{k}", value) for name, value in of.items()])
            found.append(self._unpacked(k))
        return found

    def _refused(self) -> str:
        """Which rows are refused before they walk: a value is none of its finding, or nobody has all of them."""
        known = " + ".join(name for name, _ in self.inputs)
        refused = f"({known}) IS NULL" if known else "1 = 0"
        contradicts = settled(self.program.contradicts, self.cells)
        return refused if contradicts == FALSE else f"{refused} OR {test(contradicts, self.cells)}"

    def _unpacked(self, k: int) -> Columns:
        """What each walk has added up after a step, and where it is."""
        add, m = self.prefix, self.modulus
        here, away = f"{add}xp{k} IS NOT NULL", f"{add}xp{k} IS NULL"
        end = f"{add}xp{k} % {m}"
        found = [(f"{add}e{k}", case([(here, end), (away, f"{add}e{k - 1}")]) if k else end)]
        for each in self._sums:
            new = f"{add}x{each.name}{k}"
            new = f"{new} // {m}" if each.name == "p" else new
            was = f"{add}{each.name}{k - 1}"
            value = case([(here, f"{was} {each.join} {new}"), (away, was)]) if k else new
            found.append((f"{add}{each.name}{k}", value))
        return found

    def _added(self, name: str) -> str:
        return f"{self.prefix}{name}{len(self.walk.steps) - 1}"

    # ---- the ways on

    @cached_property
    def _nodes_shared(self) -> Settling:
        position, restarts = self.program.logic.position, self.program.restarts

        def adds(state: State) -> int:
            if restarts:
                return state.behind if state.outcome is not None else 0
            return 1 << position[state.node]

        return Settling(self.program, self.cells, f"{self.prefix}n", adds, len(position))

    @cached_property
    def _keys_shared(self) -> Settling:
        common = self.query.common

        def adds(state: State) -> int:
            return self._bits(common.told(state))

        return Settling(common, self.cells, f"{self.prefix}k", adds, len(self.query.keys))

    @cached_property
    def _stops(self) -> dict[int, int]:
        """The states where a row can stop, each with the number of its end."""
        walk = self.walk
        return {n: end for n, end in walk.ends.items() if walk.states[n].outcome is None and walk.stop(n) != FALSE}

    @cached_property
    def _open(self) -> dict[int, int]:
        """The stops whose ways on may come to the same."""
        return {n: end for n, end in self._stops.items() if self.program.states[n].ways}

    def _settling(self) -> list[Columns]:
        found = []
        if self._open:
            found += self._nodes_shared.layers(_among(self.end, self._open.values()))
        if self.wants.recommendations and self._stops:
            found += self._keys_shared.layers(_among(self.end, self._stops.values()))
        return found

    def _met(self) -> Columns:
        """What the ways on of the row come to: its outcome m, the nodes n and the recommendations y that they share."""
        add, end, found = self.prefix, self.end, list[tuple[str, str]]()
        if self._open:
            meeting, states = self._nodes_shared, self.program.states
            ways = [(f"{end} = {at}", meeting.meet_outcomes(states[n])) for n, at in self._open.items()]
            found.append((f"{add}m", case(ways)))
            for word in meeting.words:
                sets = [
                    (
                        f"{end} = {at}",
                        f"({meeting.meet_sets(states[n], word)}) & {word_of(~self._passed(states[n]), word)}",
                    )
                    for n, at in self._open.items()
                ]
                found.append((f"{add}n{word}", case(sets)))
        if self.wants.recommendations and self._stops:
            common = self.query.common
            twins = {common.states[n].node: n for n in reversed(common.walked)}
            for word in self._words:
                sets = [
                    (
                        f"{end} = {at}",
                        self._keys_shared.meet_sets(common.states[twins[self.program.states[n].node]], word),
                    )
                    for n, at in self._stops.items()
                ]
                found.append((f"{add}y{word}", case(sets)))
        return found

    def _passed(self, state: State) -> int:
        return state.behind or 1 << self.program.logic.position[state.node]

    def _shared(self) -> Columns:
        """The number of the set of nodes that the ways on share, from 1."""
        if not self._open:
            return []
        words = self._nodes_shared.words
        sets = [
            (" AND ".join(f"{self.prefix}n{word} = {word_of(nodes, word)}" for word in words), str(number))
            for number, nodes in enumerate(self.paths.shared, 1)
        ]
        return [(f"{self.prefix}r", case([(f"{self.prefix}m >= 0", case(sets))]))]

    # ---- the answer

    def _ends_in(self, wanted: Iterable[int]) -> str:
        """Which rows end in one of some outcomes, walking or settled; never true where there are none."""
        outcomes = set(wanted)
        states = self.program.states
        ends = [end for n, end in self.walk.ends.items() if states[n].outcome in outcomes]
        parts = [_among(self.end, ends)] if ends else []
        parts += [_among(f"{self.prefix}m", outcomes)] if self._open and outcomes else []
        return " OR ".join(parts) or "1 = 0"

    def _is_incomplete(self) -> str:
        apart = [end for n, end in self._stops.items() if n not in self._open]
        parts = [_among(self.end, apart)] if apart else []
        parts += [f"{self.prefix}m = {MIXED}"] if self._open else []
        return " OR ".join(parts) or "1 = 0"

    def _status(self) -> str:
        outcomes, nodes = self.program.outcomes, self.graph.nodes
        by: dict[str, list[int]] = {}
        for n, outcome in enumerate(outcomes):
            leaf = nodes[outcome.leaf]
            silent = isinstance(leaf, Action) and leaf.silent
            status = REFUSED_ROW if outcome.clash else Status.SILENT if silent else Status.RECOMMENDED
            by.setdefault(str(status), []).append(n)
        fault = f"{self.end} = -1" + (f" OR {self.prefix}m = {FAULT}" if self._open else "")
        parts = [(fault, quoted(REFUSED_ROW))]
        parts += [(self._ends_in(found), quoted(status)) for status, found in by.items()]
        parts.append((self._is_incomplete(), quoted(Status.INCOMPLETE)))
        return case([*parts, (f"{self.end} IS NULL", quoted(REFUSED_ROW))])

    def _leaf(self) -> str:
        by: dict[str, list[int]] = {}
        for n, outcome in enumerate(self.program.outcomes):
            if not outcome.clash:
                by.setdefault(outcome.leaf, []).append(n)
        return case((self._ends_in(found), quoted(leaf)) for leaf, found in by.items())

    def _clear(self) -> str:
        """Which rows are not refused."""
        fine = [n for n, outcome in enumerate(self.program.outcomes) if not outcome.clash]
        return f"{self._ends_in(fine)} OR {self._is_incomplete()}"

    def _walked_only(self) -> str:
        """Which rows have no nodes after a stop."""
        return f"({self.prefix}r IS NULL)"

    def _path(self) -> str:
        number = self._added("p")
        if not self._open:
            return case([(self._clear(), number)])
        more = f"{number} + {self.paths.count} * {self.prefix}r"
        value = case([(f"{self.prefix}r IS NOT NULL", more), (self._walked_only(), number)])
        return case([(self._clear(), value)])

    def _missing(self) -> str:
        parts = []
        for n, end in self._stops.items():
            state = self.program.states[n]
            waits = f"{self.end} = {end}" + (f" AND {self.prefix}m = {MIXED}" if n in self._open else "")
            asked = [(name, settled(guard, self.cells)) for name, guard in self.program.asked.open(state.node, {})]
            asked = [(name, guard) for name, guard in asked if guard != FALSE]
            if len(asked) == 1:
                parts.append((waits, quoted(asked[0][0])))
                continue
            names = [
                case([(test(guard, self.cells), quoted(f", {name}")), (f"NOT ({test(guard, self.cells)})", "''")])
                for name, guard in asked
            ]
            parts.append((waits, f"SUBSTR({' || '.join(names)}, 3)" if names else "''"))
        return case(parts) if parts else "CAST(NULL AS VARCHAR)"

    def _boxes(self) -> str:
        walked = f"SUBSTR({self._added('b')}, 2)"
        if not self._open:
            return case([(self._clear(), walked)])
        order = self.program.logic.order
        more = []
        for number, nodes in enumerate(self.paths.shared, 1):
            boxes = [self.graph.boxes[name] for n, name in enumerate(order) if nodes >> n & 1]
            more.append((f"{self.prefix}r = {number}", quoted("".join(f" {box}" for box in boxes))))
        return case([(self._clear(), f"{walked} || {case([*more, (self._walked_only(), quoted(''))])}")])

    # ---- recommendations

    @property
    def _words(self) -> range:
        return range(max(1, -(-len(self.query.keys) // WORD)))

    def _bits(self, keys: Iterable[Key]) -> int:
        return sum(1 << self.query.keys[key] for key in keys)

    def _own_keys(self, state: State) -> int:
        node = self.graph.nodes[state.node]
        return self._bits({each.key for each in node.recommend}) if isinstance(node, Action) else 0

    def _stance(self, intervention: str) -> str:
        """What is said of an intervention: one stance, or some with commas between."""
        told = {stance: self._bits(k for k in self.query.keys if k[:2] == (intervention, stance)) for stance in Stance}
        there = {stance: self._told(bits) for stance, bits in told.items() if bits}
        parts: list[tuple[list[str], list[str]]] = [([], [])]
        for stance, is_told in there.items():
            parts = [
                ([*tests, sign.format(is_told)], [*names, *more])
                for tests, names in parts
                for sign, more in (("({})", [str(stance)]), ("NOT ({})", []))
            ]
        values = case((" AND ".join(tests), quoted(", ".join(names))) for tests, names in parts if names)
        return case([(self._clear(), values)])

    def _told(self, bits: int) -> str:
        tests = []
        for word in self._words:
            if mask := word_of(bits, word):
                walked = self._added(f"k{word}_")
                tests.append(f"({walked} & {mask}) <> 0")
                if self._stops:
                    shared = f"{self.prefix}y{word}"
                    tests.append(f"({shared} IS NOT NULL AND ({shared} & {mask}) <> 0)")
        return " OR ".join(tests)


def _among(column: str, numbers: Iterable[int]) -> str:
    found = sorted(numbers)
    return f"{column} = {found[0]}" if len(found) == 1 else f"{column} IN ({', '.join(map(str, found))})"
