"""Spark tells each row what the reference tells it, on a session of two threads.

`HEMGRAPH_SPARK_ROWS=100000` is a long run.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import parquet
from sql_rows import Reference, made_rows
from strategies import faulty_graph, random_graph

import hemgraph
from hemgraph.api import Graph
from hemgraph.cli import main
from hemgraph.cohort import spark
from hemgraph.cohort.asked import Asked
from hemgraph.cohort.run import run
from hemgraph.errors import HemgraphError
from hemgraph.values.domains import Boolean, Choice

ROWS = int(os.environ.get("HEMGRAPH_SPARK_ROWS", "300"))
SHIPPED = ("vertebral-hemangioma", "lumbar", "compression", "l3")
TOLD = ("status", "leaf", "path", "missing", "boxes")

pytestmark = [
    pytest.mark.skipif(not shutil.which("java") and not os.environ.get("CI"), reason="there is no Java"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.xdist_group("spark"),
]


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """Spark on two threads of this machine."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    builder = builder.config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
    made = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    made.sparkContext.setLogLevel("OFF")
    yield made
    made.stop()


def store(graph, rows, folder):
    """Write rows in their natural types to a folder of three files, and return it."""
    columns = {"n": pa.array(range(len(rows)), pa.int64())}
    for at, (name, finding) in enumerate(graph.model.findings.items()):
        kind = {Choice: pa.string(), Boolean: pa.bool_()}.get(type(finding.domain), pa.decimal128(20, 8))
        columns[name] = pa.array([row[at] for row in rows], kind)
    folder.mkdir()
    step = len(rows) // 3 + 1
    for part in range(3):
        parquet.write_table(pa.table(columns).slice(part * step, step), folder / f"{part}.parquet")
    return folder


def agree(graph, rows, folder):
    """Every row is told what the reference says, and both engines count the same. Returns how many rows were refused."""
    folder.mkdir(exist_ok=True)
    path, reference = store(graph, rows, folder / "rows"), Reference(graph)
    asked = {"boxes": True, "recommends": True}
    ran = spark.run(graph, path, Asked(output=folder / "spark.parquet", **asked))
    other = run(graph, path, Asked(output=folder / "duck.parquet", refused=folder / "refused.csv", **asked))
    assert ran.cohort == other.cohort
    told = {row["n"]: row for row in parquet.read_table(folder / "spark.parquet").to_pylist()}
    same = parquet.read_table(folder / "duck.parquet").to_pylist()
    assert len(told) == len({row["n"] for row in same})
    for row in same:
        why = told[row["n"]].pop("refused")
        assert told[row["n"]] == row
        assert (why is not None) == (row["status"] == "refused"), (row, why)
    compared = 0
    for n, row in enumerate(rows):
        if (right := reference.of(row)) is None:
            continue
        found = told[n]
        missing = tuple(sorted(found["missing"].split(", "))) if found["missing"] else ()
        assert (found["status"], found["leaf"], found["path"], missing, found["boxes"]) == right[:5], row
        compared += 1
    assert compared
    return ran.cohort.refused


@pytest.mark.parametrize("name", SHIPPED)
def test_the_graphs_that_come_along(name, session, tmp_path):
    graph = hemgraph.load(name)
    agree(graph, made_rows(Random(name), graph, ROWS), tmp_path)


@pytest.mark.parametrize("make", [random_graph, faulty_graph])
def test_random_graphs(make, session, tmp_path):
    refused = 0
    for seed in range(3 if ROWS < 10_000 else 100):
        random = Random(seed)
        graph = Graph(make(random))
        if graph.logic.space.admits(graph.logic.space.full):
            refused += agree(graph, made_rows(random, graph, ROWS, 0.3), tmp_path / str(seed))
    assert refused or make is random_graph


def test_what_is_none_of_its_finding_is_refused_with_the_reason(session, tmp_path):
    graph = hemgraph.load("lumbar")
    names = list(graph.model.findings)
    choice = next(name for name in names if isinstance(graph.model.findings[name].domain, Choice))
    rows = [[None] * len(names) for _ in range(4)]
    rows[1][names.index(choice)] = "it's \\ ` odd"
    path = store(graph, rows, tmp_path / "rows")
    spark.run(graph, path, Asked(output=tmp_path / "out.parquet"))
    told = sorted(parquet.read_table(tmp_path / "out.parquet").to_pylist(), key=lambda row: row["n"])
    assert [row["refused"] for row in told[:3]] == [None, f"no value of: {choice}", None]
    assert [row["status"] for row in told[:3]] == ["incomplete", "refused", "incomplete"]
    assert [told[1][name] for name in ("leaf", "path", "missing")] == [None, None, None]


