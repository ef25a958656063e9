"""Decision diagrams: what a row comes to by the cells of its findings, asked in one order; equal parts are one.

Reduced ordered diagrams of many-valued variables (Bryant 1986; Srinivasan et al. 1990).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from ..errors import Fault, NotDecided
from .formula import And, Formula, In, Not, Or

MOST_NODES = 400_000
"""How many nodes there may be before we say that a graph is too large."""

Diagram = int
"""The number of a node: one that asks a finding, or a value at the end."""


@dataclass(frozen=True, eq=False)
class Law:
    """How two values meet, in any order; equal ones stay. `neutral` changes none, and nothing changes `last`."""

    of: Callable[[Hashable, Hashable], Hashable]
    neutral: Hashable
    last: Hashable = None


class Diagrams:
    """All diagrams over some findings, each with so many cells, in the order in which they are asked."""

    def __init__(self, order: Sequence[str], counts: Mapping[str, int]) -> None:
        self.order = tuple(order)
        self.counts = tuple(counts[name] for name in order)
        self._level = {name: n for n, name in enumerate(self.order)}
        self.nodes: list[tuple[int, tuple[Diagram, ...]]] = []
        self.values: dict[Diagram, Hashable] = {}
        self._numbers: dict[Hashable, Diagram] = {}
        self._chosen: dict[tuple[Diagram, Diagram, Diagram], Diagram] = {}
        self._met: dict[tuple[Law, Diagram, Diagram], Diagram] = {}
        self.no, self.yes = self.value(False), self.value(True)

    def value(self, value: Hashable) -> Diagram:
        """Return the diagram that comes to one value whatever the row."""
        key = "value", value
        if key not in self._numbers:
            self.values[self._new(key, len(self.order), ())] = value
        return self._numbers[key]

    def formula(self, formula: Formula) -> Diagram:
        """Return where a formula holds: a diagram of True and False."""
        match formula:
            case In(finding, mask):
                level = self._level[finding]
                return self._node(level, [self.yes if mask >> n & 1 else self.no for n in range(self.counts[level])])
            case And(parts):
                found = self.yes
                for part in parts:
                    found = self.choose(self.formula(part), found, self.no)
                return found
            case Or(parts):
                found = self.no
                for part in parts:
                    found = self.choose(self.formula(part), self.yes, found)
                return found
            case Not(part):
                return self.choose(self.formula(part), self.no, self.yes)
            case _:
                assert_never(formula)

    def choose(self, test: Diagram, one: Diagram, other: Diagram) -> Diagram:
        """Return one diagram where a test is True, and the other where it is False."""
        if test in (self.yes, self.no) or one == other:
            return other if test == self.no else one
        key = test, one, other
        if key not in self._chosen:
            level, parts = self._split(key)
            self._chosen[key] = self._node(level, [self.choose(*part) for part in parts])
        return self._chosen[key]

    def mapped(self, of: Callable[[Hashable], Hashable], one: Diagram) -> Diagram:
        """Return a diagram with other values in the place of its own."""
        return self._joined(lambda values: of(values[0]), (one,), {})

    def joined(self, of: Callable[[Hashable, Hashable], Hashable], one: Diagram, other: Diagram) -> Diagram:
        """Return what the values of two diagrams come to together."""
        return self._joined(lambda values: of(*values), (one, other), {})

    def met(self, law: Law, one: Diagram, other: Diagram) -> Diagram:
        """Return what the values of two diagrams come to by a law; what was found before is found at once."""
        if one == other or other == self.value(law.neutral):
            return one
        if one == self.value(law.neutral):
            return other
        last = self.value(law.last) if law.last is not None else None
        if last in (one, other):
            return last
        key = law, min(one, other), max(one, other)
        if key not in self._met:
            if one in self.values and other in self.values:
                self._met[key] = self.value(law.of(self.values[one], self.values[other]))
            else:
                level, split = self._split((one, other))
                self._met[key] = self._node(level, [self.met(law, *part) for part in split])
        return self._met[key]

    def ends(self, top: Diagram) -> list[Hashable]:
        """Return the values that a diagram can come to."""
        seen, waiting, found = {top}, [top], []
        while waiting:
            here = waiting.pop()
            if here in self.values:
                found.append(self.values[here])
            new = set(self.nodes[here][1]) - seen
            seen |= new
            waiting.extend(new)
        return found

    def _joined(
        self,
        of: Callable[[Sequence[Hashable]], Hashable],
        parts: tuple[Diagram, ...],
        known: dict[tuple[Diagram, ...], Diagram],
    ) -> Diagram:
        if parts not in known:
            if all(part in self.values for part in parts):
                known[parts] = self.value(of([self.values[part] for part in parts]))
            else:
                level, split = self._split(parts)
                known[parts] = self._node(level, [self._joined(of, part, known) for part in split])
        return known[parts]

    def _split(self, parts: tuple[Diagram, ...]) -> tuple[int, Iterable[tuple[Diagram, ...]]]:
        """The first finding that some diagrams ask, and what is left of them by its cells."""
        nodes = [self.nodes[part] for part in parts]
        level = min(level for level, _ in nodes)
        below = (
            below if at == level else (part,) * self.counts[level]
            for part, (at, below) in zip(parts, nodes, strict=True)
        )
        return level, zip(*below, strict=True)

    def _node(self, level: int, below: Sequence[Diagram]) -> Diagram:
        if all(each == below[0] for each in below):
            return below[0]
        key = level, tuple(below)
        return self._numbers[key] if key in self._numbers else self._new(key, *key)

    def _new(self, key: Hashable, level: int, below: tuple[Diagram, ...]) -> Diagram:
        if len(self.nodes) >= MOST_NODES:
            raise NotDecided(
                [Fault("the graph is too large to look up what unknown findings come to", "split the graph")]
            )
        self._numbers[key] = len(self.nodes)
        self.nodes.append((level, below))
        return self._numbers[key]
