"""Every way to an answer, row by row, against the reference: `python tests/benchmarks/backends.py [--rows N] [--graphs N]`.

Rows are made up with a fifth of the findings unknown and every value on a boundary or a step beside it. The reference is
`graph.trace`; against it go the compiled graph, the cohort (DuckDB), the query on DuckDB and on SQLite, with `--spark` also
Spark, and with `HEMGRAPH_POSTGRES` (see `tests/test_sql.py`) the query on PostgreSQL. Status, leaf, number of the path and
missing findings must be the same in each row.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

import duckdb
import pyarrow
from pyarrow import parquet
from sql_rows import POSTGRES, ask_postgres, column_type
from strategies import faulty_graph, random_graph
from thirty import thirty

import hemgraph
from hemgraph.api import Graph
from hemgraph.cohort.asked import Asked
from hemgraph.cohort.run import run
from hemgraph.compile.sql import Query
from hemgraph.compile.sql.dialects import Dialect
from hemgraph.compile.sql.table import places_of, table_sql
from hemgraph.errors import HemgraphError, NotDecided
from hemgraph.values.domains import Boolean, Choice

GRAPHS = ("vertebral-hemangioma", "lumbar", "compression", "l3")
REFUSED = ("refused", None, None, None)
UNDECIDED = "undecided"


def made_rows(graph, count, random):
    """Findings by chance, each a value of its domain; a fifth is not known."""
    pools = {name: _values(graph, name) for name in graph.model.findings}
    return [{n: random.choice(pool) for n, pool in pools.items() if random.random() >= 0.2} for _ in range(count)]


def _values(graph, name):
    domain, cells = graph.model.findings[name].domain, graph.logic.space.cells[name]
    match domain:
        case Choice(options):
            return list(options)
        case Boolean():
            return [True, False]
        case number:
            step = number.step or Decimal("0.000001")
            near = {at + step * n for at, _ in cells.starts for n in (-1, 0, 1)} | {number.high}
            return sorted(value for value in near if not number.fault(value))


def answer(trace, paths):
    """What is compared of a trace."""
    missing = ",".join(sorted(each.finding for each in trace.missing)) or None
    return str(trace.status), trace.leaf, paths.number(trace), missing


def by_reference(graph, rows, paths):
    """The answers of the reference; equal rows are traced once."""
    known = {}
    for row in rows:
        key = tuple(row.items())
        if key not in known:
            try:
                known[key] = answer(graph.trace(graph.case(row)), paths)
            except NotDecided:
                known[key] = UNDECIDED
            except HemgraphError:
                known[key] = REFUSED
    return [known[tuple(row.items())] for row in rows]


def by_compiled(graph, rows, paths):
    """The answers of the compiled graph, leaf and number by its quickest way."""
    compiled, found = graph.compile(), []
    for row in rows:
        try:
            case = graph.case(row)
            trace, short = compiled.trace(case), compiled.leaf_and_path(case)
            found.append(answer(trace, paths))
            assert short == (trace.leaf, found[-1][2]), (row, short)
        except NotDecided:
            found.append(UNDECIDED)
        except HemgraphError:
            found.append(REFUSED)
    return found


def table(graph, rows):
    """The rows as a table of natural types."""
    columns = {"n": pyarrow.array(range(len(rows)), pyarrow.int64())}
    for name, finding in graph.model.findings.items():
        kind = {Choice: pyarrow.string(), Boolean: pyarrow.bool_()}.get(type(finding.domain), pyarrow.decimal128(18, 6))
        columns[name] = pyarrow.array([row.get(name) for row in rows], kind)
    return pyarrow.table(columns)


def by_cohort(graph, file, folder):
    """The answers of a cohort."""
    run(graph, file, Asked(output=folder / "out.parquet"))
    found = parquet.read_table(folder / "out.parquet", columns=["n", "status", "leaf", "path", "missing"]).to_pylist()
    assert [row["n"] for row in found] == list(range(len(found)))
    return [_plain(row["status"], row["leaf"], row["path"], row["missing"]) for row in found]


def _plain(status, leaf, path, missing):
    return status, leaf, path, ",".join(sorted(missing.split(", "))) if missing else None


def by_duckdb(graph, file):
    """The answers of the exported query on DuckDB."""
    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW patients AS SELECT * FROM '{file}'")
    return _rows(connection.execute(table_sql(graph.logic, Dialect.DUCKDB, "patients", ["n"])).fetchall())


def by_sqlite(graph, rows):
    """The answers of the exported query on SQLite; it has no decimals, so numbers are whole, in their last place."""
    names, places = list(graph.model.findings), places_of(graph.logic)
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE patients (n, {', '.join(names)})")
    marks = ", ".join("?" * (len(names) + 1))
    made = ([n, *(_whole(row.get(name), places.get(name, 0)) for name in names)] for n, row in enumerate(rows))
    connection.executemany(f"INSERT INTO patients VALUES ({marks})", made)
    return _rows(connection.execute(table_sql(graph.logic, Dialect.SQLITE, "patients", ["n"])).fetchall())


def _whole(value, places):
    return int(value.scaleb(places)) if isinstance(value, Decimal) else value


def by_postgres(graph, rows, folder):
    """The answers of the exported query on PostgreSQL."""
    types = {name: column_type(each, Dialect.POSTGRES) for name, each in graph.model.findings.items()}
    stored = [[n, *(row.get(name) for name in types)] for n, row in enumerate(rows)]
    return _rows(ask_postgres(table_sql(graph.logic, Dialect.POSTGRES, "patients", ["id"]), types, stored, folder))


def by_spark(graph, file):
    """The answers of Spark, on one thread, since other graphs go beside it."""
    from pyspark.sql import SparkSession

    from hemgraph.cohort.spark import trace_frame

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.codegen.hugeMethodLimit", "8000").config("spark.driver.host", "127.0.0.1")
    session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    told = trace_frame(graph, session.read.parquet(str(file))).select("n", "status", "leaf", "path", "missing")
    return _rows(told.collect())


def _rows(found):
    return [_plain(*row[1:5]) for row in sorted(found)]


class Job(NamedTuple):
    """Rows of a graph to compare."""

    name: str
    count: int
    seed: int
    spark: bool


def compare(name, graph, job):
    """Compare all ways on so many rows, and return what was counted."""
    count, random = job.count, Random(job.seed)
    rows = made_rows(graph, count, random)
    paths = Query(graph.logic).paths
    truth = by_reference(graph, rows, paths)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.parquet"
        parquet.write_table(table(graph, rows), file)
        ways = {"compiled": by_compiled(graph, rows, paths), "cohort": by_cohort(graph, file, Path(folder))}
        with suppress(NotDecided):  # the query of a graph can be too long where its tables are not
            ways["duckdb"] = by_duckdb(graph, file)
            ways["sqlite"] = by_sqlite(graph, rows)
            if POSTGRES:
                ways["postgres"] = by_postgres(graph, rows, Path(folder))
        if job.spark:
            ways["spark"] = by_spark(graph, file)
    undecided = 0
    for way, found in ways.items():
        for n, right in enumerate(truth):
            if right == UNDECIDED:
                undecided += way == "compiled"
            elif found[n] != right:
                raise AssertionError(f"{name}, {way}, row {n}: {found[n]} for {right}: {rows[n]}")
    settled = {status: sum(row[0] == status for row in truth) for status in {row[0] for row in truth}}
    return name, len(rows), settled, undecided, list(ways)


def random_model(seed):
    """A graph by chance, every second one with every fault of logic in it."""
    random = Random(seed)
    return Graph(random_graph(random) if seed % 2 else faulty_graph(random))


def one(job):
    """Compare one graph; in a process of its own."""
    name, seed = job.name, job.seed
    graph = random_model(seed) if name == "random" else thirty() if name == "thirty" else hemgraph.load(name)
    try:
        graph.case({})
    except HemgraphError:  # the graph has no possible patient at all
        return name, 0, {"nobody": seed}, 0, []
    try:
        return compare(f"{name} {seed}" if name == "random" else name, graph, job)
    except NotDecided as error:
        return name, 0, {"not compiled": str(error)}, 0, []


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000, help="of each named graph, in parts of 25,000")
    parser.add_argument("--graphs", type=int, default=200, help="random graphs, of 2,500 rows each")
    parser.add_argument("--spark", action="store_true", help="ask Spark too, which needs Java")
    asked = parser.parse_args()
    part = min(asked.rows, 25_000)
    jobs = [Job(name, part, seed, asked.spark) for name in (*GRAPHS, "thirty") for seed in range(asked.rows // part)]
    jobs += [Job("random", min(2_500, asked.rows), seed, asked.spark) for seed in range(asked.graphs)]
    rows, each = 0, Counter()
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for name, count, by_status, undecided, ways in pool.map(one, jobs):
            rows += count
            each.update(dict.fromkeys(ways, count))
            print(
                f"{name:<24} {count:>8,} rows {rows:>10,}  {by_status} {undecided or ''} {' '.join(ways)}", flush=True
            )
    print(f"{rows:,} rows: no difference; " + ", ".join(f"{way} {count:,}" for way, count in each.items()))


if __name__ == "__main__":
    main()
