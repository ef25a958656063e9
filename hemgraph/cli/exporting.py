"""`hemgraph export`."""

from __future__ import annotations

import click

from . import options
from .output import inputs_of, tell_expiry

DIALECTS = ("duckdb", "spark", "postgres", "bigquery", "snowflake", "sqlite")


@click.command(epilog="Example: hemgraph export lumbar --to sql --dialect postgres --keep patient -o lumbar.sql")
@click.argument("name", metavar="[GRAPH]", default="vertebral-hemangioma")
@click.option("--to", "form", type=click.Choice(["sql"]), required=True, help="As what.")
@click.option("--dialect", type=click.Choice(DIALECTS), default="duckdb", show_default=True, help="Whose SQL.")
@click.option("--table", default="patients", show_default=True, metavar="NAME", help="The table to read.")
@click.option(
    "--keep", multiple=True, metavar="COLUMN", help="A column to hand on; by default the findings. May be repeated."
)
@click.option("--path", "boxes", is_flag=True, help="Add the boxes of each path, beside its number.")
@click.option("--recommendations", "recommends", is_flag=True, help="Add a column for each intervention.")
@click.option(
    "--decimals",
    multiple=True,
    metavar="FINDING=PLACES",
    help="How many decimal places the numbers of a finding have at most; of SQLite, in which unit they are whole.",
)
@click.option("-o", "--output", metavar="FILE", help="Write .sql; by default to the terminal.")
@options.draft
def export(
    name: str,
    form: str,
    dialect: str,
    table: str,
    keep: tuple[str, ...],
    boxes: bool,
    recommends: bool,
    decimals: tuple[str, ...],
    output: str | None,
) -> None:
    """Write a graph as one query for another database.

    The query reads a table with a column for each finding, named as it is, and gives for each row the status, the leaf,
    the number of the path and what is missing. NULL stays unknown: no CASE has an ELSE. Its head says
    what each column has to hold. It needs `pip install 'hemgraph[cohort]'`.
    """
    from .. import __version__
    from ..compile.sql import Wants
    from ..compile.sql.dialects import Dialect
    from ..compile.sql.table import table_sql
    from .output import write_results

    graph = options.opened(name)
    wants = Wants(boxes, recommends)
    sql = table_sql(graph.logic, Dialect(dialect), table, keep, wants, dict(map(_places, decimals)), __version__)
    write_results((output or "-",), {f".{form}": lambda: sql}, inputs_of([name]), f".{form}")
    tell_expiry(graph)


def _places(text: str) -> tuple[str, int]:
    finding, _, places = text.partition("=")
    if not places.isdecimal():
        raise click.UsageError(f"`--decimals {text}`: write finding=places, as size=1")
    return finding, int(places)
