"""What every analysis stands on: who reaches what, and a patient to show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..case import Case
from ..errors import NotDecided, Place
from ..graph import Action, Condition, DecisionGraph
from ..regions.flow import MORE, MOST_BOXES, Flow, Work
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Witness
from ..values import cells as values
from ..values.domains import Value
from ..values.sets import Members, ValueSet


@dataclass(frozen=True)
class Meeting:
    """The cases that come to a condition with a value, or may turn out to have it; and who they turn out to be."""

    cases: Box
    turned: Box


Cells = dict[int, list[Meeting]]
"""For each cell of the finding asked (of a combined condition: yes 0, no 1) who comes with it."""


@dataclass(frozen=True)
class Doubted:
    """Nodes and branches of which nothing can be said until an overlap before them is mended."""

    nodes: frozenset[str]
    branches: Mapping[str, set[int]]


class Proof:
    """One graph under review. Each question has the same budget, counted in boxes."""

    def __init__(self, logic: Logic, budget: int = MOST_BOXES) -> None:
        self.logic = logic
        self.graph: DecisionGraph = logic.graph
        self.space = logic.space
        self.budget = budget
        self.spent = 0
        self.standing: dict[int, tuple[Flow, list[str]]] = {}
        self._met: dict[str, Cells] = {}
        self._failed: NotDecided | None = None

    def walks(
        self, begin: Mapping[str, Iterable[Box]], *, within: int = -1, keep: Box = 0, logic: Logic | None = None
    ) -> Flow:
        """Return how some cases walk, within a budget of their own. Raises NotDecided where that is used up."""
        work = Work(self.budget, MORE)
        try:
            return Flow(logic or self.logic, begin, work, within=within, keep=keep)
        finally:
            self.spent += work.most - work.left

    @cached_property
    def flow(self) -> Flow:
        """How everybody walks, with every unknown that they may have."""
        if self._failed:
            raise self._failed
        try:
            return self.walks({self.graph.start: [self.space.full]})
        except NotDecided as failed:
            self._failed = failed
            raise

    @cached_property
    def whole(self) -> Flow:
        """How those walk of whom everything is known."""
        return self.walks({self.graph.start: [self.space.full & ~self.space.unknowns]})

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions that somebody reaches, in the order of the file."""
        return tuple(node for node in conditions(self.graph) if node.id in self.flow.here)

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """The actions that somebody reaches, in the order of the file."""
        return tuple(n for n in self.graph.nodes.values() if isinstance(n, Action) and n.id in self.flow.here)

    @cached_property
    def everybody(self) -> Logic:
        """The same conditions without `impossible`; its cells are the same."""
        return Logic(self.graph, constrained=False)

    @cached_property
    def doubted(self) -> Doubted:
        """What somebody would reach who is refused because branches overlap, were it one of these branches."""
        nodes: set[str] = set()
        branches: dict[str, set[int]] = {}
        begin, flow = self._parted(self.flow), self.flow
        while begin:
            flow = self.walks(begin)
            nodes |= flow.here.keys()
            for name in flow.parts:
                condition = self.graph.condition(name)
                takers = self.takers(condition)
                taken = branches.setdefault(name, set())
                taken |= {n for cell in cells_met(self.logic, flow, condition) for n in takers[cell]}
                unknown = self.logic.answers(name).unknown
                if unknown is not None and any(answer is None for answer, _ in flow.parts[name]):
                    taken.add(unknown)
            begin = self._parted(flow)
        return Doubted(frozenset(nodes), branches)

    def _parted(self, flow: Flow) -> dict[str, list[Box]]:
        """The cases that several branches with different targets take, at each of these targets."""
        found: dict[str, list[Box]] = {}
        for name in flow.parts:
            condition = self.graph.condition(name)
            takers = self.takers(condition)
            if not any(self.is_split(condition, several) for several in takers):
                continue
            for cell, meetings in cells_met(self.logic, flow, condition).items():
                if self.is_split(condition, takers[cell]):
                    for n in takers[cell]:
                        found.setdefault(condition.branches[n].go, []).extend(m.cases for m in meetings)
        return found

    # ---- what is met at a condition

    def met(self, condition: Condition) -> Cells:
        """Return the cells that come to a condition with a certain answer, and who has them."""
        if condition.id not in self._met:
            self._met[condition.id] = cells_met(self.logic, self.flow, condition)
        return self._met[condition.id]

    def takers(self, condition: Condition) -> list[tuple[int, ...]]:
        """Return for each cell the branches that take it."""
        return self.logic.takers(condition)

    def is_split(self, condition: Condition, takers: Iterable[int]) -> bool:
        """Tell whether some branches lead to more than one node."""
        return len({condition.branches[n].go for n in takers}) > 1

    # ---- naming

    def name(self, node: str) -> str:
        """Return a node as messages name it."""
        return f"box {self.graph.boxes[node]} `{node}`"

    def place(self, *where: str | int) -> Place | None:
        """Return where in the file something stands, if it was read from one."""
        return self.graph.places.get(where)

    def values(self, condition: Condition, cells: Iterable[int]) -> ValueSet:
        """Return some cells as a test on the finding asked, or as the answers of a combined condition."""
        mask = sum(1 << cell for cell in cells)
        if not isinstance(condition.ask, str):
            return Members(tuple(answer for n, answer in enumerate((True, False)) if mask >> n & 1))
        return self.space.cells[condition.ask].values(mask)

    def touching(self, condition: Condition, cells: Iterable[int]) -> list[list[int]]:
        """Return cells as regions: of a number those that touch together, of anything else all in one."""
        found: list[list[int]] = []
        number = isinstance(condition.ask, str) and self.space.cells[condition.ask].starts
        for cell in sorted(cells):
            if found and (not number or found[-1][-1] + 1 == cell):
                found[-1].append(cell)
            else:
                found.append([cell])
        return found

    # ---- witnesses

    def witness(
        self, node: str, box: Box, edge: str | None = None, after: Flow | None = None, base: Flow | None = None
    ) -> Witness:
        """Return a patient of a box who reaches a node, and the way there.

        Their way is followed back through `after`, if that is given, and from where that began through `base`, by
        default the walks of everybody. The value of `edge` lies on a boundary where it can.
        """
        base = base or self.flow
        box, way = (after or base).way(node, box)
        if after is not None and way[0][0] != self.graph.start:
            box, first = base.way(way[0][0], box)
            way = (*first[:-1], *way)
        return Witness(Case(self.patient(box, edge)), way)

    def clearest(self, meetings: Sequence[Meeting]) -> Meeting:
        """Return the first in which everything can be known, or the first of all."""
        whole = (m for m in meetings if self.space.admits(m.cases & ~self.space.unknowns))
        return next(whole, meetings[0])

    def shown(self, condition: Condition, cell: int, edge: str | None = None) -> Witness:
        """Return a patient who comes to a condition with a value, or may turn out to have it, and the way there."""
        meeting = self.clearest(self.met(condition)[cell])
        space, box = self.space, meeting.cases
        names = dict.fromkeys(condition.findings)
        names |= dict.fromkeys(other for name in tuple(names) for other in sorted(space.groups.get(name, ())))
        turned = self._chosen(meeting.turned, names, edge)
        for name in names:
            bit = turned & space.field[name]
            box = space.put(box, name, bit if bit & box else space.unknown[name])
        return self.witness(condition.id, box, edge)

    def patient(
        self, box: Box, edge: str | None = None, possible: Callable[[Box], bool] | None = None
    ) -> dict[str, Value]:
        """Return a natural patient of an admissible box; a finding that has to be unknown is left out.

        `possible` tells who is a patient where it is not only this graph that says so.

        What was not there is taken first: no, the first option, a plain number from the middle of its range.
        """
        space, found = self.space, dict[str, Value]()
        box = self._chosen(box, space.cells, edge, possible)
        for name, cells in space.cells.items():
            bit = box & space.field[name]
            if bit != space.unknown[name]:
                cell = (bit >> space.offset[name]).bit_length() - 1
                found[name] = cells.edge(cell) if name == edge else self._plain[name][cell]
        return found

    @cached_property
    def _liked(self) -> Mapping[str, tuple[int, ...]]:
        """The cells of each finding, the most natural one first."""
        return {name: _liked(cells) for name, cells in self.space.cells.items()}

    @cached_property
    def _plain(self) -> Mapping[str, tuple[Value, ...]]:
        """A plain value of each cell of each finding."""
        cells = self.space.cells.items()
        return {name: tuple(found.plain(n) for n in range(found.count)) for name, found in cells}

    def _chosen(
        self, box: Box, names: Iterable[str], edge: str | None, possible: Callable[[Box], bool] | None = None
    ) -> Box:
        """The box with one bit left for each of these findings, the most natural ones."""
        space = self.space
        for name in names:
            order = range(space.cells[name].count) if name == edge else self._liked[name]
            start, tied = space.offset[name], possible is not None or name in space.groups
            bits = (1 << start + n for n in order if box >> start + n & 1)
            fitting = (bit for bit in bits if not tied or (possible or space.admits)(space.put(box, name, bit)))
            box = space.put(box, name, next(fitting, space.unknown[name]))
        return box

    def covering(self, boxes: Iterable[Box]) -> tuple[int, ...]:
        """Return a smallest choice of `impossible`, by position, that bars all of some boxes of whole cases.

        Smallest means that none of them can be left out; what is not searched: the choice with the fewest.
        """
        space, boxes = self.space, list(boxes)
        needed = [n for n, no in enumerate(space.impossible) if any(not space.is_void(box & no) for box in boxes)]
        for n in tuple(needed):
            rest = [other for other in needed if other != n]
            if space.barred(boxes, rest):
                needed = rest
        return tuple(needed)


def conditions(graph: DecisionGraph) -> Iterator[Condition]:
    """Yield the conditions of a graph, in the order of the file."""
    return (node for node in graph.nodes.values() if isinstance(node, Condition))


def _liked(cells: values.Cells) -> tuple[int, ...]:
    """No before yes, the first option first, numbers from the middle of their range outwards."""
    if isinstance(cells.sample(0), bool):
        return (1, 0)
    if not cells.starts:
        return tuple(range(cells.count))
    middle = cells.cell_of(cells.middle())
    return tuple(sorted(range(cells.count), key=lambda n: abs(n - middle)))


def cells_met(logic: Logic, flow: Flow, condition: Condition) -> Cells:
    """Return the cells that come to a condition with a certain answer, or a certain refusal, and who has them."""
    found: Cells = {}
    for answer, part in flow.parts.get(condition.id, ()):
        if answer is not None:
            for cell, cases, turned in logic.met(condition, part):
                found.setdefault(cell, []).append(Meeting(cases, turned))
    return dict(sorted(found.items()))
