"""The query over a table whose columns are named as the findings, for one database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from ...errors import Fault, HemgraphError, nearest, refuse
from ...finding import Finding
from ...regions.logic import Logic
from ...values.cells import Cells
from ...values.domains import Boolean, Choice, Number
from ...values.numbers import exact, format_number
from .cells import Column, Kind, cell_sql
from .dialects import Dialect, name_sql, need_sqlglot, translated
from .head import head
from .parts import Wants
from .query import Query
from .words import case, named

MORE_PLACES = 6
"""How many places the numbers of a finding without steps have at most, where nothing else is said."""
MOST_PLACES = 12


def table_sql(
    logic: Logic,
    dialect: Dialect,
    table: str,
    keep: Sequence[str] = (),
    wants: Wants = Wants(),  # noqa: B008 - it is frozen
    decimals: Mapping[str, int] | None = None,
    version: str = "",
) -> str:
    """Return the query for a database, with a head that says what it reads and gives.

    `keep` are columns of the table that the result has too, by default those of the findings. `decimals` say for a
    finding how many decimal places its numbers have at most; `version` is that of the engine. Raises HemgraphError for
    a name that is none, or would be there twice; ToolFault where sqlglot is not there; NotDecided where the graph is
    too large. What is not checked: that there is such a table. A row whose values are none of their findings is refused
    by the query.

    >>> import hemgraph
    >>> logic = hemgraph.load("compression").logic
    >>> table_sql(logic, Dialect.DUCKDB, "patients", ["ward"]).splitlines()[-2:]
    ['  ) AS h_t', ') AS h_t;']
    """
    need_sqlglot()
    findings, query = logic.graph.findings, Query(logic)
    places = places_of(logic, decimals or {})
    source = name_sql(table, table=True)
    kept = dict.fromkeys(map(name_sql, keep)) or {named(name): None for name in findings}
    _refuse_doubles(kept, query.columns(wants))
    read = {named(name): None for name in findings}
    bare = {text.strip('"').lower() for text in (*kept, *read)}
    prefix = next(p for n in range(len(bare) + 1) if not any(b.startswith(p := f"h{'g' * n}_") for b in bare))
    inner = [*read, *(text for text in kept if text.strip('"').lower() not in findings)]
    cells = {
        name: _cell(finding, logic.space.cells[name], places.get(name, 0), dialect)
        for name, finding in findings.items()
    }
    sql = query.select(f"(SELECT {', '.join(inner)} FROM {source})", list(kept), cells, wants, prefix)  # noqa: S608
    own = {*findings, *query.columns(wants)}
    return (
        head(logic.graph, dialect, table, places, query.columns(wants), version) + translated(sql, dialect, own) + ";\n"
    )


def places_of(logic: Logic, decimals: Mapping[str, int] = {}) -> dict[str, int]:
    """Return how many decimal places each finding with decimal numbers has at most.

    It is what is said, or what its range, steps and tests need. Raises HemgraphError for a finding without such.
    """
    found, faults = {}, []
    for name, finding in logic.graph.findings.items():
        if isinstance(finding.domain, Number) and not finding.domain.integer:
            domain, cells = finding.domain, logic.space.cells[name]
            needed = max(map(_written, (domain.low, domain.high, *(at for at, _ in cells.starts))))
            found[name] = max(needed, MORE_PLACES if domain.step is None else _written(domain.step))
    for name, places in decimals.items():
        if name not in found:
            faults.append(Fault(f"`{name}` is no finding with decimal numbers", nearest(name, found)))
        elif not 0 <= places <= MOST_PLACES:
            faults.append(Fault(f"`{name}` cannot have {places} decimal places", f"it is 0 to {MOST_PLACES}"))
    if faults:
        raise HemgraphError(faults)
    return found | dict(decimals)


@exact
def _written(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _refuse_doubles(kept: Mapping[str, None], added: Sequence[str]) -> None:
    names = [text.strip('"').lower() for text in kept]
    for name in (*names, *added):
        if [*names, *added].count(name) > 1:
            raise refuse(f"the result would have two columns `{name}`", "rename one in a view of the table")


def _cell(finding: Finding, cells: Cells, places: int, dialect: Dialect) -> str:
    """The number of the cell, of whatever the column holds: NULL where that is none of the finding."""
    here, lite = named(finding.id), dialect is Dialect.SQLITE
    unknown = f"{here} IS NULL", str(cells.count)
    match finding.domain:
        case Choice():
            return cell_sql(finding, cells, Column(here, Kind.TEXT))
        case Boolean():  # SQLite has none: 1 and 0, and a text would be false
            known = case([unknown, (f"{here} = 1", "0"), (f"{here} = 0", "1")])
            return known if lite else cell_sql(finding, cells, Column(here, Kind.BOOLEAN))
        case Number() as domain if lite:  # any column of SQLite can hold a text, which is above every number
            column = Column(here, Kind.WHOLE, 0, Fraction(1, 10**places))
            return case([unknown, (f"TYPEOF({here}) = 'integer'", cell_sql(finding, cells, column))])
        case Number() as domain:
            inside = f"{here} >= {format_number(domain.low)} AND {here} <= {format_number(domain.high)}"
            digits = max(len(str(int(abs(end)))) for end in (domain.low, domain.high)) + places
            exact = f"CAST({here} AS DECIMAL({digits}, {places}))"
            same = f"{here} = {exact}"
            if dialect is Dialect.BIGQUERY:  # whose CAST leaves nine places
                exact, same = here, f"FLOOR({here} * {10**places}) = {here} * {10**places}"
            column = Column(exact, Kind.DECIMAL if places else Kind.WHOLE, places)
            # In this order: what is not inside may not fit the type.
            return case([unknown, (inside, case([(same, cell_sql(finding, cells, column))]))])
