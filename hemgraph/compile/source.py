"""Python written from a program: the walk of a case of which all is known that is asked on its way.

A state that is met from several others becomes a function of its own, which is told the number so far; what is small is
written out at each place instead. Functions that would call each other too deep hand back to a loop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FunctionType

from ..graph import Action, Condition
from ..regions.logic import REFUSED
from ..values.cells import Cells
from ..values.domains import Number
from .formula import Or
from .paths import Paths
from .program import Program
from .states import State
from .written import Written, runs

MOST_TREE = 24
"""So many conditions may be written out at each place where they are needed, rather than called,"""
MOST_AGAIN = 500
"""while all that is written again is no more than this: the code of a large graph does not grow as its paths do."""
MOST_NESTED = 12
"""So deep `if`s are nested before a function is cut off: the parser takes no more than some."""
MOST_CALLS = 30
"""So deep functions call each other, so that no limit of the interpreter is met, however long a path is."""
_DECIMAL = 1 << 62
"""Beyond it a number is written in hex: of very long decimal numbers Python reads none."""


_Go = Callable[[int, str], Iterator[str]]


class Unsure(Exception):
    """Generated code does not decide this case: something asked is unknown, or the case or graph is at fault."""


@dataclass(frozen=True)
class Source:
    """Python that defines `walk(c)`, and the names that it needs.

    Of the findings of a case, a dict, `walk` returns the leaf and the number of the path. It raises Unsure, or KeyError
    at an unknown finding, where it does not decide. What is not checked: that the values lie in their domains.
    """

    text: str
    names: Mapping[str, object]


def source(program: Program, paths: Paths) -> Source:
    """Return the Python of a program, which may be made for any of `Wanted`.

    >>> from ..files.graph_file import read_graph
    >>> from ..files.shelf import find_graph
    >>> from ..regions.logic import Logic
    >>> from .program import Wanted
    >>> program = Program(Logic(read_graph(find_graph("compression"))), Wanted.WALK)
    >>> source(program, Paths(program)).text.splitlines()[0]
    'def walk(c):'
    """
    return _Writer(program, paths).source()


class _Writer:
    def __init__(self, program: Program, paths: Paths) -> None:
        self.program, self.states, self.offset = program, program.states, paths.offset
        self.logic, self.graph = program.logic, program.logic.graph
        self.written = Written(self.logic.space)
        self.aim: dict[int, int] = {}  # past the actions that go on
        self.called: set[int] = set()  # the states that are functions
        self.depth: dict[int, int] = {}  # how deep what is called from there calls
        self._plan()

    def source(self) -> Source:
        first = self.aim[0]
        lines = ["def walk(c):", " if c.__class__ is not dict: raise U"]
        either = self.program.contradicts
        if parts := either.parts if isinstance(either, Or) else (either,):
            known = [f"  if {self.written.formula(part)}: raise U" for part in parts]
            some = [f"  if {self.written.formula(part, some=True)}: raise U" for part in parts]
            lines += [" try:", *known, " except KeyError:", "  g = c.get", *some]
        if first in self.called:
            lines += [f" r = s{first}(c, 0)", " while r[0].__class__ is F: r = r[0](c, r[1])", " return r"]
        else:
            lines += self._lines(first, "", 0, " ")
        for n in sorted(self.called):
            lines += [f"def s{n}(c, n):", *self._ask(n, "n", 0, " ")]
        names = {
            **self.written.names,
            "U": Unsure,
            "F": FunctionType,
            "dict": dict,
            "KeyError": KeyError,
            "__builtins__": {},
        }
        return Source("\n".join(lines) + "\n", names)

    # ---- which states become functions

    def _plan(self) -> None:
        order = self.program.walked
        for n in order:
            state = self.states[n]
            ends = state.outcome is not None
            self.aim[n] = self.aim[state.turns[0].to] if self._is_action(state) and not ends else n
        met = Counter({self.aim[0]: 1})
        for n in reversed(order):
            if met[n]:
                met.update(self._targets(n))
        spare = MOST_AGAIN
        tree: dict[int, int] = {}
        nested: dict[int, int] = {}
        for n in order:
            if not met[n]:
                continue
            targets = self._targets(n)
            tree[n] = 1 + sum(tree[to] for to in targets if to not in self.called)
            nested[n] = self._levels(n) + max((nested[to] for to in targets if to not in self.called), default=0)
            self.depth[n] = max((self._calls(to) for to in targets), default=0)
            again = (met[n] - 1) * tree[n]
            if nested[n] > MOST_NESTED or (again and (tree[n] > MOST_TREE or again > spare)):
                self.called.add(n)
            else:
                spare -= again
        if any(map(self._bounces, self.called)):
            self.called.add(self.aim[0])  # so that the loop begins there

    def _calls(self, to: int) -> int:
        if to not in self.called:
            return self.depth[to]
        return 0 if self._bounces(to) else self.depth[to] + 1

    def _bounces(self, n: int) -> bool:
        """Whether a function is handed back to the loop, rather than called."""
        return self.depth[n] >= MOST_CALLS

    def _targets(self, n: int) -> list[int]:
        """The conditions that a case of which all is known can meet next, each as often as it is written."""
        state = self.states[n]
        aims = [self.aim[turn.to] for turn in state.turns if turn.to != REFUSED]
        return [to for to in aims if self.states[to].outcome is None] if state.outcome is None else []

    def _levels(self, n: int) -> int:
        node = self.graph.nodes[self.states[n].node]
        if isinstance(node, Condition) and isinstance(node.ask, str):
            cells = self.logic.space.cells[node.ask]
            return cells.count.bit_length() if isinstance(cells.domain, Number) else 1
        return 1

    def _is_action(self, state: State) -> bool:
        return isinstance(self.graph.nodes[state.node], Action)

    # ---- the code of one state

    def _lines(self, n: int, plus: str, number: int, indent: str) -> Iterator[str]:
        """What is done at a state, the number so far being `number`, and `plus` that of the function's caller."""
        n = self.aim[n]
        outcome = self.states[n].outcome
        so_far = _literal(number) if not plus else f"{plus} + {_literal(number)}" if number else plus
        if outcome is not None:
            end = self.program.outcomes[outcome]
            yield f"{indent}raise U" if end.clash else f"{indent}return {self.written.text(end.leaf)}, {so_far}"
        elif n not in self.called:
            yield from self._ask(n, plus, number, indent)
        elif self._bounces(n):
            yield f"{indent}return s{n}, {so_far}"
        else:
            yield f"{indent}return s{n}(c, {so_far})"

    def _ask(self, n: int, plus: str, number: int, indent: str) -> Iterator[str]:
        state = self.states[n]
        node = self.graph.condition(state.node)
        to = {turn.branch: turn.to for turn in state.turns if turn.to != REFUSED}

        def go(branch: int, indent: str) -> Iterator[str]:
            if branch in to:
                return self._lines(to[branch], plus, number + self.offset[node.id, branch], indent)
            return iter([f"{indent}raise U"])

        taken = self.logic.taken(node)
        if not isinstance(node.ask, str):
            yield f"{indent}if {self.written.weighing(node.ask)}:"
            yield from go(taken[0], indent + " ")
            yield from go(taken[1], indent)
            return
        yield f"{indent}x = c[{self.written.text(node.ask)}]"
        cells = self.logic.space.cells[node.ask]
        masks = {branch: sum(1 << cell for cell, b in enumerate(taken) if b == branch) for branch in taken}
        if isinstance(cells.domain, Number) and all(len(runs(mask, cells.count)) == 1 for mask in masks.values()):
            ends = [(runs(mask, cells.count)[0], branch) for branch, mask in masks.items()]
            yield from self._halved(cells, [(start, branch) for (start, _), branch in sorted(ends)], go, indent)
            return
        for branch, mask in masks.items():
            yield f"{indent}if {self.written.test(cells, mask, 'x', 'x', 'x')}:"
            yield from go(branch, indent + " ")
        yield f"{indent}raise U"

    def _halved(self, cells: Cells, parts: list[tuple[int, int]], go: _Go, indent: str) -> Iterator[str]:
        """A number is compared with the middle boundary first; `parts` are where each begins, and its branch."""
        if len(parts) == 1:
            yield from go(parts[0][1], indent)
            return
        half = len(parts) // 2
        yield f"{indent}if {self.written.below(cells, parts[half][0])}:"
        yield from self._halved(cells, parts[:half], go, indent + " ")
        yield from self._halved(cells, parts[half:], go, indent)


def _literal(number: int) -> str:
    return str(number) if number < _DECIMAL else hex(number)