@pytest.mark.parametrize("said", [["--set", "pain=refractory"], ["--against", "lumbar"], []])
def test_both_engines_print_the_same(said, session, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    graph = hemgraph.load("vertebral-hemangioma")
    path = store(graph, made_rows(Random(3), graph, ROWS), tmp_path / "rows")
    told = [
        CliRunner().invoke(main, ["cohort", str(path), "--min-cell", "0", "--engine", engine, "--json", *said])
        for engine in ("duckdb", "spark")
    ]
    assert [each.exit_code for each in told] == [0, 0], told[1].output
    assert told[0].stdout == told[1].stdout


def test_a_frame_is_traced_without_reading_it(session):
    graph = hemgraph.load("lumbar")
    names = list(graph.model.findings)
    frame = session.sql(
        "SELECT 1 AS n, " + ", ".join(f"CAST(NULL AS {kind(graph, name)}) AS `{name}`" for name in names)
    )
    [row] = spark.trace_frame(graph, frame).collect()
    assert (row["status"], row["leaf"], row["refused"]) == ("incomplete", None, None)
    assert row["missing"]


def kind(graph, name):
    domain = graph.model.findings[name].domain
    return {Choice: "STRING", Boolean: "BOOLEAN"}.get(type(domain), "DECIMAL(20, 8)")


def rows_with(graph, **types):
    return pa.table({n: pa.array([None], types.get(n, pa.string())) for n in graph.model.findings})


def test_what_spark_does_not_take_is_said_and_nothing_is_written(session, tmp_path):
    graph, out = hemgraph.load("lumbar"), tmp_path / "out.parquet"
    good = tmp_path / "good.parquet"
    parquet.write_table(rows_with(graph), good)
    (tmp_path / "rows.csv").write_text("pain\n")
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(good.read_bytes()[:300] + b"\0" * 200 + good.read_bytes()[500:])
    size = next((n for n, f in graph.model.findings.items() if not isinstance(f.domain, (Choice, Boolean))), None)
    odd = {
        "odd.parquet": rows_with(
            graph, **({size: pa.float64()} if size else {next(iter(graph.model.findings)): pa.float64()})
        )
    }
    taken = {"taken.parquet": rows_with(graph).append_column("refused", pa.array(["x"]))}
    for name, rows in {**odd, **taken}.items():
        parquet.write_table(rows, tmp_path / name)
    for path, asked, said in (
        (tmp_path / "rows.csv", Asked(), "Spark reads Parquet"),
        (good, Asked(strict=True), "no file of refused rows"),
        (good, Asked(output=tmp_path / "x.csv"), "Spark writes Parquet"),
        (good, Asked(output=tmp_path / "none" / "x.parquet"), "there is no folder"),
        (good, Asked(output=good), "is there already"),
        (tmp_path / "odd.parquet", Asked(output=out), "column"),
        (tmp_path / "taken.parquet", Asked(output=out), "a column `refused` already"),
    ):
        with pytest.raises(HemgraphError, match=said):
            spark.run(graph, path, asked)
    assert not out.exists()
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_a_fault_of_spark_is_one_line_and_leaves_nothing(session, tmp_path, monkeypatch):
    graph = hemgraph.load("lumbar")
    path = store(graph, made_rows(Random(1), graph, 30), tmp_path / "rows")
    monkeypatch.setattr(spark.Looked, "counts", lambda self: self.frame.selectExpr("raise_error('no\\nway')").collect())
    with pytest.raises(HemgraphError, match=r"cannot be read or written: .*no") as told:
        spark.run(graph, path, Asked(output=tmp_path / "out.parquet"))
    assert "\n" not in told.value.faults[0].message
    assert [file.name for file in tmp_path.iterdir()] == ["rows"]


def test_numbers_are_exact(session, tmp_path):
    from test_sql import number_graph

    graph = Graph(number_graph())
    cases = [
        [Decimal(size), Decimal(dose), level, pain]
        for size in ("0.125", "0.12500001", "0.1", "30", "30.00000001")
        for dose in ("-1.5", "0", "0.5", "0.25")
        for level, pain in ((1, True), (3, None), (4, False), (None, True))
    ]
    assert agree(graph, cases, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_end_leaves_nothing(how, tmp_path):
    graph = hemgraph.load("vertebral-hemangioma")
    folder = store(graph, made_rows(Random(5), graph, 20_000), tmp_path / "rows")
    for part in range(3, 60):
        shutil.copy(folder / "0.parquet", folder / f"{part}.parquet")
    (tmp_path / "out").mkdir()
    code = "from hemgraph.cli import main; main()"
    words = ["cohort", folder, "--engine", "spark", "-o", tmp_path / "out" / "rows.parquet"]
    run = subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not list((tmp_path / "out").glob(".*/rows/_temporary/**/part-*")):
        assert run.poll() is None, run.communicate()
        time.sleep(0.05)
    run.send_signal(how)
    said = run.communicate(timeout=60)
    assert run.returncode, said
    assert "Traceback" not in said[1]
    time.sleep(1)
    assert list((tmp_path / "out").iterdir()) == []


def test_what_java_quotes_is_not_told():
    said = spark._said(RuntimeError("at x\nCaused by: java.lang.X: cannot read 'Jo Miller' of \"1961\" in column a's"))
    assert said == "java.lang.X: cannot read … of … in column a's"


OWN = """
import sys
from pathlib import Path
from hemgraph.cohort import spark

def listening():
    found = set()
    for kind in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]:
            _, at, _, state, *_ = line.split()
            if state == "0A":
                found.add((kind, at))
    return found

before = listening()
session = spark._session()
session.range(10).count()
for kind, at in listening() - before:
    print(kind, at)
"""


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux tells who listens")
def test_a_session_of_our_own_listens_to_nobody_else():
    done = subprocess.run([sys.executable, "-c", OWN], capture_output=True, text=True, check=True)
    places = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("tcp")]
    assert places
    for place in places:
        assert place.split(":")[0] in (
            "0100007F",
            "0000000000000000FFFF00000100007F",
            "00000000000000000000000001000000",
        )


def test_a_folder_is_as_private_as_what_it_is_made_of(session, tmp_path):
    graph = hemgraph.load("compression")
    source = store(graph, made_rows(Random(6), graph, 9), tmp_path / "in")
    for file in source.iterdir():
        file.chmod(0o600)
    told = CliRunner().invoke(
        main, ["cohort", str(source), "-g", "compression", "--engine", "spark", "-o", str(tmp_path / "x.parquet")]
    )
    assert told.exit_code == 0, told.output
    made = [tmp_path / "x.parquet", *(tmp_path / "x.parquet").iterdir()]
    assert len(made) > 1
    assert {place.stat().st_mode & 0o077 for place in made} == {0}
