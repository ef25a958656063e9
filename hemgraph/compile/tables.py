"""A graph as a chain of small tables: a row looks up where it is by some of its cells, again and again, to its end.

The trees of a graph are cut, finding by finding, into what is left of them when its cell is known; equal rests are one:
a decision diagram for many-valued variables (Srinivasan et al. 1990). Its levels are joined to a few wide ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import Fault, NotDecided
from ..graph import Condition
from .ends import FAULT
from .formula import FALSE, TRUE, Formula, negated
from .partly import pruned
from .program import Program
from .tree import Split, Tip, Tree, Trees

MOST_RESTS = 20_000
"""How many rests of trees there may be for one finding before we say that tables do not pay."""
MOST_ENTRIES = 400_000
"""How many entries a table may have: a larger one is no longer looked up at once."""
WIDE = 1_024
"""Up to how many combinations of cells one table tells apart."""


@dataclass(frozen=True)
class Table:
    """One step: from a number and the cells of some findings to the next number.

    The entry of number s and cells c1, c2 ... of `counts` n1, n2 ... is at ((s * n1 + c1) * n2 + c2) ...
    """

    findings: tuple[str, ...]
    counts: tuple[int, ...]
    entries: tuple[int, ...]


@dataclass(frozen=True)
class Tables:
    """The steps of a graph; a row begins with 0, and the last number is the position of its end in `tips`."""

    steps: tuple[Table, ...]
    tips: tuple[Tip, ...]


def tables(program: Program, trees: Trees) -> Tables:
    """Return the tables of a graph. Raises NotDecided where they would be too large."""
    if len(trees.steps) > 1:
        raise _too_large()
    whole: Tree = trees.steps[0][0]
    contradicts = pruned(program.contradicts, trees.masks)
    if contradicts != FALSE:
        whole = Split(((contradicts, Tip(FAULT, ())), (negated(contradicts), whole)))
    finder = _Finder(program, trees.masks)
    return finder.joined(*finder.levels(whole))


class _Finder:
    def __init__(self, program: Program, masks: Mapping[str, int]) -> None:
        self.masks = masks
        self.counts = {name: cells.count + 1 for name, cells in program.logic.space.cells.items()}
        asked = (program.logic.graph.nodes[name] for name in program.logic.order)
        first = [name for node in asked if isinstance(node, Condition) for name in node.findings]
        self.order = [name for name in dict.fromkeys((*first, *self.counts)) if masks[name] & (masks[name] - 1)]
        self._kept: dict[object, Tree] = {}
        self._known: dict[tuple[int, str, int], Tree] = {}

    def levels(self, whole: Tree) -> tuple[list[tuple[str, list[tuple[int, ...]]]], list[Tip]]:
        """For each finding the next rest for each rest and cell, and what is left at the end."""
        rests = [self._same(whole)]
        found = []
        for name in self.order:
            after: dict[int, Tree] = {}
            rows = [[self._when(rest, name, cell) for cell in range(self.counts[name])] for rest in rests]
            for row in rows:
                after.update((id(each), each) for each in row)
            if len(after) > MOST_RESTS:
                raise _too_large()
            if all(len({*map(id, row)}) == 1 for row in rows):  # nobody asks it
                rests = [row[0] for row in rows]
                continue
            numbers = {each: n for n, each in enumerate(after)}
            found.append((name, [tuple(numbers[id(each)] for each in row) for row in rows]))
            rests = list(after.values())
        return found, [rest for rest in rests if isinstance(rest, Tip)]

    def joined(self, levels: list[tuple[str, list[tuple[int, ...]]]], tips: list[Tip]) -> Tables:
        """The levels as tables, each of as many findings as stay within `WIDE`."""
        steps: list[Table] = []
        names: list[str] = []
        rows: list[list[int]] = []  # for each number at the start of the table the numbers behind it
        for name, level in levels:
            wide = 1
            for each in (*names, name):
                wide *= self.counts[each]
            if names and (wide > WIDE or wide * len(rows) > MOST_ENTRIES):
                steps.append(self._table(names, rows))
                names, rows = [], []
            rows = [[to for at in row for to in level[at]] for row in rows] if names else [list(row) for row in level]
            names.append(name)
            if len(rows) * len(rows[0]) > MOST_ENTRIES:
                raise _too_large()
        if names:
            steps.append(self._table(names, rows))
        return Tables(tuple(steps), tuple(tips))

    def _table(self, names: list[str], rows: list[list[int]]) -> Table:
        counts = tuple(self.counts[name] for name in names)
        return Table(tuple(names), counts, tuple(to for row in rows for to in row))

    def _when(self, tree: Tree, name: str, cell: int) -> Tree:
        """What is left of a tree where the cell of a finding is known."""
        if isinstance(tree, Tip):
            return tree
        key = id(tree), name, cell
        if key not in self._known:
            parts: list[tuple[Formula, Tree]] = []
            for guard, below in tree.parts:
                rest = _known(guard, name, cell)
                if rest == FALSE:
                    continue
                parts.append((rest, self._when(below, name, cell)))
                if rest == TRUE:
                    break
            self._known[key] = self._one(parts)
        return self._known[key]

    def _same(self, tree: Tree) -> Tree:
        """The one tree that stands for all that equal it: then trees are told apart by where they are in memory."""
        if isinstance(tree, Tip):
            return self._kept.setdefault(tree, tree)
        return self._one([(guard, self._same(below)) for guard, below in tree.parts])

    def _one(self, parts: list[tuple[Formula, Tree]]) -> Tree:
        """A choice of trees that are each the one; what is no choice any more is what it leads to."""
        if not parts:  # nobody is here
            return self._same(Tip(FAULT, ()))
        first = parts[0][1]
        if parts[0][0] == TRUE or all(below is first for _, below in parts):
            return first
        return self._kept.setdefault(tuple((guard, id(below)) for guard, below in parts), Split(tuple(parts)))


class _Only(dict[str, int]):
    """Masks in which every finding but one can have any cell."""

    def __missing__(self, name: str) -> int:
        return -1


def _known(guard: Formula, name: str, cell: int) -> Formula:
    return pruned(guard, _Only({name: 1 << cell}))


def _too_large() -> NotDecided:
    return NotDecided([Fault("the tables of this graph would be too large", "use the query instead")])
