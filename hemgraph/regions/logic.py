"""What each condition answers, as sets of cases; the one semantics of the walk and of every proof.

A case with unknowns has a certain answer just where all its admissible completions give that answer. To
find these cases the boxes of an answer, together with the impossible ones, are widened to
the largest boxes there are: all prime implicants, by iterated consensus (Quine 1955; for
many-valued variables Brayton et al. 1984). Such a box holds a case with unknowns just where it
holds all its completions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from ..diagram.conditions import REFUSED, Conditions, taken, takers, unknown_branch
from ..diagram.order import topological
from ..errors import Fault, NotDecided
from ..finding import Clause, Test, kinds_of
from ..graph import Action, Condition, DecisionGraph
from .primes import primes
from .space import Box, Space

MOST_BOXES = 4_000
"""How many boxes one condition may need before we say that it is not decided."""


@dataclass(frozen=True)
class Answers:
    """The cases that take each branch for certain, and those that are refused for certain.

    A case in none of them has an unknown answer; `unknown` is the position of the branch for it, or None.
    """

    branches: tuple[tuple[Box, ...], ...]
    refused: tuple[Box, ...]
    unknown: int | None


class Logic:
    """The conditions of one graph over its space of cases. Nothing in it depends on a case."""

    def __init__(self, graph: DecisionGraph, *, constrained: bool = True, beside: Iterable[DecisionGraph] = ()) -> None:
        self.graph = graph
        self.space = Space(graph, constrained=constrained, beside=beside)
        self._answers: dict[str, Answers] = {}
        self._takers: dict[str, list[tuple[int, ...]]] = {}
        self._raw: dict[tuple[str, int], list[Box]] = {}
        self._halves: dict[str, tuple[tuple[Box, ...], tuple[Box, ...]]] = {}

    @cached_property
    def kinds(self) -> str:
        """What its findings mean: a case that was read for others cannot be asked here."""
        return kinds_of(self.graph.findings)

    def answers(self, node: str) -> Answers:
        """Return which cases take which branch of a condition. Raises NotDecided where that needs too many boxes."""
        if node not in self._answers:
            self._answers[node] = self._find_answers(self.graph.condition(node))
        return self._answers[node]

    @cached_property
    def conditions(self) -> Conditions:
        """The conditions as decision diagrams."""
        return Conditions(self.graph, self.space.cells, self.order, constrained=bool(self.space.impossible))

    def known(self, point: Box) -> dict[int, int]:
        """Return what a case knows as the diagrams have it: the cell of each level that is known."""
        levels = self.conditions.levels
        return {levels[name]: cell for name, cell in self.space.known(point).items()}

    def answer(self, point: Box, node: str) -> int | None:
        """Return the branch that a case takes: its position, REFUSED, or None where it is unknown.

        A branch for `unknown` is not looked at.
        """
        return self.conditions.answer(node, self.known(point), {})

    def holds(self, point: Box, condition: Condition) -> bool | None:
        """Return whether a combined condition holds for a case, or None where that is unknown."""
        return self.conditions.holds(condition.id, self.known(point), {})

    def halves(self, condition: Condition) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
        """Return the cases for which a combined condition holds for certain, and those for which it fails."""
        if condition.id not in self._halves:
            self._halves[condition.id] = self._certain(condition, [0]), self._certain(condition, [1])
        return self._halves[condition.id]

    def split(self, box: Box, node: str) -> Iterator[tuple[int | None, Box]]:
        """Cut a box along the answers of a condition: disjoint parts with branch, REFUSED or None (unknown)."""
        answers = self.answers(node)
        rest = [box]
        for n, boxes in (*enumerate(answers.branches), (REFUSED, answers.refused)):
            for own in boxes:
                left: list[Box] = []
                for part in rest:
                    if not self.space.is_void(part & own):
                        yield n, part & own
                    left.extend(self.space.minus(part, own))
                rest = left
        for part in rest:
            yield None, part

    def takers(self, condition: Condition) -> list[tuple[int, ...]]:
        """Return for each cell (of a combined condition: yes, no) the branches that take it."""
        if condition.id not in self._takers:
            self._takers[condition.id] = takers(self.space.cells, condition)
        return self._takers[condition.id]

    def is_plain(self, condition: Condition) -> bool:
        """Tell whether each value has just one branch, so that the branch says all of the answer."""
        return all(len(takers) == 1 for takers in self.takers(condition))

    def taken(self, condition: Condition) -> list[int]:
        """Return for each cell (of a combined condition: yes, no) the branch that takes it, or REFUSED."""
        return taken(self.space.cells, condition)

    def met(self, condition: Condition, part: Box) -> Iterator[tuple[int, Box, Box]]:
        """Yield the cells (of a combined condition: yes 0, no 1) that possible patients of a part have there.

        With each come the cases, those with unknowns too who may turn out to have it; and who they turn out to be.
        """
        space = self.space
        if isinstance(condition.ask, str):
            name = condition.ask
            unknown, start = part & space.unknown[name], space.offset[name]
            for bit in space.bits(space.full if unknown else part, name):
                turned = space.put(part, name, bit)
                if space.admits(turned):
                    yield (bit >> start).bit_length() - 1, space.put(part, name, part & bit | unknown), turned
            return
        wide = part
        for name in condition.findings:
            if part & space.unknown[name]:
                wide |= space.field[name]
        for cell in (0, 1):
            if (condition.id, cell) not in self._raw:
                self._raw[condition.id, cell] = self._weighed(condition, [cell])[0]
            for box in self._raw[condition.id, cell]:
                if space.admits(wide & box):
                    yield cell, part & (box | space.unknowns), wide & box

    def open_findings(self, point: Box, name: str) -> tuple[str, ...]:
        """Return the unknown findings that can still change the answer of a condition, in its order.

        Of a combined condition: each with a test that may hold or fail, unless one beside it fails for certain.
        """
        space, condition = self.space, self.graph.condition(name)
        if isinstance(condition.ask, str):
            return (condition.ask,)
        found: dict[str, None] = {}
        for clause in condition.ask.clauses:
            tests = [(t.finding, space.cells[t.finding].mask(t.values) << space.offset[t.finding]) for t in clause]
            possible = {finding: space.possible(point, finding) for finding, _ in tests}
            if all(possible[finding] & passes for finding, passes in tests):
                found.update((finding, None) for finding, passes in tests if possible[finding] & ~passes)
        return tuple(found)

    def certain(self, clause: Clause) -> tuple[Box, ...]:
        """Return the cases whose every possible completion passes these tests."""
        return self._widened([self.space.clause(clause)], {test.finding for test in clause}, prime=True)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The nodes, each after all that lead to it."""
        return topological(self.graph)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where each node stands in the order; a set of nodes is an integer with a bit for each position."""
        return {name: n for n, name in enumerate(self.order)}

    @cached_property
    def before(self) -> Mapping[str, int]:
        """For each node the set of those that lead to it, itself too."""
        found = {name: 1 << n for n, name in enumerate(self.order)}
        for name in self.order:
            for target in self.graph.nodes[name].targets:
                found[target] |= found[name]
        return found

    @cached_property
    def idle(self) -> Mapping[str, Box]:
        """For each node the fields of the findings that no longer count.

        Those that count are asked there or below, or hang together with one that is.
        """
        graph, space = self.graph, self.space
        live: dict[str, Box] = {}
        for name in reversed(self.order):
            node = graph.nodes[name]
            found = 0
            for finding in () if isinstance(node, Action) else node.findings:
                found |= space.field[finding]
                for other in space.groups.get(finding, ()):
                    found |= space.field[other]
            for target in node.targets:
                found |= live[target]
            live[name] = found
        return {name: space.full & ~fields for name, fields in live.items()}

    def _find_answers(self, condition: Condition) -> Answers:
        taken = self.taken(condition)
        branches = [
            self._certain(condition, [c for c, b in enumerate(taken) if b == n]) for n in range(len(condition.branches))
        ]
        refused = self._certain(condition, [c for c, b in enumerate(taken) if b == REFUSED])
        return Answers(tuple(branches), refused, unknown_branch(condition))

    def _certain(self, condition: Condition, cells: Sequence[int]) -> tuple[Box, ...]:
        """The cases whose every possible completion gives one of these answers."""
        if not cells:
            return ()
        findings = condition.findings
        if isinstance(condition.ask, str):
            boxes, prime = [self.space.limit(self.space.full, condition.ask, sum(1 << c for c in cells))], True
        else:
            boxes, prime = self._weighed(condition, cells)
        return self._widened(boxes, set(findings), prime=prime)

    def _widened(self, boxes: Sequence[Box], findings: set[str], *, prime: bool) -> tuple[Box, ...]:
        """The largest boxes that hold a case with unknowns just where they hold all its possible completions."""
        # What is impossible elsewhere cannot narrow these findings.
        near = [no for no, names in self.space.constrained if not names or self.space.groups[names[0]] & findings]
        if prime and not near:
            return tuple(boxes)
        never = primes(self.space, near, self._spend)
        return tuple(
            box for box in primes(self.space, [*boxes, *never], self._spend) if not any(box & no == box for no in never)
        )

    def _weighed(self, condition: Condition, cells: Sequence[int]) -> tuple[list[Box], bool]:
        """The boxes of a combined condition's yes (0) and no (1), and whether these are prime already."""
        weighing = condition.ask
        assert not isinstance(weighing, str)
        true = [[self.space.clause(clause)] for clause in weighing.clauses]
        false = [[self._fails(test) for test in clause] for clause in weighing.clauses]
        count, needed = len(true), {0: weighing.count, 1: len(true) - weighing.count + 1}
        found: list[Box] = []
        for cell in cells:
            for chosen in combinations(range(count), needed[cell]):
                for parts in product(*((true, false)[cell][n] for n in chosen)):
                    box = self.space.full
                    for part in parts:
                        box &= part
                    if not self.space.is_void(box):
                        found.append(box)
                        self._spend(len(found), condition.id)
        named = [test.finding for clause in weighing.clauses for test in clause]
        return found, len(cells) == 1 and len(named) == len(set(named))

    def _fails(self, test: Test) -> Box:
        cells = self.space.cells[test.finding]
        return self.space.limit(self.space.full, test.finding, (1 << cells.count) - 1 & ~cells.mask(test.values))

    def _spend(self, boxes: int, node: str = "") -> None:
        if boxes > MOST_BOXES:
            where = f" at `{node}`" if node else ""
            raise NotDecided(
                [Fault(f"too many combinations{where} to weigh exactly", "split the condition into several")]
            )
