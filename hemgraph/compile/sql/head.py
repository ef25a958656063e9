"""What stands above a query: whose it is, what it reads and what it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...finding import Finding
from ...graph import DecisionGraph
from ...values.domains import Boolean, Choice, Number
from ...values.numbers import format_number
from .dialects import Dialect

_NAMES = {
    Dialect.SPARK: "Spark",
    Dialect.DUCKDB: "DuckDB",
    Dialect.POSTGRES: "PostgreSQL",
    Dialect.BIGQUERY: "BigQuery",
    Dialect.SNOWFLAKE: "Snowflake",
    Dialect.SQLITE: "SQLite",
}
_NOTES = {
    Dialect.SNOWFLAKE: ("Names are in capitals here, as Snowflake keeps those that are written without quotes.",),
    Dialect.SQLITE: (
        "SQLite has no boolean and no exact decimal: here these are whole numbers, and any other value is refused.",
    ),
}
_GIVES = {
    "status": "recommended, silent, incomplete; or refused: a value is none of its finding, no patient can have all"
    " of them, or the graph is at fault",
    "leaf": "where the path ends; NULL where it stops",
    "path": "the number of the path",
    "missing": "the findings that must be known next",
    "boxes": "the boxes of the path, as on the chart",
}


def head(
    graph: DecisionGraph, dialect: Dialect, table: str, places: Mapping[str, int], gives: Sequence[str], version: str
) -> str:
    """Return the comment of a query: the graph, the columns that it reads with their types, and those that it gives."""
    stances = [name for name in gives if name not in _GIVES]
    lines = [
        f"{graph.id} {graph.version}, {graph.status.upper()}, sha256 {graph.sha256}",
        f"Made by hemgraph {version} for {_NAMES[dialect]}. Change the graph, not this text.",
        "It supports the judgement of the treating clinician and replaces none.",
        "",
        f"It reads a table, {table}, with a row for each patient and these columns. NULL is unknown, and stays so.",
        *_NOTES.get(dialect, ()),
        *(f"  {name}: {_holds(f, places.get(name, 0), dialect)}" for name, f in graph.findings.items()),
        "It gives:",
        *(f"  {name}: {_GIVES[name]}" for name in gives if name in _GIVES),
        *([f"  {', '.join(stances)}: do, consider, avoid; NULL where nothing is said"] if stances else []),
    ]
    return "".join(f"-- {' '.join(line.split()) if line[:2] != '  ' else line}".rstrip() + "\n" for line in lines)


def _holds(finding: Finding, places: int, dialect: Dialect) -> str:
    match finding.domain:
        case Choice(options):
            return f"text: {', '.join(options)}; or unknown"
        case Boolean():
            return "1 or 0" if dialect is Dialect.SQLITE else "boolean"
        case Number() as domain:
            low, high = format_number(domain.low), format_number(domain.high)
            unit = " ".join((finding.unit or "").split())
            within = f"from {low} to {high} {unit}".rstrip()
            if domain.step is not None and not domain.integer:
                within += f" in steps of {format_number(domain.step)}"
            if domain.integer:
                return f"integer, {within}"
            if dialect is Dialect.SQLITE and places:
                return f"integer, the number times {10**places}: {within}"
            return f"DECIMAL with at most {places} places, {within}"
