"""How a cohort ends where it cannot go on: it says why, and the file that was there before is still whole."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pyarrow as pa
import pytest
from child_memory import run_measured
from click.testing import CliRunner
from pyarrow import parquet

import hemgraph
from hemgraph.cli import main
from hemgraph.values.domains import Boolean

GRAPH = "vertebral-hemangioma"
BEFORE = b"the file of an earlier run"


def rows(path, count, **odd):
    """A file of so many rows in which nothing is known, but what is given."""
    kinds = {
        name: pa.bool_() if isinstance(each.domain, Boolean) else pa.string()
        for name, each in hemgraph.load(GRAPH).model.findings.items()
    }
    columns = {name: odd.get(name, pa.nulls(min(count, 1_000_000), kind)) for name, kind in kinds.items()}
    part = pa.table({name: column for name, column in columns.items() if column is not None})
    with parquet.ParquetWriter(path, part.schema) as made:
        for _ in range(max(1, count // 1_000_000)):
            made.write_table(part)
    return path


def program(*words, **more):
    """The program, started."""
    code = "from hemgraph.cli import main; main()"
    words = [sys.executable, "-c", code, "cohort", *map(str, words)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def hidden(folder):
    return [file for file in folder.iterdir() if file.name.startswith(".")]


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".arrow"])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_killed_in_the_middle(how, ending, tmp_path):
    out = tmp_path / "out" / f"rows{ending}"
    out.parent.mkdir()
    out.write_bytes(BEFORE)
    run = program(rows(tmp_path / "in.parquet", 20_000_000), "-o", out)
    while not hidden(out.parent) or not hidden(out.parent)[0].stat().st_size:
        assert run.poll() is None, run.communicate()
        time.sleep(0.002)
    run.send_signal(how)
    said = run.communicate(timeout=60)
    assert run.returncode, said
    assert "Traceback" not in said[1]
    assert out.read_bytes() == BEFORE
    if how is not signal.SIGKILL:  # which nobody can tidy up after
        assert [file.name for file in out.parent.iterdir()] == [out.name]


@contextmanager
def tiny_disk(folder):
    """A disk of one megabyte; skipped where none can be made."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tiny", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def small_files(_):
    """No file longer than 200 kB, which is told by the same call as a full disk."""
    _, hard = old = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".arrow"])
@pytest.mark.parametrize("full", [small_files, tiny_disk])
def test_out_of_disk(full, ending, tmp_path):
    noise = pa.array([os.urandom(64).hex() for _ in range(20_000)])
    source = rows(tmp_path / "in.parquet", 20_000, pain=None)
    parquet.write_table(parquet.read_table(source).append_column("noise", noise), source)
    folder = tmp_path / "out"
    folder.mkdir()
    with full(folder):
        out = folder / f"rows{ending}"
        out.write_bytes(BEFORE)
        run = program(source, "--set", "pain=unknown", "-o", out)
        said = run.communicate(timeout=60)
        assert run.returncode == 1, said
        assert "Traceback" not in said[1]
        assert "file too large" in said[1].lower() or "no space left" in said[1].lower(), said[1]
        assert [file.name for file in folder.iterdir()] == [out.name]
        assert out.read_bytes() == BEFORE


@pytest.mark.parametrize("full", [small_files, tiny_disk])
def test_out_of_disk_for_the_refused_rows(full, tmp_path):
    source = rows(tmp_path / "in.parquet", 100_000, pain=pa.array(["very much"] * 100_000))
    folder = tmp_path / "out"
    folder.mkdir()
    with full(folder):
        refused = folder / "refused.csv"
        run = program(source, "--refused", refused)
        said = run.communicate(timeout=60)
        assert run.returncode == 1, said
        assert "Traceback" not in said[1]
        assert list(folder.iterdir()) == []


def told(*words):
    """What the program says on standard error where it fails."""
    result = CliRunner().invoke(main, ["cohort", *map(str, words)])
    assert result.exit_code == 1, result.output
    return result.stderr


def test_a_column_is_missing(tmp_path):
    source, out = rows(tmp_path / "in.parquet", 10, pain=None), tmp_path / "out.parquet"
    said = told(source, "-o", out)
    assert "no column has the finding `pain`" in said
    assert "--map column=pain" in said
    assert "there is no column `hurt`" in told(source, "--map", "hurt=pain", "-o", out)
    assert not out.exists()


ODD = {
    "a list": (pa.array([["a"], None]), "VARCHAR[]"),
    "a record": (pa.array([{"a": 1}, None]), "STRUCT"),
    "bytes": (pa.array([b"a", None]), "BLOB"),
    "a time": (pa.array([1, None], pa.timestamp("us")), "TIMESTAMP"),
    "a float": (pa.array([1.5, None]), "DOUBLE"),
    "a day": (pa.array([1, None], pa.date32()), "DATE"),
    "a long": (pa.array([1, None], pa.int64()), "BIGINT"),
    "a span": (pa.array([1, None], pa.duration("us")), "INTERVAL"),
    "a map": (pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int64())), "MAP"),
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("finding", ["pain", "fracture"])
def test_a_type_that_can_hold_no_finding(kind, finding, tmp_path):
    column, name = ODD[kind]
    source = rows(tmp_path / "in.parquet", 2, **{finding: column})
    out = tmp_path / "out.parquet"
    said = told(source, "-o", out)
    assert f"column `{finding}` is {name}" in said
    assert "it is to be" in said
    assert not out.exists()


@pytest.mark.parametrize("keep", [0, 3, 100, 0.5, 0.99])
def test_a_file_that_was_cut_off(keep, tmp_path):
    source, out = rows(tmp_path / "in.parquet", 1000), tmp_path / "out.parquet"
    whole = source.read_bytes()
    source.write_bytes(whole[: int(keep * len(whole)) if isinstance(keep, float) else keep])
    assert "Traceback" not in told(source, "-o", out)
    assert [file.name for file in tmp_path.iterdir()] == [source.name]


@pytest.mark.long
def test_fifty_million_rows_of_nothing(tmp_path):
    out = tmp_path / "out.parquet"
    source = rows(tmp_path / "in.parquet", 50_000_000)
    folder = tmp_path / "here"
    folder.mkdir()
    code = "from hemgraph.cli import main; main()"
    ended = run_measured([sys.executable, "-c", code, "cohort", source, "-o", out], folder)
    assert ended.code == 0
    assert "incomplete: 50 000 000 (100 %)" in ended.out.decode()
    assert parquet.read_metadata(out).num_rows == 50_000_000
    assert ended.megabytes < 500


@pytest.mark.parametrize("long", [1_000_000, 1_999_000, 2_200_000, 5_000_000, 40_000_000])
@pytest.mark.parametrize("end", [b"\n", b"", b"\nrefractory\n"])
def test_no_line_is_too_long_to_be_counted(long, end, tmp_path):
    file = tmp_path / "in.csv"
    file.write_bytes(b"pain\nnone\n" + b"x" * long + end)
    known = [f"--set={name}=unknown" for name in hemgraph.load("lumbar").model.findings if name != "pain"]
    words = [
        "cohort",
        str(file),
        "-g",
        "lumbar",
        "--min-cell",
        "0",
        "--json",
        "--refused",
        str(tmp_path / "r.csv"),
        *known,
    ]
    result = CliRunner().invoke(main, words)
    if result.exit_code:
        assert "2 MB" in result.stderr or "maximum line size" in result.stderr
        assert long > 1_999_000
    else:
        assert f'"rows": {2 + (b"refr" in end)}' in result.stdout
        assert long < 2_000_000
