"""The query of a graph in each database's words: row by row against the reference where one can be asked here.

`HEMGRAPH_SQL_ROWS=100000` takes so many rows of each graph that comes along, and 200 random graphs.
`HEMGRAPH_POSTGRES="host=... user=..."`, with `psql` on PATH, asks PostgreSQL too.
"""

from __future__ import annotations

import os
import shutil
import sys
from decimal import Decimal
from functools import partial
from random import Random

import pytest
from click.testing import CliRunner
from sql_rows import POSTGRES, ask_duckdb, ask_postgres, ask_sqlite, compare, made_rows
from strategies import faulty_graph, make_graph, random_graph

import hemgraph
from hemgraph.cli import main
from hemgraph.compile.sql import Wants
from hemgraph.compile.sql.dialects import Dialect
from hemgraph.compile.sql.flat import MOST_OPEN
from hemgraph.compile.sql.table import table_sql
from hemgraph.errors import HemgraphError, NotDecided
from hemgraph.finding import Finding
from hemgraph.graph import Action, Branch, Condition, Special
from hemgraph.regions.logic import Logic
from hemgraph.values.domains import Boolean, Choice, Number
from hemgraph.values.sets import Members, parse_set

LONG = int(os.environ.get("HEMGRAPH_SQL_ROWS", "0"))
SHIPPED = ("vertebral-hemangioma", "lumbar", "compression", "l3")
ALL = Wants(boxes=True, recommendations=True)


@pytest.fixture(params=[Dialect.DUCKDB, Dialect.SQLITE, Dialect.POSTGRES])
def database(request, tmp_path):
    """A database and how to ask it."""
    if request.param is Dialect.DUCKDB:
        return request.param, ask_duckdb
    if request.param is Dialect.SQLITE:
        return request.param, ask_sqlite
    if not (POSTGRES and shutil.which("psql")):
        pytest.skip("HEMGRAPH_POSTGRES names no database, or there is no psql")
    return request.param, partial(ask_postgres, folder=tmp_path)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_row_is_told_what_the_reference_tells(name, database):
    dialect, ask = database
    graph = hemgraph.load(name)
    rows = made_rows(Random(7), graph, LONG or 400)
    wants = ALL if LONG or name != "vertebral-hemangioma" else Wants(boxes=True)
    assert compare(graph.model, rows, wants, ask, dialect) == len(rows)


def test_every_row_of_random_graphs_too(database):
    dialect, ask = database
    compared = 0
    for seed in range(200 if LONG else 12):
        random = Random(seed)
        model = random_graph(random) if seed % 2 else faulty_graph(random)
        try:
            compared += compare(model, made_rows(random, hemgraph.api.Graph(model), 60, 0.4), ALL, ask, dialect)
        except NotDecided:
            continue
    assert compared > (10_000 if LONG else 500)


def deep_graph(levels):
    """A question at each level, of which every answer but one ends at once."""
    findings = {f"f{n}": Finding(f"f{n}", "?", Choice(("a", "b")), {"a": "a", "b": "b"}) for n in range(levels)}
    nodes = {
        f"c{n}": Condition(f"c{n}", f"f{n}", (Branch(Members(("a",)), f"l{n}"), Branch(Members(("b",)), f"c{n + 1}")))
        for n in range(levels)
    }
    nodes[f"c{levels}"] = Action(f"c{levels}", "the end")
    return make_graph({**nodes, **{f"l{n}": Action(f"l{n}", "out") for n in range(levels)}}, findings)


@pytest.mark.parametrize("levels", [MOST_OPEN - 2, 30])
def test_a_deep_graph_is_no_trouble(levels, database):
    dialect, ask = database
    model = deep_graph(levels)
    rows = [["b"] * n + ["a"] * (levels - n) for n in range(levels + 1)]
    rows += [["b"] * n + [None] + ["b"] * (levels - n - 1) for n in range(levels)]
    assert compare(model, rows, ALL, ask, dialect) == len(rows)


