"""Tests on the values of a case, written as Python.

No text of a file becomes code: an id stands in it only where it is made of `a-z`, `0-9` and `_`, and then as a quoted
constant. Everything else, numbers too, is kept aside under a name of ours.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import assert_never

from ..graph import Weighing
from ..regions.space import Space
from ..values.cells import Cells
from ..values.domains import Boolean, Choice, Number
from .formula import And, Formula, In, Not, Or

_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
_FEW = 4
"""Among more options than this a set is looked up in."""


class Written:
    """Writes tests, and keeps in `names` what they stand on. The code has a case as the dict `c`, its `get` as `g`."""

    def __init__(self, space: Space) -> None:
        self.cells = space.cells
        self.names: dict[str, object] = {}
        self._numbers: dict[Decimal, str] = {}

    def text(self, id: str) -> str:
        """Return the code of an id: a quoted constant, or a name of ours."""
        if _PLAIN.fullmatch(id):
            return f"'{id}'"
        return self._kept("T", id)

    def number(self, value: Decimal) -> str:
        """Return the code of a number: a name of ours."""
        if value not in self._numbers:
            self._numbers[value] = self._kept("D", value)
        return self._numbers[value]

    def weighing(self, ask: Weighing) -> str:
        """Return whether a combined condition holds; where it looks at an unknown finding, the code raises KeyError."""
        clauses = []
        for clause in ask.clauses:
            tests = [self.known(test.finding, self.cells[test.finding].mask(test.values)) for test in clause]
            clauses.append(f"({_joined(tests, 'and')})")
        if ask.count <= 0:
            return "True"
        if ask.count == 1 or ask.count == len(clauses):
            return _joined(clauses, "or" if ask.count == 1 and clauses else "and")
        return f"{' + '.join(clauses) or '0'} >= {ask.count}"

    def known(self, name: str, mask: int) -> str:
        """Return whether a finding, which has to be known, has one of some cells."""
        first = f"c[{self.text(name)}]"
        return self.test(self.cells[name], mask, first, "x", f"(x := {first})")

    def formula(self, formula: Formula, *, some: bool = False) -> str:
        """Return whether a formula holds. With `some`, findings may be unknown: their cells are none of those asked."""
        match formula:
            case In(name, mask):
                if not some:
                    return self.known(name, mask)
                cells, first = self.cells[name], f"g({self.text(name)})"
                if not isinstance(cells.domain, Number):
                    return self.test(cells, mask, first, "x", f"(x := {first})")
                return f"((x := {first}) is not None and {self.test(cells, mask, 'x', 'x', 'x')})"
            case And(parts):  # numbers last: they take longest
                ordered = sorted(parts, key=self._is_number)
                return f"({_joined([self.formula(part, some=some) for part in ordered], 'and')})"
            case Or(parts):
                return f"({_joined([self.formula(part, some=some) for part in parts], 'or')})"
            case Not(part):
                return f"(not {self.formula(part, some=some)})"
            case _:
                assert_never(formula)

    def test(self, cells: Cells, mask: int, once: str, again: str, first: str) -> str:
        """Return whether a value lies in some cells: written `once` if that will do, else `first`, and then `again`."""
        numbers = [n for n in range(cells.count) if mask >> n & 1]
        match cells.domain:
            case Boolean():
                found = [f"{{}} is {n == 0}" for n in numbers]
            case Choice(options):
                texts = [self.text(options[n]) for n in numbers]
                found = [f"{{}} == {texts[0]}" if len(texts) == 1 else f"{{}} in {_among(texts)}"] if texts else []
            case Number():
                found = [self._between(cells, low, high) for low, high in runs(mask, cells.count)]
            case _:
                assert_never(cells.domain)
        if len(found) == 1:
            return found[0].format(once)
        return f"({_joined([part.format(again if n else first) for n, part in enumerate(found)], 'or')})"

    def below(self, cells: Cells, cell: int) -> str:
        """Return whether the number `x` lies below where a cell starts."""
        at, after = cells.starts[cell]
        return f"x {'<=' if after else '<'} {self.number(at)}"

    def _between(self, cells: Cells, low: int, high: int) -> str:
        left = right = ""
        if low:
            at, after = cells.starts[low]
            left = f"{self.number(at)} {'<' if after else '<='} "
        if high < cells.count:
            at, after = cells.starts[high]
            right = f" {'<=' if after else '<'} {self.number(at)}"
        return f"{left}{{}}{right}" if left or right else "True"

    def _is_number(self, part: Formula) -> bool:
        return isinstance(part, In) and isinstance(self.cells[part.finding].domain, Number)

    def _kept(self, kind: str, value: object) -> str:
        name = f"{kind}{len(self.names)}"
        self.names[name] = value
        return name


def runs(mask: int, count: int) -> list[tuple[int, int]]:
    """Return the cells of a mask as runs: from the first of each to behind its last.

    >>> runs(0b1011, 4)
    [(0, 2), (3, 4)]
    """
    found: list[tuple[int, int]] = []
    for n in range(count):
        if not mask >> n & 1:
            continue
        if found and found[-1][1] == n:
            found[-1] = found[-1][0], n + 1
        else:
            found.append((n, n + 1))
    return found


def _joined(parts: list[str], word: str) -> str:
    return f" {word} ".join(parts) or str(word == "and")


def _among(texts: list[str]) -> str:
    quoted = all(text.startswith("'") for text in texts)
    return f"{{{{{', '.join(texts)}}}}}" if quoted and len(texts) > _FEW else f"({', '.join(texts)})"
