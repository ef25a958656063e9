"""Decision diagrams of yes or no over findings with several cells, each stored once.

A diagram is a number: 0 is never, 1 is always, and any other one asks the finding of its level and has a child for each
child of that level. Equal diagrams have equal numbers, so that two are compared at once (Bryant, Graph-Based Algorithms
for Boolean Function Manipulation, 1986; for many-valued variables Srinivasan et al., Algorithms for Discrete Function
Manipulation, 1990).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..errors import Fault, NotDecided

Diagram = int
"""The number of a diagram within its `Diagrams`."""
NEVER: Diagram = 0
ALWAYS: Diagram = 1
MOST_NODES = 500_000
"""How many nodes the diagrams of one question may need before we say that it is not decided."""
_DEEP = 100  # levels from which Python's own limit of calls within calls is too low


class Diagrams:
    """Diagrams over levels of so many children each; a level is asked before those of a higher number.

    >>> found = Diagrams([2, 3])
    >>> one, two = found.test(0, 0b01), found.test(1, 0b110)
    >>> found.both(one, two) == found.negated(found.either(found.negated(one), found.negated(two)))
    True
    >>> found.some(found.both(one, two))
    {0: 0, 1: 1}
    """

    def __init__(self, widths: Sequence[int], most: int = MOST_NODES, help: str = "give more findings") -> None:
        """Start with the two constants. The budget is counted in nodes, so that it ends alike on every machine."""
        self.widths = tuple(widths)
        self.level: list[int] = [len(self.widths)] * 2
        self.children: list[tuple[Diagram, ...]] = [(), ()]
        self._most, self._help = most, help
        self._known: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._both: dict[tuple[Diagram, Diagram], Diagram] = {}
        self._either: dict[tuple[Diagram, Diagram], Diagram] = {}
        self._negated: dict[Diagram, Diagram] = {NEVER: ALWAYS, ALWAYS: NEVER}
        if len(self.widths) > _DEEP:  # a call for each level; since 3.11 they take no room on the stack of the machine
            sys.setrecursionlimit(max(sys.getrecursionlimit(), 1000 + 8 * len(self.widths)))

    def node(self, level: int, children: tuple[Diagram, ...]) -> Diagram:
        """Return the diagram that asks a level. Raises NotDecided where the budget is used up."""
        first = children[0]
        if children.count(first) == len(children):
            return first
        key = (level, children)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.level)
            if found > self._most:
                raise NotDecided([Fault(f"more than {self._most} nodes of diagrams would be needed", self._help)])
            self.level.append(level)
            self.children.append(children)
        return found

    def test(self, level: int, mask: int) -> Diagram:
        """Return the diagram that holds at the children of a mask, one bit each."""
        return self.node(level, tuple([mask >> n & 1 for n in range(self.widths[level])]))

    def both(self, one: Diagram, two: Diagram) -> Diagram:
        """Return where both hold.

        >>> Diagrams([2]).both(ALWAYS, NEVER)
        0
        """
        if two in (one, ALWAYS):
            return one
        if one == ALWAYS:
            return two
        if not one or not two:
            return NEVER
        return self._joined(one, two, self._both, self.both)

    def either(self, one: Diagram, two: Diagram) -> Diagram:
        """Return where at least one holds.

        >>> Diagrams([2]).either(ALWAYS, NEVER)
        1
        """
        if one == two or not two:
            return one
        if not one:
            return two
        if ALWAYS in (one, two):
            return ALWAYS
        return self._joined(one, two, self._either, self.either)

    def negated(self, one: Diagram) -> Diagram:
        """Return where a diagram does not hold."""
        found = self._negated.get(one)
        if found is None:
            found = self.node(self.level[one], tuple([self.negated(child) for child in self.children[one]]))
            self._negated[one], self._negated[found] = found, one
        return found

    def without(self, one: Diagram, two: Diagram) -> Diagram:
        """Return where the first holds and the second does not.

        >>> Diagrams([2]).without(ALWAYS, ALWAYS)
        0
        """
        return self.both(one, self.negated(two))

    def differ(self, one: Diagram, two: Diagram) -> Diagram:
        """Return where one holds and the other does not.

        >>> Diagrams([2]).differ(ALWAYS, ALWAYS)
        0
        """
        return NEVER if one == two else self.either(self.without(one, two), self.without(two, one))

    def any_of(self, some: Sequence[Diagram]) -> Diagram:
        """Return where one of several holds."""
        found = NEVER
        for one in some:
            found = self.either(found, one)
        return found

    def put(self, one: Diagram, level: int, child: int) -> Diagram:
        """Return a diagram as it is where a level has this child; it asks the level no more."""
        return self.mapped(one, lambda at, children: children[child] if at == level else self.node(at, children), level)

    def mapped(
        self, one: Diagram, made: Callable[[int, tuple[Diagram, ...]], Diagram], last: int | None = None
    ) -> Diagram:
        """Return a diagram made anew from its leaves up: `made` gets each level and its new children.

        Below the level `last` it stays as it is.
        """
        known: dict[Diagram, Diagram] = {NEVER: NEVER, ALWAYS: ALWAYS}
        last = len(self.widths) if last is None else last

        def new(one: Diagram) -> Diagram:
            found = known.get(one)
            if found is None:
                level = self.level[one]
                found = one if level > last else made(level, tuple([new(child) for child in self.children[one]]))
                known[one] = found
            return found

        return new(one)

    def some(self, one: Diagram) -> dict[int, int] | None:
        """Return children by level with which a diagram holds, whatever other levels have; None where it never does.

        >>> Diagrams([2]).some(NEVER) is None
        True
        """
        if one == NEVER:
            return None
        found = {}
        while one != ALWAYS:
            child = next(n for n, child in enumerate(self.children[one]) if child)
            found[self.level[one]] = child
            one = self.children[one][child]
        return found

    def size(self, *some: Diagram) -> int:
        """Return how many nodes some diagrams have together, without the constants."""
        return sum(1 for _ in self.nodes(*some))

    def nodes(self, *some: Diagram) -> Iterator[Diagram]:
        """Yield every node of some diagrams once, without the constants."""
        seen, waiting = set(some), list(set(some))
        while waiting:
            one = waiting.pop()
            if one > ALWAYS:
                yield one
            for child in self.children[one]:
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)

    def _joined(
        self,
        one: Diagram,
        two: Diagram,
        known: dict[tuple[Diagram, Diagram], Diagram],
        joined: Callable[[Diagram, Diagram], Diagram],
    ) -> Diagram:
        key = (one, two) if one < two else (two, one)
        found = known.get(key)
        if found is None:
            level, other = self.level[one], self.level[two]
            if level == other:
                pairs = zip(self.children[one], self.children[two], strict=True)
                children = tuple([joined(here, there) for here, there in pairs])
            elif level < other:
                children = tuple([joined(here, two) for here in self.children[one]])
            else:
                level, children = other, tuple([joined(one, there) for there in self.children[two]])
            found = known[key] = self.node(level, children)
        return found


def restricted(
    source: Diagrams, one: Diagram, known: Mapping[int, int], into: Diagrams, memo: dict[Diagram, Diagram]
) -> Diagram:
    """Return a diagram as it is for known children, by level, in other `Diagrams` of the same levels.

    `memo` keeps what was made for these known children.

    >>> source, into = Diagrams([2, 2]), Diagrams([2, 2])
    >>> both = source.both(source.test(0, 1), source.test(1, 1))
    >>> restricted(source, both, {0: 0}, into, {}) == into.test(1, 1)
    True
    """
    if one <= ALWAYS:
        return one
    found = memo.get(one)
    if found is None:
        level, children = source.level[one], source.children[one]
        child = known.get(level)
        if child is not None:
            found = restricted(source, children[child], known, into, memo)
        else:
            found = into.node(level, tuple([restricted(source, each, known, into, memo) for each in children]))
        memo[one] = found
    return found
