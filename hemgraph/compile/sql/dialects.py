"""SQL in the words of other databases, by sqlglot; what it would say inexactly is said here."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING

from ...errors import Fault, ToolFault, refuse
from .flat import flatten
from .words import named

if TYPE_CHECKING:
    from sqlglot import exp


class Dialect(StrEnum):
    """Whose SQL."""

    SPARK = "spark"
    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    BIGQUERY = "bigquery"
    SNOWFLAKE = "snowflake"
    SQLITE = "sqlite"


_PART = re.compile(r'"(?:[^"\n]|"")+"|`[^`"\n]+`|[A-Za-z_][A-Za-z0-9_$-]*')


def translated(sql: str, dialect: Dialect, own: Collection[str] = ()) -> str:
    """Return a query of DuckDB, or one expression, for another database, on lines of its own.

    `own` are the names in quotes that are ours: where a database writes names without quotes in capitals, so are they.
    Raises ToolFault where sqlglot is not there. What is not checked: that the database takes a query of that size.

    >>> translated("SELECT (a * 2) // 3 AS b FROM t", Dialect.SQLITE).split()
    ['SELECT', 'CAST((a', '*', '2)', '/', '3', 'AS', 'INTEGER)', 'AS', 'b', 'FROM', 't']
    """
    need_sqlglot()
    from sqlglot import exp, parse_one

    tree = parse_one(sql, dialect="duckdb")
    for division in list(tree.find_all(exp.IntDiv)):
        division.replace(_divided(division, dialect))
    if dialect is Dialect.SQLITE:
        flatten(tree)
    for inner in tree.find_all(exp.Subquery):
        _fence(inner.this, dialect)
    if dialect is Dialect.SNOWFLAKE:
        for name in tree.find_all(exp.Identifier):
            if name.args.get("quoted") and name.name in own:
                name.set("this", name.name.upper())
    return _shorter(tree.sql(dialect=str(dialect), pretty=True))


def name_sql(text: str, *, table: bool = False) -> str:
    """Return the name of a column, or of a table, as a user wrote it, in DuckDB's words.

    Without quotes it means what the database takes it for. Raises HemgraphError where it is no name.

    >>> name_sql("my-project.ward.`patients 2020`", table=True)
    '"my-project".ward."patients 2020"'
    """
    parts = _PART.findall(text)
    if not parts or ".".join(parts) != text or (len(parts) > 1 and not table):
        what, help = ("a table", "schema.table") if table else ("a column", "column")
        raise refuse(f"`{text}` is no name of {what}", f'write {help}; any other name in double quotes: "my {help}"')
    return ".".join(part if part[0] == '"' or re.fullmatch(r"\w+", part) else named(part.strip("`")) for part in parts)


def need_sqlglot() -> None:
    """Raise ToolFault where sqlglot is not there."""
    try:
        import sqlglot  # noqa: F401
    except ImportError:
        raise ToolFault(
            [Fault("other databases need `sqlglot`, which is not there", "pip install 'hemgraph[cohort]'")]
        ) from None


def _shorter(text: str) -> str:
    """The same on fewer lines. No text in quotes has a new line."""
    return re.sub(r"\(\n\s+([^()\n]*)\n\s+\)", r"(\1)", re.sub(r"\n\s+THEN ", " THEN ", text))


def _divided(division: exp.IntDiv, dialect: Dialect) -> exp.Expr:
    """A whole number without its rest. None is negative; some are larger than a binary fraction holds exactly."""
    from sqlglot import exp

    one, two = division.this, division.expression
    match dialect:
        case Dialect.DUCKDB | Dialect.SPARK | Dialect.BIGQUERY:
            whole: exp.Expr = exp.IntDiv(this=one, expression=two)
        case Dialect.POSTGRES | Dialect.SQLITE:
            whole = exp.Div(this=one, expression=two, typed=True)
        case Dialect.SNOWFLAKE:  # where a quotient has six places, and is rounded there
            less = exp.paren(exp.Sub(this=one, expression=exp.Mod(this=one.copy(), expression=two.copy())))
            whole = exp.Div(this=less, expression=two, typed=True)
    return exp.cast(whole, "BIGINT", dialect="duckdb")


def _fence(inner: exp.Expr, dialect: Dialect) -> None:
    """Keep a database from writing an inner query into the outer one, and working out its CASEs again and again."""
    if dialect is Dialect.POSTGRES:
        inner.offset(0, copy=False)  # type: ignore[attr-defined]
    elif dialect is Dialect.SQLITE:
        inner.limit(-1, copy=False).offset(0, copy=False)  # type: ignore[attr-defined]
