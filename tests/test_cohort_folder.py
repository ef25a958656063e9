"""Which files of a folder are read, and that no file of a reader is written over that he did not name."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter

import duckdb
import numpy
import pytest
from click.testing import CliRunner

import hemgraph
from hemgraph.cli import main
from hemgraph.cohort.faults import told_plainly
from hemgraph.cohort.tally import Tally

GRAPH = hemgraph.load("vertebral-hemangioma").model
ROWS = "pain,stage\nmild,initial\nrefractory,initial\n"
BAD = "pain\ngreen\n"


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder" / "below").mkdir(parents=True)
    (tmp_path / "folder" / "a.csv").write_text(ROWS)
    (tmp_path / "folder" / "below" / "B.CSV").write_text(ROWS)
    rest = [word for name in GRAPH.findings if name not in ("pain", "stage") for word in ("--set", f"{name}=unknown")]
    return lambda *words: CliRunner().invoke(main, ["cohort", *map(str, words), *rest])


def test_every_file_of_a_folder_is_read_and_what_is_left_out_is_told(run, tmp_path):
    for name in ("_c.csv", ".d.csv", "_hidden/e.csv", "f.refused.csv"):
        (tmp_path / "folder" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "folder" / name).write_text("row,reason\n1,x\n" if "refused" in name else ROWS)
    (tmp_path / "folder" / "_SUCCESS").write_text("")
    done = run("folder", "--json")
    assert json.loads(done.stdout)["rows"] == 4
    assert "not read, being hidden or refused rows of an earlier run: `folder/.d.csv`, `folder/_c.csv`" in done.stderr
    assert "and 1 more" in done.stderr
    assert "_SUCCESS" not in done.stderr


def test_rows_are_read_from_a_file_with_the_name_of_refused_ones(run, tmp_path):
    (tmp_path / "folder" / "c.refused.csv").write_text(ROWS)
    done = run("folder", "--json")
    assert json.loads(done.stdout)["rows"] == 6
    assert done.stderr == ""


@pytest.mark.parametrize("kind", ["dangling", "pipe", "link", "closed"])
def test_what_cannot_be_read_of_a_folder_is_refused(run, tmp_path, kind):
    place = tmp_path / "folder" / "x.csv"
    if kind == "dangling":
        place.symlink_to("nowhere")
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "link":
        place.symlink_to(tmp_path / "folder" / "below")
    else:
        place = tmp_path / "folder" / "below"
        if os.geteuid() == 0:
            pytest.skip("everything is open to root")
        place.chmod(0)
    done = run("folder")
    place.chmod(0o700) if kind == "closed" else None
    assert done.exit_code == 1
    assert str(place.relative_to(tmp_path)) in done.stderr
    assert "help:" in done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="names are text there")
def test_a_file_name_that_is_no_text_is_refused(run, tmp_path):
    with open(os.fsencode(tmp_path) + b"/folder/\xff.csv", "w") as file:
        file.write(ROWS)
    assert "is not UTF-8" in run("folder").stderr


def test_the_place_of_refused_rows_is_not_somebody_elses_file(run, tmp_path):
    (tmp_path / "x.refused.csv").write_text(BAD)
    done = run("x.refused.csv", "-o", "x.csv")
    assert done.exit_code == 1
    assert "`x.refused.csv` is there, and has no refused rows of a run" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "x.refused.csv"]
    (tmp_path / "link").write_text("row,reason\n")
    (tmp_path / "y.refused.csv").symlink_to("link")
    assert "is a link" in run("folder", "-o", "y.csv").stderr
    (tmp_path / "z.refused.csv").write_text("row,reason\n1,x\n")
    assert "removed z.refused.csv, of an earlier run" in run("folder", "-o", "z.csv").stderr
    assert not (tmp_path / "z.refused.csv").exists()


def test_no_output_is_read_as_rows_the_next_time(run, tmp_path):
    for words in (("--refused", "folder/r.csv"), ("-o", "folder/r.parquet"), ("-o", "folder/below/r.csv")):
        assert "is in the folder that is read" in run("folder", *words).stderr
    spark = run("folder", "--engine", "spark", "-o", "folder/r.parquet")
    assert "is in the folder that is read" in spark.stderr
    (tmp_path / "folder" / "bad.csv").write_text("pain,stage\ngreen,initial\n")
    assert run("folder", "--refused", "folder/r.refused.csv").exit_code == 0
    assert json.loads(run("folder", "--json").stdout)["rows"] == 5


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")
@pytest.mark.parametrize("words", [["--help"], ["trace", "--help"], ["list"], ["--version"]])
def test_a_terminal_that_takes_nothing_is_a_message(words):
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-c", "from hemgraph.cli import main; main()", *words]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "no space left on device\n")


def test_refused_rows_are_csv(run):
    for name in ("x.parquet", "-", "g.yaml"):
        assert "refused rows are written as CSV" in run("folder", "--refused", name).stderr


@pytest.mark.parametrize("error", [RuntimeError("Query interrupted"), duckdb.InterruptException("Interrupted!")])
def test_ctrl_c_is_no_fault_of_the_rows(error):
    with pytest.raises(KeyboardInterrupt), told_plainly():
        raise error


def test_a_fault_of_ours_is_not_taken_for_ctrl_c():
    with pytest.raises(RuntimeError), told_plainly():
        raise RuntimeError("anything else")


def test_what_every_row_was_given_is_told_wherever_the_answers_are(run, tmp_path):
    done = run("folder", "--set", "pain=none", "-o", "x.csv", "-o", "x.json", "-o", "x.svg", "-o", "x.txt")
    assert done.exit_code == 0, done.output
    said = "Every row was given, whatever its columns say: "
    assert said in (tmp_path / "x.txt").read_text()
    assert said in (tmp_path / "x.svg").read_text()
    assert json.loads((tmp_path / "x.json").read_text())["new"]["set"]["pain"] == "none"
    rows = list(csv.DictReader((tmp_path / "x.csv").read_text().splitlines()))
    assert [row["pain"] for row in rows] == ["mild", "refractory"] * 2
    assert all("pain=none" in row["set"] for row in rows)


def test_both_graphs_are_named_where_two_are_set_side_by_side(run):
    text = run("folder", "--against", "lumbar").stdout
    assert "lumbar 1.0.0 (DRAFT). Now: Management of vertebral hemangioma, vertebral-hemangioma 1.0.0 (DRAFT)" in text


@pytest.mark.parametrize("how", ["grown", "replaced", "gone"])
def test_a_file_that_changes_while_it_is_read_is_noticed(run, tmp_path, monkeypatch, how):
    file = tmp_path / "folder" / "a.csv"

    def change(*_):
        if how == "gone":
            file.unlink(missing_ok=True)
        elif how == "replaced":
            (tmp_path / "new").write_text(ROWS)
            (tmp_path / "new").replace(file)
        else:
            with file.open("a") as opened:
                opened.write("none,initial\n")
        return lambda _: None

    monkeypatch.setattr("hemgraph.cohort.run._Run._writing", change)
    done = run("folder", "-o", "x.csv")
    assert done.exit_code == 1
    assert "`folder/a.csv` was changed while it was read" in done.stderr
    assert not (tmp_path / "x.csv").exists()


def test_a_column_that_is_set_aside_is_told_too(run, tmp_path):
    assert run("folder", "--set", "pain=unknown", "-o", "x.csv").exit_code == 0
    rows = list(csv.DictReader((tmp_path / "x.csv").read_text().splitlines()))
    assert {row["pain"] for row in rows} == {"mild", "refractory"}
    assert all("pain=unknown" in row["set"] for row in rows)


@pytest.mark.parametrize("dense", [0, 1 << 18])
@pytest.mark.parametrize("wide", [[5], [3, 7]])
def test_a_tally_is_what_counting_one_by_one_gives(wide, dense, monkeypatch):
    monkeypatch.setattr("hemgraph.cohort.tally._DENSE", dense)
    random, tally, expected = numpy.random.default_rng(1), Tally(wide), Counter()
    for size in (0, 1, 500, 40):
        tips = [random.integers(-1, count, size, dtype=numpy.int32) for count in wide]
        tally.add(tips)
        expected.update(zip(*(each.tolist() for each in tips), strict=True))
    assert tally.counts() == expected
