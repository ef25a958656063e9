"""Where results may be written, and what is there when they cannot be."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import hemgraph
from hemgraph.cli import main
from hemgraph.errors import HemgraphError
from hemgraph.host import replacing, write_file

BANK = Path(__file__).parents[1] / "graphs" / "cases" / "lumbar.yaml"
WRITERS = {
    "draw": ("draw", "l3"),
    "trace": ("trace", "incidental"),
    "check": ("check", "l3"),
    "cohort": ("cohort", "registry"),
    "diff": ("diff", "lumbar", "lumbar"),
    "cases": ("cases", "l3"),
    "test": ("test", BANK),
    "export": ("export", "l3", "--to", "sql"),
}
ENDINGS = {"cohort": ".csv", "cases": ".yaml", "export": ".sql"}


@pytest.fixture
def run(monkeypatch, tmp_path):
    """The program in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [*map(str, words)])


@pytest.mark.parametrize("name", WRITERS)
def test_nothing_is_written_through_a_link_or_to_what_is_no_file(name, run, tmp_path):
    ending = ENDINGS.get(name, ".svg")
    (tmp_path / "real").write_text("mine")
    (tmp_path / f"link{ending}").symlink_to(tmp_path / "real")
    (tmp_path / f"dangling{ending}").symlink_to(tmp_path / "nowhere")
    (tmp_path / f"folder{ending}").mkdir()
    os.mkfifo(tmp_path / f"pipe{ending}")
    before = sorted(os.listdir(tmp_path))
    for place in ("link", "dangling", "folder", "pipe", "none/x"):
        done = run(*WRITERS[name], "-o", f"{place}{ending}")
        assert done.exit_code == 1, (place, done.output)
        assert "help:" in done.stderr
    assert sorted(os.listdir(tmp_path)) == before
    assert (tmp_path / "real").read_text() == "mine"
    assert stat.S_ISFIFO((tmp_path / f"pipe{ending}").stat().st_mode)


@pytest.mark.parametrize("name", WRITERS)
def test_the_permissions_of_a_file_are_kept(name, run, tmp_path):
    file = tmp_path / f"x{ENDINGS.get(name, '.svg')}"
    file.write_text("old")
    file.chmod(0o640)
    assert run(*WRITERS[name], "-o", file).exit_code == 0
    assert file.read_bytes() != b"old"
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("ending", [".txt", ".json", ".svg", ".pdf", ".html"])
def test_what_is_made_of_a_case_is_as_private_as_the_case(ending, run, tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text("findings: {pain: mild}\n")
    case.chmod(0o600)
    out = tmp_path / f"x{ending}"
    assert run("trace", "case.yaml", "-g", "lumbar", "-o", out).exit_code in (0, 4)
    assert out.stat().st_mode & 0o777 == 0o600
    case.chmod(0o444)
    out.unlink()
    run("trace", "case.yaml", "-g", "lumbar", "-o", out)
    assert out.stat().st_mode & 0o777 == 0o666 & ~umask() & 0o744


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_until_it_is_whole_only_its_owner_may_read_it(tmp_path):
    file = tmp_path / "x"
    file.write_text("old")
    file.chmod(0o644)
    with replacing(file) as new:
        assert new.parent == tmp_path
        assert new.stat().st_mode & 0o777 == 0o600
        new.write_text("new")
        assert file.read_text() == "old"
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("new", 0o644)


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit, OSError])
def test_a_failure_leaves_what_was_there(error, tmp_path):
    file = tmp_path / "x"
    file.write_text("old")

    def half():
        with replacing(file) as new:
            new.write_text("half")
            raise error

    with pytest.raises(HemgraphError if error is OSError else error):
        half()
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["x"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(HemgraphError, match="permission denied"):
        write_file(tmp_path / "x", "new")
    tmp_path.chmod(0o700)


@pytest.mark.parametrize("name", ["a" * 300, "a\0b"])
def test_a_name_that_cannot_be(name, tmp_path):
    with pytest.raises(HemgraphError):
        write_file(tmp_path / name, "new")


def test_runs_into_one_folder_do_not_harm_each_other(tmp_path):
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795219200"}
    program = [sys.executable, "-c", "from hemgraph.cli import main; main()"]
    made = set()
    for graph in ("l3", "lumbar"):
        subprocess.run(
            [*program, "draw", graph, "-o", "x.svg"], cwd=tmp_path, env=environment, check=True, capture_output=True
        )
        made.add((tmp_path / "x.svg").read_bytes())
    runs = [
        subprocess.Popen(
            [*program, "draw", graph, "-o", "x.svg"], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL
        )
        for graph in ("l3", "lumbar") * 3
    ]
    while any(each.poll() is None for each in runs):
        assert (tmp_path / "x.svg").read_bytes() in made
    assert [each.returncode for each in runs] == [0] * 6
    assert (tmp_path / "x.svg").read_bytes() in made
    assert os.listdir(tmp_path) == ["x.svg"]


@pytest.mark.parametrize(
    "words",
    [
        ("trace", "incidental"),
        ("draw", "GRAPH"),
        ("cases", "GRAPH"),
        ("diff", "GRAPH", "l3"),
        ("explain", "incidental"),
    ],
)
@pytest.mark.parametrize("name", ["lumbar.yaml", "findings.yaml", "evidence.yaml", "lumbar.yaml.lock"])
def test_no_file_that_a_graph_is_read_from_is_written_over(words, name, run, tmp_path):
    shutil.copytree(BANK.parents[1], tmp_path / "mine")
    run("lock", "mine/lumbar.yaml")
    before = (tmp_path / "mine" / name).read_bytes()
    words = [word.replace("GRAPH", "mine/lumbar.yaml") for word in words]
    graph = [] if "mine/lumbar.yaml" in words else ["-g", "mine/lumbar.yaml"]
    done = run(*words, *graph, "-o", f"mine/{name}")
    assert done.exit_code == 1
    assert (tmp_path / "mine" / name).read_bytes() == before
    assert run("cohort", "registry", "-g", "mine/lumbar.yaml", "--refused", f"mine/{name}").exit_code == 1
    assert (tmp_path / "mine" / name).read_bytes() == before


def test_rows_are_as_private_as_the_file_they_come_from(run, tmp_path):
    (tmp_path / "in.csv").write_text("pain\nnone\nodd\n")
    (tmp_path / "in.csv").chmod(0o600)
    known = [f"--set={name}=unknown" for name in hemgraph.load("lumbar").model.findings if name != "pain"]
    done = run("cohort", "in.csv", "-g", "lumbar", "-o", "out.csv", *known)
    assert done.exit_code == 0, done.output
    for name in ("out.csv", "out.refused.csv"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