def number_graph():
    """Numbers with and without steps, cut where a decimal is short, long and on neither side of a step."""
    domains = {
        "size": Number(Decimal(0), Decimal(30), None, "cm"),
        "dose": Number(Decimal("-1.5"), Decimal(3), Decimal("0.5"), "mg"),
        "level": Number(Decimal(1), Decimal(9), Decimal(2), integer=True),
        "pain": Boolean(),
    }
    findings = {name: Finding(name, f"{name}?", domain, {}) for name, domain in domains.items()}
    cuts = {"size": "<= 0.125", "dose": "< 0.5", "level": "<= 3"}
    nodes, names = {}, list(domains)
    for here, after in zip(names, [*names[1:], "end"], strict=True):
        when = Members((True,)) if here == "pain" else parse_set(domains[here], cuts[here])
        go = f"q_{after}" if after != "end" else "end"
        nodes[f"q_{here}"] = Condition(f"q_{here}", here, (Branch(when, go), Branch(Special.OTHERWISE, f"l_{here}")))
    ends = ("end", *(f"l_{name}" for name in names))
    return make_graph({**nodes, **{end: Action(end, end) for end in ends}}, findings)


def test_numbers_are_exact(database):
    dialect, ask = database
    sizes = ["0", "0.125", "0.1250001", "0.124999", "0.125001", "30", "30.000001", "-0.000001", "99999", "0.0000004"]
    doses = ["-1.5", "-1.6", "0", "0.49", "0.5", "3", "3.5", "0.4999999"]
    rows = [[Decimal(size), Decimal(0), 1, True] for size in sizes]
    rows += [[Decimal(0), Decimal(dose), 1, False] for dose in doses]
    rows += [[Decimal(0), Decimal(0), level, None] for level in (-1, 0, 1, 2, 3, 4, 5, 9, 10, 11, 2_000_000_000)]
    model = number_graph()
    kept = [row for row in rows if row[0] not in (Decimal("0.1250001"), Decimal("0.0000004"))]
    assert compare(model, kept, ALL, ask, dialect) == len(kept)
    # More places than are meant: refused, never rounded.
    with pytest.raises(AssertionError, match="refused"):
        compare(model, [[Decimal("0.1250001"), Decimal(0), 1, True]], ALL, ask, dialect)


def test_sqlite_refuses_what_is_no_value_whatever_a_column_holds():
    import sqlite3

    logic = Logic(number_graph())
    sql = table_sql(logic, Dialect.SQLITE, "t", decimals={"size": 1})
    for row in (("5", 0, 1, 1), (0.5, 0, 1, 1), (0, 0, "1", 1), (0, 0, 1.5, 1), (0, 0, 1, "yes"), (0, 0, 1, 2), (0, 0, 1, b"1")):  # fmt: skip
        with sqlite3.connect(":memory:") as connection:
            connection.execute("CREATE TABLE t (size, dose, level, pain)")
            connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", row)
            assert connection.execute(sql).fetchone()[4:] == ("refused", None, None, None), row
        connection.close()


@pytest.mark.parametrize("dialect", Dialect)
def test_each_database_gets_its_own_words_and_no_else(dialect):
    import sqlglot
    from sqlglot import exp

    for logic in (
        hemgraph.load(SHIPPED[0] if LONG else "compression").logic,
        Logic(number_graph()),
        Logic(deep_graph(20)),
    ):
        tree = sqlglot.parse_one(
            table_sql(logic, dialect, "ward.patients", ["id"], Wants(boxes=True)), dialect=str(dialect)
        )
        cases = list(tree.find_all(exp.Case))
        assert cases
        assert not any(case.args.get("default") or case.this for case in cases)
        table = [each for each in tree.find_all(exp.Table) if each.name]
        assert [each.sql() for each in table] == ["ward.patients"]


def test_a_quotient_is_exact_in_every_database():
    """A path's number may be larger than a binary fraction holds, and a quotient of Snowflake has six places."""
    said = {dialect: table_sql(Logic(number_graph()), dialect, "t") for dialect in Dialect}
    assert "DIV(h_xp0," in said[Dialect.BIGQUERY]
    assert "h_xp0 DIV " in said[Dialect.SPARK]
    assert "h_xp0 // " in said[Dialect.DUCKDB]
    assert "(h_xp0 - h_xp0 % " in said[Dialect.SNOWFLAKE]
    for dialect in (Dialect.POSTGRES, Dialect.SQLITE):
        assert "CAST(h_xp0 / " in said[dialect]
        assert "REAL" not in said[dialect]


