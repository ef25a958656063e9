"""The cells of a row in DuckDB: what is plain by SQL, any other value by the one reader of cases."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING, Any

from ..compile.sql.cells import Column, Kind, cell_sql
from ..compile.sql.words import case, named, quoted
from ..files.entries import read_entries
from ..results import UNKNOWN
from ..values.cells import Cells
from ..values.domains import Boolean, Choice, Number
from ..values.units import MOST_PLACES
from .columns import EMPTY, MOST_DIGITS, Read

if TYPE_CHECKING:
    import duckdb

MOST_KEPT = 100_000
"""How many odd values of a column are kept with their cells."""
_BIG = 1 << 63
_NULLS: Any = "special"
"""A function of ours can return NULL; the name of this setting stands elsewhere in each version of DuckDB."""
_WIDER = ("UBIGINT", "HUGEINT")
_PLACES = 6
_PLAIN = r"-?(0(\.[0-9]{1,6})?|[1-9][0-9]{0,11}(\.([0-9]{1,2}|[0-9]{4,6}))?)"
"""In a text; but for a point before three digits, which can be one of thousands and is left to the reader of cases."""
_PLAIN_DECIMAL = r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6}0*)?"
_MOST_SHORT = "1e9"
"""Below it a float that is some whole number, divided by a million, has that as its shortest text: floats tell apart
all numbers of at most 15 digits."""


def cells_in(connection: duckdb.DuckDBPyConnection, read: Read, cells: Cells, number: str) -> str:
    """Return SQL for the cell of a finding in a column; NULL where its value is none of the finding.

    Values that are no plain number, as `3.1 cm` or a float of many digits, are read by a function as a case is.
    """
    here = named(read.column)
    if read.type == EMPTY:
        return str(cells.count)
    unknown = (f"{here} IS NULL", str(cells.count))
    match read.finding.domain:
        case Choice(options):
            listed = ", ".join(map(quoted, options))
            text = f"CAST({here} AS VARCHAR)" if read.type.startswith("ENUM") else here
            place = f"list_position([{listed}], {text}) - 1"  # once for each entry of a dictionary
            is_unknown = f"{text} = {quoted(UNKNOWN)}"
            return case([unknown, (is_unknown, str(cells.count)), (f"NOT ({is_unknown})", place)])
        case Boolean():
            kind = Kind.TEXT if read.is_text else Kind.BOOLEAN
            return cell_sql(read.finding, cells, Column(here, kind))
    if (places := read.places) is not None and _are_few(read, places):
        return _exactly(read, cells, here, places)
    text, wide = f"CAST({here} AS VARCHAR)", f"CAST({here} AS DOUBLE)"
    if read.is_text or read.digits:
        pattern = _PLAIN if read.is_text else _PLAIN_DECIMAL
        plain = f"regexp_full_match({text}, {quoted(pattern)})"
    else:
        million = f"1e{_PLACES}"
        plain = f"abs({wide}) < {_MOST_SHORT} AND round({wide} * {million}) / {million} = {wide}"
    short = f"TRY_CAST({here if read.is_text or read.digits else wide} AS DECIMAL({MOST_DIGITS},{_PLACES}))"
    known = _exactly(read, cells, short, _PLACES)
    if not _are_few(read, _PLACES) or read.type == "FLOAT":  # of 32 bits: its text is another
        plain, known = "false", "NULL"
    odd = f"odd_{number}"
    type = "VARCHAR" if read.is_text else "DOUBLE" if read.type == "FLOAT" else read.type
    connection.create_function(odd, _reader(read, cells), [type], "INTEGER", null_handling=_NULLS)
    return case([unknown, (plain, known), (f"NOT ({plain})", f"{odd}({here})")])


def _are_few(read: Read, places: int) -> bool:
    """Whether a number with so many places is never one with too many places in the unit of the finding."""
    least = read.factor / 10**places * 10**MOST_PLACES
    return read.factor == 1 or gcd(least.denominator, 10) == 1


def _exactly(read: Read, cells: Cells, sql: str, places: int) -> str:
    """The cell of a number that has so many places at most and fits in 64 bits without its point.

    DuckDB looks at any part of an expression for any row, also at those that a CASE keeps out: none may fail.
    """
    domain = read.finding.domain
    assert isinstance(domain, Number)
    unit = read.factor / 10**places
    step, low = Fraction(domain.step or 0), Fraction(domain.low)
    common = unit.denominator * step.denominator * low.denominator
    times, less, by = (int(part * common) for part in (unit, low, step))
    shared = gcd(times, less, by)
    most = 10**MOST_DIGITS if places else _BIG
    if ((step or read.factor != 1) and most * (times // shared) + abs(less // shared) > _BIG) or read.type in _WIDER:
        whole = f"{sql} * {10**places}" if places else sql
        return cell_sql(read.finding, cells, Column(f"CAST({whole} AS HUGEINT)", Kind.WHOLE, 0, unit))
    if places:
        return cell_sql(read.finding, cells, Column(sql, Kind.DECIMAL, places, read.factor))
    return cell_sql(read.finding, cells, Column(f"CAST({sql} AS BIGINT)", Kind.WHOLE, 0, unit))


def _reader(read: Read, cells: Cells) -> Callable[[object], int | None]:
    name = read.finding.id

    @lru_cache(MOST_KEPT)
    def known(value: object) -> int | None:
        values, faults = read_entries({name: read.finding}, {name: read.entry(value)})
        if faults:
            return None
        return cells.cell_of(values[name]) if name in values else cells.count

    def cell(value: object) -> int | None:  # DuckDB looks at the signature, which a cache hides
        return known(value)

    return cell
