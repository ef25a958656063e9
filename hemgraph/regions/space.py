"""Sets of cases as one integer: what the trace and every proof stand on.

Each finding has a field of bits: one for each of its cells, and one more, the highest, for
*unknown*. An integer with some bits in every field is a *box*: the cases that have one of
these bits in each field. A single case is the box with just one bit a field; a set of cases is a
list of boxes. AND of two boxes is their intersection.

A box that says nothing of a finding has its field full, the unknown bit too. So a case with
unknowns lies in such a box just where all its completions do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from ..case import Case
from ..finding import Clause
from ..graph import Condition, DecisionGraph, Special
from ..values.cells import Cells, cut
from ..values.domains import Value
from ..values.sets import ValueSet

Box = int

_MOST_KEPT = 1 << 16
"""How many answers of `admits` are kept; they depend on the findings that `impossible` names only."""


class Space:
    """The cells and boxes of one graph. Nothing in it depends on a case.

    With `constrained` off, `impossible` is left out: every combination of values is a patient. The cells tell apart
    what the tests of the graphs `beside` tell apart too, so that the boxes of several graphs can be compared.
    """

    def __init__(self, graph: DecisionGraph, *, constrained: bool = True, beside: Iterable[DecisionGraph] = ()) -> None:
        self.graph = graph
        tests: dict[str, list[ValueSet]] = {}
        for each in (graph, *beside):
            for name, sets in _tests(each).items():
                tests.setdefault(name, []).extend(sets)
        self.cells: Mapping[str, Cells] = MappingProxyType(
            {name: cut(finding.domain, tests.get(name, ())) for name, finding in graph.findings.items()}
        )
        self.offset: dict[str, int] = {}
        self.field: dict[str, int] = {}
        self.unknown: dict[str, int] = {}
        bits = 0
        for name, cells in self.cells.items():
            self.offset[name] = bits
            self.field[name] = ((1 << cells.count + 1) - 1) << bits
            self.unknown[name] = 1 << bits + cells.count
            bits += cells.count + 2  # one bit between fields is never set: see `is_void`
        self.full: Box = sum(self.field.values())
        self.unknowns = sum(self.unknown.values())
        self._between = self.unknowns << 1
        self._field_at = [self.field[name] for name, cells in self.cells.items() for _ in range(cells.count + 2)]
        self._admitted: dict[Box, bool] = {}
        entries = graph.impossible if constrained else ()
        self.impossible: tuple[Box, ...] = tuple(self.clause(entry.clause) for entry in entries)

    # ---- boxes

    def limit(self, box: Box, finding: str, mask: int) -> Box:
        """Return the box with the cells of one finding limited to a mask; unknown stays only if all cells do."""
        field, wanted = self.field[finding], mask << self.offset[finding]
        if wanted == field & ~self.unknown[finding]:
            wanted = field
        return box & (wanted | ~field)

    def clause(self, clause: Clause) -> Box:
        """Return the cases in which every one of these tests holds for certain."""
        box = self.full
        for test in clause:
            box = self.limit(box, test.finding, self.cells[test.finding].mask(test.values))
        return box

    def fields(self, box: Box) -> tuple[str, ...]:
        """Return the findings that a box says anything of."""
        return tuple(name for name, field in self.field.items() if box & field != field)

    def is_void(self, box: Box) -> bool:
        """Tell whether a box holds no case at all: it has no bit left for some finding.

        Adding a full field to a field carries into the bit above it just where that field is not 0.
        """
        return (self.full + box) & self._between != self._between

    def point(self, case: Case) -> Box:
        """Return a case as a box of one bit a field."""
        box = 0
        for name in self.cells:
            box |= self.bit(name, case.known[name]) if name in case.known else self.unknown[name]
        return box

    def bit(self, finding: str, value: Value) -> int:
        """Return the bit of the cell that a value lies in."""
        return 1 << self.offset[finding] + self.cells[finding].cell_of(value)

    def known(self, point: Box) -> dict[str, int]:
        """Return the cells of what a case knows, by finding."""
        found = {}
        for name, cells in self.cells.items():
            inside = (point & self.field[name]) >> self.offset[name]
            if not inside >> cells.count:
                found[name] = inside.bit_length() - 1
        return found

    def refinements(self, point: Box) -> Box:
        """Return a case together with every case that knows more: its unknown fields become full."""
        for name, unknown in self.unknown.items():
            if point & unknown:
                point |= self.field[name]
        return point

    def fields_in(self, bits: int) -> list[int]:
        """Return the fields that some bits lie in."""
        found = []
        while bits:
            field = self._field_at[(bits & -bits).bit_length() - 1]
            found.append(field)
            bits &= ~field
        return found

    def bits(self, box: Box, finding: str) -> list[int]:
        """Return the cells of one finding that a box has, as single bits, without the unknown one."""
        inside = box & self.field[finding] & ~self.unknown[finding]
        start = self.offset[finding]
        return [1 << start + n for n in range(self.cells[finding].count) if inside >> start + n & 1]

    def put(self, box: Box, finding: str, bits: int) -> Box:
        """Return the box with other bits in one field."""
        return box & ~self.field[finding] | bits

    def lacking(self, bits: int) -> int:
        """Return the fields without any of some bits, each as its bit for unknown."""
        return (self._between & ~(self.full + bits)) >> 1

    def minus(self, box: Box, other: Box) -> Iterator[Box]:
        """Yield disjoint boxes that together are what one box has and the other has not."""
        if self.is_void(box & other):
            yield box
            return
        outside = box & ~other
        for field in self.fields_in(outside):
            yield box & ~field | outside & field
            box &= other | ~field

    # ---- who is admissible

    @cached_property
    def constrained(self) -> tuple[tuple[Box, tuple[str, ...]], ...]:
        """The boxes of `impossible`, each with the findings it is about."""
        return tuple((box, self.fields(box)) for box in self.impossible)

    @cached_property
    def groups(self) -> Mapping[str, frozenset[str]]:
        """For each finding that `impossible` names, all those that it hangs together with."""
        found: dict[str, frozenset[str]] = {}
        for _, names in self.constrained:
            joined = frozenset(names).union(*(found[name] for name in names if name in found))
            found.update(dict.fromkeys(joined, joined))
        return found

    @cached_property
    def _hanging(self) -> Box:
        """The fields of all findings that `impossible` names."""
        return sum(self.field[name] for name in self.groups)

    def admits(self, box: Box) -> bool:
        """Tell whether a box holds a case that some possible patient has."""
        if self.is_void(box):
            return False
        part = box & self._hanging
        if part not in self._admitted:
            if len(self._admitted) >= _MOST_KEPT:
                self._admitted.clear()
            wide = part | self.full & ~self._hanging
            for name in self.groups:
                if wide & self.unknown[name]:
                    wide = (wide | self.field[name]) ^ self.unknown[name]
            self._admitted[part] = _escapes(self, wide, self.constrained)
        return self._admitted[part]

    def admits_in(self, box: Box, other: Space) -> bool:
        """Tell whether a box of whole cases holds a patient who is possible here and in another version, cut alike."""
        return not self.is_void(box) and _escapes(self, box, [*self.constrained, *other.constrained])

    def barred(self, boxes: Iterable[Box], entries: Iterable[int]) -> bool:
        """Tell whether some entries of the graph's `impossible`, by position, bar every whole case of some boxes."""
        named = [(no, self.fields(no)) for no in (self.clause(self.graph.impossible[n].clause) for n in entries)]
        return not any(not self.is_void(box) and _escapes(self, box, named) for box in boxes)

    def possible(self, point: Box, finding: str) -> int:
        """Return the bits of one finding that a case leaves possible."""
        wide = self.put(point, finding, self.field[finding]) if point & self.unknown[finding] else point
        return sum(bit for bit in self.bits(wide, finding) if self.admits(self.put(wide, finding, bit)))


def _tests(graph: DecisionGraph) -> dict[str, list[ValueSet]]:
    """Every set of values that the graph tells apart, by finding."""
    found: dict[str, list[ValueSet]] = {}
    clauses = [entry.clause for entry in graph.impossible] + [entry.when for entry in graph.properties]
    clauses += [conflict.when for conflict in graph.conflicts.values()]
    for node in graph.nodes.values():
        if not isinstance(node, Condition):
            continue
        if isinstance(node.ask, str):
            found.setdefault(node.ask, []).extend(b.when for b in node.branches if not isinstance(b.when, Special))
        else:
            clauses += node.ask.clauses
    for clause in clauses:
        for test in clause:
            found.setdefault(test.finding, []).append(test.values)
    return found


def _escapes(space: Space, box: Box, entries: Sequence[tuple[Box, tuple[str, ...]]]) -> bool:
    """Tell whether a box of wholly known cases reaches out of every impossible box."""
    for n, (no, names) in enumerate(entries):
        if not space.is_void(box & no):
            outside = (space.put(box, name, box & space.field[name] & ~no) for name in names)
            return any(not space.is_void(part) and _escapes(space, part, entries[n + 1 :]) for part in outside)
    return True
