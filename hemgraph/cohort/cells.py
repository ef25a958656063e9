"""The cells of a row in DuckDB: what is plain by SQL, any other value by the one reader of cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from ..compile.sql.cells import Column, Kind, cell_sql
from ..compile.sql.words import case, named, quoted
from ..files.entries import read_entries
from ..results import UNKNOWN
from ..values.cells import Cells
from ..values.domains import Boolean, Choice
from .columns import Read

if TYPE_CHECKING:
    import duckdb

MOST_KEPT = 100_000
"""How many odd values of a column are kept with their cells."""
_PLACES = 6
_PLAIN = r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?"
_SIXTYFOURTHS = 64
"""Binary numbers that are whole sixty-fourths, below 1e9, have at most 15 digits: what they show is what they are."""


def cells_in(connection: duckdb.DuckDBPyConnection, read: Read, cells: Cells, number: str) -> str:
    """Return SQL for the cell of a finding in a column; NULL where its value is none of the finding.

    Values that are no plain number, as `3.1 cm` or a binary fraction, are read by a function as those of a case are.
    """
    here = named(read.column)
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
    if read.places is not None:
        kind = Kind.DECIMAL if read.places else Kind.WHOLE
        return cell_sql(read.finding, cells, Column(here, kind, read.places, read.factor))
    odd = f"nullif(odd_{number}({here}), -1)"
    if read.is_text:
        plain = f"regexp_full_match({here}, {quoted(_PLAIN)})"
        exact = Column(f"CAST({here} AS DECIMAL(18,{_PLACES}))", Kind.DECIMAL, _PLACES, read.factor)
        type = "VARCHAR"
    else:
        plain = f"abs({here}) < 1e9 AND {here} * {_SIXTYFOURTHS} = floor({here} * {_SIXTYFOURTHS})"
        times = 10**_PLACES // _SIXTYFOURTHS
        whole = f"CAST({here} * {_SIXTYFOURTHS} AS BIGINT) * {times}"
        exact = Column(f"({whole})", Kind.WHOLE, 0, read.factor / Fraction(10**_PLACES))
        type = "DOUBLE"
    connection.create_function(f"odd_{number}", _reader(read, cells), [type], "INTEGER")
    known = cell_sql(read.finding, cells, replace(exact))
    return case([unknown, (plain, known), (f"NOT ({plain})", odd)])


def _reader(read: Read, cells: Cells) -> Callable[[object], int]:
    name = read.finding.id

    @lru_cache(MOST_KEPT)
    def known(value: object) -> int:
        values, faults = read_entries({name: read.finding}, {name: read.entry(value)})
        if faults:
            return -1
        return cells.cell_of(values[name]) if name in values else cells.count

    def cell(value: object) -> int:  # DuckDB looks at the signature, which a cache hides
        return known(value)

    return cell
