"""The conditions of a graph as formulas on the cells of a row, some findings being assumed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from ..errors import Fault, NotDecided
from ..finding import Test
from ..graph import Condition
from ..regions.logic import MOST_BOXES, Logic
from ..regions.primes import primes
from ..regions.space import Box
from .formula import FALSE, TRUE, Formula, In, both, either, negated

Assumed = Mapping[str, int]
"""The cells that some unknown findings of a row are assumed to have."""
_Key = tuple[str, frozenset[tuple[str, int]]]


class Asked:
    """What each condition of one graph asks of a row. Nothing in it depends on a row."""

    def __init__(self, logic: Logic) -> None:
        self.logic = logic
        self.space = logic.space
        self._answers: dict[_Key, tuple[tuple[int, Formula], ...]] = {}
        self._ways: dict[_Key, tuple[tuple[str, int, Formula], ...]] = {}

    def contradicts(self) -> Formula:
        """Return the rows that no possible patient has."""
        return self.within(self._never, {})

    def answers(self, node: str, assumed: Assumed) -> tuple[tuple[int, Formula], ...]:
        """Return each branch of a condition, or REFUSED, with the rows that take it for certain.

        A row takes the first that holds; one that none holds for has an unknown answer.
        """
        key = self._key(node, assumed)
        if key not in self._answers:
            self._answers[key] = tuple(self._answered(node, assumed))
        return self._answers[key]

    def ways(self, node: str, assumed: Assumed) -> tuple[tuple[str, int, Formula], ...]:
        """Return each unknown finding that can still change an answer with each cell that it can have, and for whom."""
        key = self._key(node, assumed)
        if key not in self._ways:
            self._ways[key] = tuple(self._opened(node, assumed))
        return self._ways[key]

    def _key(self, node: str, assumed: Assumed) -> _Key:
        """A condition with what is assumed, as far as it can matter there; many states are alike in that."""
        return node, frozenset((name, cell) for name, cell in assumed.items() if name in self._about[node])

    @cached_property
    def _about(self) -> Mapping[str, frozenset[str]]:
        """For each condition the findings that its answer can depend on."""
        nodes = self.logic.graph.nodes.values()
        return {node.id: hangs_together(self.logic, node) for node in nodes if isinstance(node, Condition)}

    def _answered(self, node: str, assumed: Assumed) -> Iterator[tuple[int, Formula]]:
        from ..diagram.conditions import REFUSED

        answers = self.logic.answers(node)
        for branch, boxes in (*enumerate(answers.branches), (REFUSED, answers.refused)):
            formula = self.within(boxes, assumed)
            if formula != FALSE:
                yield branch, formula

    def _opened(self, node: str, assumed: Assumed) -> Iterator[tuple[str, int, Formula]]:
        for name, is_open in self.open(node, assumed):
            for cell in range(self.space.cells[name].count):
                guard = both([is_open, self._admitted(name, cell, assumed)])
                if guard != FALSE:
                    yield name, cell, guard

    def open(self, node: str, assumed: Assumed) -> Iterator[tuple[str, Formula]]:
        """Yield the findings that can still change an unknown answer, each with the rows in which it can."""
        condition = self.logic.graph.condition(node)
        if isinstance(condition.ask, str):
            if condition.ask not in assumed:  # else no possible patient comes here
                yield condition.ask, TRUE
            return
        found: dict[str, list[Formula]] = {}
        for clause in condition.ask.clauses:
            passes = both(self._may(test, assumed, passes=True) for test in clause)
            for test in clause:
                if test.finding not in assumed:
                    fails = self._may(test, assumed, passes=False)
                    found.setdefault(test.finding, []).append(both([passes, fails]))
        for name in condition.findings:
            if (formula := either(found.get(name, ()))) != FALSE:
                yield name, formula

    def within(self, boxes: Iterable[Box], assumed: Assumed) -> Formula:
        """Return that a row, with what is assumed, lies in one of some boxes."""
        return either(self._inside(box, assumed) for box in boxes)

    def _inside(self, box: Box, assumed: Assumed, besides: str = "") -> Formula:
        parts: list[Formula] = []
        for name in self.space.fields(box):
            mask = (box & self.space.field[name]) >> self.space.offset[name]
            if name in assumed:
                if not mask >> assumed[name] & 1:
                    return FALSE
            elif name != besides:
                parts.append(In(name, mask))
        return both(parts)

    def _may(self, test: Test, assumed: Assumed, *, passes: bool) -> Formula:
        """Whether a test may still pass, or fail: the value is known and does, or is unknown and can."""
        name, cells = test.finding, self.space.cells[test.finding]
        mask = cells.mask(test.values)
        mask = mask if passes else (1 << cells.count) - 1 & ~mask
        if name in assumed:
            return TRUE if mask >> assumed[name] & 1 else FALSE
        can = either(self._admitted(name, cell, assumed) for cell in range(cells.count) if mask >> cell & 1)
        return either([In(name, mask), both([In(name, 1 << cells.count), can])])

    def _admitted(self, name: str, cell: int, assumed: Assumed) -> Formula:
        """Whether some possible patient has this cell of an unknown finding beside what is known."""
        bit = 1 << self.space.offset[name] + cell
        near = (no for no in self._never if no & bit and no & self.space.field[name] != self.space.field[name])
        return negated(either(self._inside(no, assumed, besides=name) for no in near))

    @cached_property
    def _never(self) -> list[Box]:
        """The largest boxes that no possible patient lies in."""
        return primes(self.space, [no for no, _ in self.space.constrained], _spend)


def hangs_together(logic: Logic, condition: Condition) -> frozenset[str]:
    """Return the findings that the answer of a condition can depend on."""
    groups = logic.space.groups
    return frozenset(condition.findings).union(*(groups.get(name, ()) for name in condition.findings))


def _spend(boxes: int) -> None:
    if boxes > MOST_BOXES:
        raise NotDecided(
            [Fault("too many combinations of `impossible` to weigh exactly", "write fewer, or wider ones")]
        )