def test_names_that_are_words_of_sql():
    findings = {name: Finding(name, "?", Boolean(), {}) for name in ("order", "select", "h_c0")}
    nodes = {"a": Condition("a", "order", (Branch(Members((True,)), "b"), Branch(Members((False,)), "c")))}
    nodes["b"] = Condition("b", "select", (Branch(Members((True,)), "d"), Branch(Members((False,)), "c")))
    model = make_graph({**nodes, "c": Action("c", "c"), "d": Action("d", "d")}, findings)
    for dialect, ask in ((Dialect.DUCKDB, ask_duckdb), (Dialect.SQLITE, ask_sqlite)):
        compare(model, [[True, False, None], [True, True, True], [None, None, None]], ALL, ask, dialect)
    snowflake = table_sql(Logic(model), Dialect.SNOWFLAKE, "t", ['"Id"', "ward"])
    assert '"ORDER" IS NULL' in snowflake
    assert '"Id"' in snowflake
    assert '"order"' not in snowflake


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--keep", "a b"], '`a b` is no name of a column\n  help: write column; any other name in double quotes: "my column"'),
        (["--table", "t; drop"], "`t; drop` is no name of a table"),
        (["--keep", "status"], "the result would have two columns `status`"),
        (["--keep", '"Leaf"'], "the result would have two columns `leaf`"),
        (["--keep", "mri_whole_spine", "--recommendations"], "two columns `mri_whole_spine`"),
        (["--decimals", "pain=2"], "`pain` is no finding with decimal numbers\n  help: none is known here"),
        (["-o", "x.txt"], "`x.txt` has no ending that can be written here\n  help: the endings are .sql"),
    ],
)  # fmt: skip
def test_what_is_refused(arguments, said):
    done = CliRunner().invoke(main, ["export", "compression", "--to", "sql", *arguments])
    assert done.exit_code == 1
    assert said in done.stderr


def test_decimals_are_said_for_numbers_only():
    logic = Logic(number_graph())
    with pytest.raises(HemgraphError, match="cannot have 40 decimal places"):
        table_sql(logic, Dialect.DUCKDB, "t", decimals={"size": 40})
    with pytest.raises(HemgraphError, match="did you mean `size`"):
        table_sql(logic, Dialect.DUCKDB, "t", decimals={"sise": 1, "level": 1})
    assert "number times 10:" in table_sql(logic, Dialect.SQLITE, "t", decimals={"size": 1})
    done = CliRunner().invoke(main, ["export", "--to", "sql", "--decimals", "pain"])
    assert done.exit_code == 2


def test_the_command_writes_a_query_with_a_head(tmp_path):
    file = tmp_path / "query.sql"
    done = CliRunner().invoke(
        main, ["export", "compression", "--to", "sql", "--dialect", "snowflake", "--keep", "id", "-o", str(file)]
    )
    assert (done.exit_code, done.stdout) == (0, "")
    text = file.read_text()
    graph = hemgraph.load("compression").model
    assert text.startswith(
        f"-- compression {graph.version}, DRAFT, sha256 {graph.sha256}\n-- Made by hemgraph {hemgraph.__version__} for"
    )
    for line in (
        "NULL is unknown, and stays so",
        "--   fracture: boolean",
        "--   pain: text: none, mild, refractory; or unknown",
    ):
        assert line in text
    shown = CliRunner().invoke(main, ["export", "compression", "--to", "sql", "--path", "--recommendations"])
    assert "--   boxes: the boxes of the path, as on the chart\n--   mri_whole_spine, " in shown.stdout


def test_where_sqlglot_is_not_there_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    done = CliRunner().invoke(main, ["export", "compression", "--to", "sql"])
    assert done.exit_code == 1
    assert done.stderr == "other databases need `sqlglot`, which is not there\n  help: pip install 'hemgraph[cohort]'\n"
