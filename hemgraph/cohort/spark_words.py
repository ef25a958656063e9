"""The tables of a graph as expressions of Spark: short ones, since Spark turns them into Java.

A CASE for every turn of a graph becomes a method of Java so long that the machine will not compile it. Arrays of
numbers are constants there, however long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..compile.ends import FAULT
from ..compile.formula import FALSE
from ..compile.partly import pruned
from ..compile.sql.cells import Column, Kind, cell_sql
from ..compile.sql.dialects import Dialect, translated
from ..compile.sql.words import named, test
from ..errors import refuse
from ..values.cells import Cells
from ..values.domains import Boolean, Choice
from .columns import EMPTY, Plan, Read
from .engine import Lookup

MOST_DIGITS = 28
"""How many digits a decimal number of Spark may have so that its products are exact: they have ten more."""


def ticked(name: str) -> str:
    """Return a name as Spark writes it.

    >>> ticked("a`b")
    '`a``b`'
    """
    return "`" + name.replace("`", "``") + "`"


def cell(read: Read, cells: Cells) -> str:
    """Return the cell of a finding from its column; NULL where the value is none of the finding.

    Raises HemgraphError for a column that would have to be read as text, or is not exact.
    """
    here = named(read.column)
    if read.type == EMPTY:
        return str(cells.count)
    match read.finding.domain:
        case Choice():
            column = Column(here, Kind.TEXT)
        case Boolean():
            column = Column(here, Kind.TEXT if read.is_text else Kind.BOOLEAN)
        case _ if read.digits and read.digits[0] <= MOST_DIGITS:
            column = Column(here, Kind.DECIMAL if read.digits[1] else Kind.WHOLE, read.digits[1], read.factor)
        case _ if read.is_whole:
            column = Column(f"CAST({here} AS BIGINT)", Kind.WHOLE, 0, read.factor)
        case _:
            what = f"column `{read.column}` is {read.type}, and Spark reads the number `{read.finding.id}` exactly"
            raise refuse(what, f"cast it to a whole number, or to DECIMAL of at most {MOST_DIGITS} digits")
    return translated(cell_sql(read.finding, cells, column), Dialect.SPARK)


def tip(lookup: Lookup, cells: Mapping[str, str]) -> str:
    """Return the position of the tip of a row; NULL where one of its values is none of the finding.

    `cells` has the cell of each finding that is read.
    """
    at, used = "0", set()
    for step in lookup.steps:
        for name, count in zip(step.findings, step.counts, strict=True):
            at = f"({at} * {count} + {cells[name]})"
            used.add(name)
        at = looked_up(step.entries, at)
    # What is not asked is to be right all the same.
    return at + "".join(f" + 0 * {cell}" for name, cell in cells.items() if name not in used)


def told(values: Sequence[str | None], at: str) -> str:
    """Return what each tip is told: one of some texts, by its position; NULL where that is NULL.

    >>> told(["a", None, "a"], "x")
    "get(array('a', CAST(NULL AS STRING)), get(CAST(split('0 1 0', ' ') AS ARRAY<INT>), x))"
    """
    distinct = list(dict.fromkeys(values))
    texts = ", ".join("CAST(NULL AS STRING)" if value is None else _text(value) for value in distinct)
    return f"get(array({texts}), {looked_up([distinct.index(value) for value in values], at)})"


def looked_up(entries: Sequence[int], at: str, type: str = "INT") -> str:
    """Return an entry of a constant array, by its position; NULL where that is NULL.

    It is written as one text, since Spark is slow to read many numbers. And by `get`: of an entry by square brackets
    Spark may believe that it is never NULL, though its position is.
    """
    return f"get(CAST(split('{' '.join(map(str, entries))}', ' ') AS ARRAY<{type}>), {at})"


def why(lookup: Lookup, cells: Mapping[str, str], at: str) -> str:
    """Return why a row is refused, in a few words, from its tip; NULL where it is not."""
    plan, program = lookup.plan, lookup.paths.program
    wrong = (f"CASE WHEN {cells[read.finding.id]} IS NULL THEN {_text(_name(read))} END" for read in plan.reads)
    faults = [str(n) for n, fault in enumerate(faulty(lookup)) if fault]
    contradicts = pruned(program.contradicts, dict.fromkeys(plan.graph.model.findings, -1))
    never = "1 = 0" if contradicts == FALSE else test(contradicts, _everywhere(plan, cells))
    return (
        f"CASE WHEN {at} IS NULL THEN concat('no value of: ', array_join(array({', '.join(wrong)}), ', '))"
        f" WHEN {at} IN ({', '.join(faults or ['-1'])}) THEN CASE"
        f" WHEN {never} THEN 'no patient can have all of these values'"
        f" WHEN NOT ({never}) THEN 'the graph is at fault here: see hemgraph check' END END"
    )


def faulty(lookup: Lookup) -> list[bool]:
    """Return which tips are faults of the graph, or nobody's."""
    return [each.end == FAULT for each in lookup.tips]


def _name(read: Read) -> str:
    return read.finding.id if read.column == read.finding.id else f"{read.finding.id} (column {read.column})"


def _everywhere(plan: Plan, cells: Mapping[str, str]) -> dict[str, str | int]:
    """The cell of every finding: a column, or the one that it has in every row."""
    space = plan.graph.logic.space.cells
    found: dict[str, str | int] = {}
    for name, each in space.items():
        value = plan.fixed.get(name)
        found[name] = cells.get(name) or (each.count if value is None else each.cell_of(value))
    return found


def _text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
