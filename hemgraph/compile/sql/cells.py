"""The cell of a finding from a column of a table, as SQL: exact, and NULL where the value is none of the finding."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import ceil, gcd

from ...errors import refuse
from ...finding import Finding
from ...results import UNKNOWN
from ...values.cells import Cells
from ...values.domains import Boolean, Choice, Number
from ...values.numbers import exact, format_number
from .words import case, quoted


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    BOOLEAN = "boolean"
    WHOLE = "whole numbers"
    DECIMAL = "decimal numbers"


@dataclass(frozen=True)
class Column:
    """A column as SQL. A number in it has so many `places`, and is by `factor` smaller than in the finding's unit."""

    sql: str
    kind: Kind
    places: int = 0
    factor: Fraction = Fraction(1)


def cell_sql(finding: Finding, cells: Cells, column: Column) -> str:
    """Return the number of the cell that the value of a column lies in; the highest for NULL and `unknown`.

    Raises HemgraphError where a column of this kind cannot hold the finding.

    >>> from ...values.cells import cut
    >>> from ...values.sets import parse_set
    >>> age = Finding("age", "Age?", Number(Decimal(0), Decimal(120), Decimal(1), "a", integer=True), {})
    >>> cell_sql(age, cut(age.domain, [parse_set(age.domain, "< 18")]), Column("x", Kind.WHOLE))
    'CASE WHEN x IS NULL THEN 2 WHEN x >= 0 AND x < 18 THEN 0 WHEN x >= 18 AND x <= 120 THEN 1 END'
    """
    unknown, here = str(cells.count), column.sql
    match finding.domain, column.kind:
        case Choice(options), Kind.TEXT:
            known = [(f"{here} = {quoted(option)}", str(n)) for n, option in enumerate(options)]
            return case([(f"{here} IS NULL OR {here} = {quoted(UNKNOWN)}", unknown), *known])
        case Boolean(), Kind.BOOLEAN:
            return case([(f"{here} IS NULL", unknown), (here, "0"), (f"NOT ({here})", "1")])
        case Boolean(), Kind.TEXT:
            known = [(f"{here} IN ('yes', 'true')", "0"), (f"{here} IN ('no', 'false')", "1")]
            return case([(f"{here} IS NULL OR {here} = {quoted(UNKNOWN)}", unknown), *known])
        case Number() as domain, Kind.WHOLE | Kind.DECIMAL:
            return _number(domain, cells, column)
        case _:
            raise refuse(f"`{finding.id}` is a {finding.type}, and a column of {column.kind.value} cannot hold it", "")


def _number(domain: Number, cells: Cells, column: Column) -> str:
    here = column.sql
    high = _last(domain.high, column)
    lows = [_first(at, column, after=after) for at, after in cells.starts]
    parts = []
    for n, low in enumerate(lows):
        end = f"{here} < {lows[n + 1]}" if n + 1 < len(lows) else f"{here} <= {high}"
        parts.append((f"{here} >= {low} AND {end}", str(n)))
    unknown = (f"{here} IS NULL", str(cells.count))
    if (whole := _whole(domain, column)) is None:
        return case([unknown, *parts])
    inside = f"{here} >= {lows[0]} AND {here} <= {high}"
    return case([unknown, (inside, case([(whole, case(parts))]))])


def _first(at: Decimal, column: Column, *, after: bool) -> str:
    """The smallest number of the column that is not below a place, as it is written there."""
    exact = Fraction(at) / column.factor * 10**column.places
    first = ceil(exact)
    return _literal(first + 1 if after and first == exact else first, column.places)


def _last(at: Decimal, column: Column) -> str:
    return _literal(Fraction(at) / column.factor * 10**column.places // 1, column.places)


@exact
def _literal(number: int, places: int) -> str:
    return format_number(Decimal(number).scaleb(-places))


def _whole(domain: Number, column: Column) -> str | None:
    """A test that a number is an exact decimal in the finding's unit, and on its step; None where each one is."""
    scaled = column.factor / 10**column.places  # the number is a whole number of these
    wanted = scaled.denominator
    for prime in (2, 5):
        while wanted % prime == 0:
            wanted //= prime
    tests = [(1, 0, wanted)]
    if domain.step is not None:
        step, low = Fraction(domain.step), Fraction(domain.low)
        common = scaled.denominator * step.denominator * low.denominator
        tests.append((int(scaled * common), int(low * common), int(step * common)))
    found = []
    for times, less, by in tests:
        shared = gcd(times, less, by)
        times, less, by = times // shared, less // shared, by // shared  # noqa: PLW2901
        if by > 1:
            whole = column.sql
            if column.kind is Kind.DECIMAL:
                whole = f"CAST({column.sql} * {10**column.places} AS BIGINT)"
            found.append(
                f"({whole} * {times} - {less}) % {by} = 0" if (times, less) != (1, 0) else f"{whole} % {by} = 0"
            )
    return " AND ".join(found) or None
