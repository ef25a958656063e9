"""Made-up rows for the columns of a graph, what the reference says of each, and databases that can be asked here."""

from __future__ import annotations

import csv
import os
import sqlite3
import subprocess
from decimal import Decimal

from hemgraph.api import Graph
from hemgraph.compile.paths import Paths
from hemgraph.compile.program import Program
from hemgraph.compile.sql.dialects import Dialect
from hemgraph.compile.sql.table import places_of, table_sql
from hemgraph.errors import HemgraphError, NotDecided
from hemgraph.values.domains import Boolean, Choice

POSTGRES = os.environ.get("HEMGRAPH_POSTGRES")
"""What `psql` needs to find a database that may be written to, as `host=localhost user=postgres`."""


def made_rows(random, graph, count, unknown=0.2, odd=0.01):
    """Rows with that share of unknown and of odd values, which no case may have."""
    shares = [unknown] * 3 + [0.05, 0.6]
    return [
        [_value(random, finding, share, odd) for finding in graph.model.findings.values()]
        for share in (random.choice(shares) for _ in range(count))
    ]


def _value(random, finding, unknown, odd):
    if random.random() < unknown:
        return None
    match finding.domain:
        case Boolean():
            return random.random() < 0.5
        case Choice(options):
            return random.choice(("unknown", "O'Neill", "")) if random.random() < odd else random.choice(options)
    domain = finding.domain
    step = domain.step or Decimal("0.1")
    value = domain.low + step * random.randint(0, int((domain.high - domain.low) / step))
    if random.random() < odd:
        value += random.choice((domain.high, -domain.high, *(() if domain.integer else (step / 2, step / 10))))
    return int(value) if domain.integer else value


class Reference:
    """What `trace` says of rows, each kind of row traced once."""

    def __init__(self, graph):
        self.graph = graph
        self.paths = Paths(Program(graph.logic))
        self.known = {}

    def of(self, row):
        """Status, leaf, number of the path, missing findings, boxes and stances; None where it is not decided."""
        if (key := tuple(row)) not in self.known:
            self.known[key] = self._traced(row)
        return self.known[key]

    def _traced(self, row):
        try:
            trace = self.graph.trace(
                {n: v for n, v in zip(self.graph.model.findings, row, strict=True) if v is not None}
            )
        except NotDecided:
            return None
        except HemgraphError:
            return ("refused", None, None, (), None, {})
        stances = {}
        for told in trace.recommendations:
            stances.setdefault(told.intervention, set()).add(str(told.stance))
        missing = tuple(sorted(each.finding for each in trace.missing))
        boxes = " ".join(str(step.box) for step in trace.path)
        return str(trace.status), trace.leaf, self.paths.number(trace), missing, boxes, stances


def compare(model, rows, wants, ask, dialect, **more):
    """Ask a database about rows, and compare each answer with the reference. Return how many were compared."""
    graph = Graph(model)
    reference = Reference(graph)
    places = places_of(graph.logic)
    sql = table_sql(graph.logic, dialect, "patients", ["id"], wants, **more)
    types = {name: column_type(finding, dialect) for name, finding in model.findings.items()}
    stored = [
        [number, *(_stored(value, name, places, dialect) for name, value in zip(types, row, strict=True))]
        for number, row in enumerate(rows)
    ]
    found = ask(sql, types, stored)
    assert [row[0] for row in found] == list(range(len(rows)))
    compared = 0
    for row, answer in zip(rows, found, strict=True):
        told = reference.of(row)
        if told is None:
            continue
        status, leaf, path, missing, *more = answer[1:]
        got = [status, leaf, path, tuple(sorted(missing.split(", "))) if missing else ()]
        assert got == list(told[:4]), (dialect, row, got, told)
        if wants.boxes:
            assert more.pop(0) == told[4], (dialect, row)
        if wants.recommendations:
            names = [name for name in model.interventions if name in _told(model)]
            stances = {name: set(text.split(", ")) for name, text in zip(names, more, strict=True) if text}
            assert stances == told[5], (dialect, row, stances, told)
        compared += 1
    return compared


def _told(model):
    return {each.intervention for node in model.nodes.values() for each in getattr(node, "recommend", ())}


def column_type(finding, dialect):
    lite = dialect is Dialect.SQLITE
    match finding.domain:
        case Boolean():
            return "INTEGER" if lite else "BOOLEAN"
        case Choice():
            return "VARCHAR(40)"
    return "INTEGER" if lite or finding.domain.integer else "DECIMAL(20, 8)"


def _stored(value, name, places, dialect):
    if dialect is Dialect.SQLITE and isinstance(value, bool):
        return int(value)
    if dialect is Dialect.SQLITE and isinstance(value, Decimal):
        scaled = value * 10 ** places.get(name, 0)
        return int(scaled) if scaled == int(scaled) else float(scaled)  # which is refused
    return value


def ask_duckdb(sql, types, rows):
    import duckdb
    import pyarrow

    kinds = {
        "DECIMAL(20, 8)": pyarrow.decimal128(20, 8),
        "BOOLEAN": pyarrow.bool_(),
        "INTEGER": pyarrow.int32(),
        "VARCHAR(40)": pyarrow.string(),
    }
    columns = {"id": pyarrow.array([row[0] for row in rows], pyarrow.int64())}
    for n, (name, type) in enumerate(types.items(), 1):
        columns[name] = pyarrow.array([row[n] for row in rows], kinds[type])
    with duckdb.connect() as connection:
        connection.register("patients", pyarrow.table(columns))
        return connection.sql(sql.rstrip(";\n")).order("id").fetchall()


def ask_sqlite(sql, types, rows):
    with sqlite3.connect(":memory:") as connection:
        columns = ", ".join(f'"{name}" {type}' for name, type in types.items())
        connection.execute(f"CREATE TABLE patients (id INTEGER, {columns})")
        connection.executemany(f"INSERT INTO patients VALUES ({', '.join('?' * (len(types) + 1))})", rows)
        found = connection.execute(sql).fetchall()
    connection.close()
    return sorted(found)


def ask_postgres(sql, types, rows, folder):
    columns = ", ".join(f'"{name}" {type}' for name, type in types.items())
    with open(folder / "rows.csv", "w", newline="") as file:
        csv.writer(file).writerows([_copied(value) for value in row] for row in rows)
    script = folder / "ask.sql"
    script.write_text(
        f"CREATE TEMP TABLE patients (id INTEGER, {columns});\n"
        f"\\copy patients FROM '{folder / 'rows.csv'}' WITH (FORMAT csv, NULL '<none>')\n"
        f"CREATE TEMP TABLE told AS {sql}\n\\copy (SELECT * FROM told ORDER BY id) TO '{folder / 'told.csv'}' WITH (FORMAT csv, NULL '<none>')\n"
    )
    subprocess.run(
        ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script, POSTGRES], check=True, capture_output=True
    )
    with open(folder / "told.csv", newline="") as file:
        found = [[None if text == "<none>" else text for text in row] for row in csv.reader(file)]
    return [[int(v) if n in (0, 3) and v is not None else v for n, v in enumerate(row)] for row in found]


def _copied(value):
    return "<none>" if value is None else value
