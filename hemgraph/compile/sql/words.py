"""Formulas and choices as SQL text. No text of a graph gets in but through `quoted`; no CASE has an ELSE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from ..formula import And, Formula, In, Not, Or

Cell = str | int
"""Where the cell of a finding stands: a column, or the cell that it has in every row."""


def quoted(text: str) -> str:
    """Return a text as SQL: a string in quotes."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """Return a name as SQL, in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def case(parts: Iterable[tuple[str, str]]) -> str:
    """Return the first value whose test holds; NULL where none does, never a default.

    >>> case([("a = 1", "2"), ("NOT (a = 1)", "3")])
    'CASE WHEN a = 1 THEN 2 WHEN NOT (a = 1) THEN 3 END'
    """
    found = [f"WHEN {test} THEN {value}" for test, value in parts]
    return f"CASE {' '.join(found)} END" if found else "NULL"


def test(formula: Formula, cells: Mapping[str, Cell]) -> str:
    """Return a formula as a test in SQL.

    >>> test(Or((In("a", 0b101), Not(In("b", 0b10)))), {"a": "x", "b": "y"})
    '(x IN (0, 2) OR NOT (y = 1))'
    """
    match formula:
        case In(finding, mask):
            return among(str(cells[finding]), [n for n in range(mask.bit_length()) if mask >> n & 1])
        case And(parts) | Or(parts) if not parts:
            return "1 = 1" if isinstance(formula, And) else "1 = 0"
        case And(parts):
            return "(" + " AND ".join(test(part, cells) for part in parts) + ")"
        case Or(parts):
            return "(" + " OR ".join(test(part, cells) for part in parts) + ")"
        case Not(part):
            return f"NOT ({test(part, cells)})"
        case _:
            assert_never(formula)


def among(cell: str, values: Iterable[int]) -> str:
    """Return that a number is one of some; never true where there are none."""
    numbers = sorted(values)
    if not numbers:
        return "1 = 0"
    if len(numbers) == 1:
        return f"{cell} = {numbers[0]}"
    if numbers[-1] - numbers[0] + 1 == len(numbers):
        low = f"{cell} >= {numbers[0]} AND " if numbers[0] else ""
        return f"({low}{cell} <= {numbers[-1]})"
    return f"{cell} IN ({', '.join(map(str, numbers))})"
