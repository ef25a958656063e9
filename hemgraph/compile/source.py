"""Python written from a program: the walk of a case of which all is known that is asked on its way.

The number of the path is summed up on the way: a function is told it so far, and where all of it is known when the code
is written it stands there as one constant with the leaf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FunctionType

from ..case import Case
from ..diagram.conditions import REFUSED
from ..values.cells import Cells
from ..values.domains import Number
from .formula import Or, factored
from .functions import Functions
from .paths import Paths
from .program import Program
from .written import Written, runs

_DECIMAL = 1 << 62
"""Beyond it a number is written in hex: of very long decimal numbers Python reads none."""


_Go = Callable[[int, str], Iterator[str]]


class Unsure(Exception):
    """Generated code does not decide this case: something asked is unknown, or the case or graph is at fault."""


NOT_DECIDED = (Unsure, KeyError, TypeError, ArithmeticError)
"""What generated code raises where it does not decide: then the reference answers, or refuses."""


@dataclass(frozen=True)
class Source:
    """Python that defines `walk(c)`, mostly `leaf_and_path(case)` and `trace(case)` too, and names that it needs.

    Of the findings of a case, a dict, `walk` returns the leaf and the number of the path, or raises one of NOT_DECIDED.
    So does `leaf_and_path`, in one call, of a Case; where it does not decide it asks the function `other`. `trace`
    makes an object of the class that stands under the name in `leaves` for its leaf, and in `ends` by its leaf, or asks
    `slower`. These names are to be added. What is not checked: that the values lie in their
    domains.
    """

    text: str
    names: Mapping[str, object]
    leaves: Mapping[str, str]


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
        self.functions = Functions(program)
        self.aim, self.called = self.functions.aim, self.functions.called
        self.tracing = False

    def source(self) -> Source:
        """Return the whole code."""
        lines = ["def walk(c):", *self._walk(" ")]
        if self.aim[0] not in self.called:  # else the call that it saves counts for little
            lines += ["def leaf_and_path(case):", *_of_case(self._walk("   "), "other")]
            self.tracing = True
            lines += ["def trace(case):", *_of_case(self._walk("   "), "slower")]
            self.tracing = False
        for n in sorted(self.called):
            lines += [f"def s{n}(c, n):", *self._ask(n, "n", 0, " ")]
        ours = {"U": Unsure, "E": NOT_DECIDED, "F": FunctionType, "Case": Case, "K": self.logic.kinds}
        ours |= {"KeyError": KeyError, "new": object.__new__, "__builtins__": {}}
        leaves = {f"L{n}": end.leaf for n, end in enumerate(self.program.outcomes)}
        return Source("\n".join(lines) + "\n", {**self.written.names, **ours}, leaves)

    def _walk(self, indent: str) -> Iterator[str]:
        first, contradicts = self.aim[0], self.program.contradicts
        if parts := factored(contradicts.parts if isinstance(contradicts, Or) else (contradicts,)):
            yield f"{indent}try:"
            yield from (f"{indent} if {self.written.formula(part)}: raise U" for part in parts)
            yield f"{indent}except KeyError:"
            yield f"{indent} g = c.get"
            yield from (f"{indent} if {self.written.formula(part, some=True)}: raise U" for part in parts)
        if first in self.called:
            yield f"{indent}r = s{first}(c, 0)"
            yield f"{indent}while r[0].__class__ is F: r = r[0](c, r[1])"
            yield f"{indent}return r"
        else:
            yield from self._lines(first, "", 0, indent)

    # ---- the code of one state

    def _lines(self, n: int, plus: str, number: int, indent: str) -> Iterator[str]:
        """What is done at a state, the number so far being `number`, and `plus` that of the function's caller."""
        n = self.aim[n]
        outcome = self.states[n].outcome
        so_far = _literal(number) if not plus else f"{plus} + {_literal(number)}" if number else plus
        if outcome is not None and self.program.outcomes[outcome].clash:
            yield f"{indent}raise U"
        elif outcome is not None:
            yield from self._end(outcome, so_far, indent)
        elif n not in self.called:
            yield from self._ask(n, plus, number, indent)
        elif self.tracing:
            yield f"{indent}r = s{n}(c, {so_far})"  # none hands back where the first is no function
            yield from self._made("ends[r[0]]", "r[1]", indent)
        elif self.functions.hands_back(n):
            yield f"{indent}return s{n}, {so_far}"
        else:
            yield f"{indent}return s{n}(c, {so_far})"

    def _end(self, outcome: int, number: str, indent: str) -> Iterator[str]:
        """Return the leaf and the number; or else the trace."""
        if self.tracing:
            yield from self._made(f"L{outcome}", number, indent)
        else:
            yield f"{indent}return {self.written.text(self.program.outcomes[outcome].leaf)}, {number}"

    def _made(self, ended: str, number: str, indent: str) -> Iterator[str]:
        """Return the trace of a class, filled by as few steps as can be."""
        yield f"{indent}t = new({ended})"
        yield f"{indent}p = t.__dict__"
        yield f"{indent}p['case'] = case"
        yield f"{indent}p['_number'] = {number}"
        yield f"{indent}return t"

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
        for branch, mask in sorted(masks.items(), key=lambda item: item[1].bit_count()):  # one option is told fastest
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


def _of_case(walk: Iterator[str], otherwise: str) -> Iterator[str]:
    """The walk of a case in one call; where it is none of this graph, or not decided, the function that is named."""
    yield " try:"
    yield "  if case.__class__ is Case and case.of is K:"
    yield "   c = case.known"
    yield from walk
    yield " except E: pass"
    yield f" return {otherwise}(case)"


def _literal(number: int) -> str:
    return str(number) if number < _DECIMAL else hex(number)
