"""A graph as it stood in a revision of git."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

import hemgraph
from hemgraph.cli import main

GAP = (Path(__file__).parent / "graphs" / "bad" / "gap.yaml").read_text()
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs the program `git`")


def git(folder, *words):
    who = ["-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def run(*words):
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Two commits: findings that stand in an include, and a gap that is mended in the second one."""
    here = tmp_path / "here"
    (here / "graphs" / "words").mkdir(parents=True)
    start = GAP.index("findings:")
    words = GAP[start : GAP.index("start:")]
    old = GAP.replace(words, "include: [words/findings.yaml]\n\n")
    (here / "graphs" / "words" / "findings.yaml").write_text(words)
    (here / "graphs" / "gap.yaml").write_text(old)
    git(here, "init", "-q")
    git(here, "add", ".")
    git(here, "commit", "-q", "-m", "One")
    (here / "graphs" / "gap.yaml").write_text(old.replace("'> 20'", "'>= 20'"))
    (here / "graphs" / "words" / "findings.yaml").write_text(words.replace("200", "300"))
    git(here, "commit", "-q", "-a", "-m", "Two")
    monkeypatch.chdir(here)
    return here


def test_a_revision_is_read_with_the_includes_of_its_time(repository):
    old = hemgraph.load("git:HEAD~1:graphs/gap.yaml").model
    new = hemgraph.load("git:HEAD:graphs/gap.yaml").model
    assert [graph.findings["size"].domain.high for graph in (old, new)] == [200, 300]
    assert new.sha256 == hemgraph.load(repository / "graphs" / "gap.yaml").model.sha256
    assert old.sha256 != new.sha256


def test_the_difference_of_a_revision_and_a_file_is_told(repository, monkeypatch):
    done = run("diff", "git:HEAD~1:graphs/gap.yaml", "graphs/gap.yaml")
    assert done.exit_code == 3
    assert "no answer (a gap or an overlap) -> new box 3" in done.output
    monkeypatch.chdir(repository / "graphs" / "words")
    assert run("diff", "git:HEAD:../gap.yaml", "../gap.yaml").exit_code == 0
    assert run("trace", "-g", "git:HEAD:../gap.yaml", "--set", "size=3").exit_code == 0


def test_a_fault_is_placed_in_its_revision(repository):
    path = repository / "graphs" / "words" / "findings.yaml"
    path.write_text(path.read_text().replace("type: number", "type: nomber"))
    git(repository, "commit", "-q", "-a", "-m", "Three")
    done = run("diff", "git:HEAD:graphs/gap.yaml", "lumbar")
    assert done.exit_code == 1
    assert done.output.startswith("git:HEAD:graphs/words/findings.yaml:")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("git:HEAD", "`git:HEAD` names no file of a revision\n  help: write git:REV:path"),
        ("git:--help:x.yaml", "names no file of a revision"),
        ("git:nosuch:graphs/gap.yaml", "there is no revision `nosuch`"),
        ("git:HEAD:graphs/nosuch.yaml", "there is no graph file `graphs/nosuch.yaml` in `HEAD`"),
        ("git:HEAD:../../gap.yaml", "is outside repository"),
    ],
)
def test_what_is_not_there_is_refused_in_words(repository, name, said):
    done = run("diff", name, "lumbar")
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_symbolic_link_is_said_to_be_one(repository):
    (repository / "link.yaml").symlink_to("graphs/gap.yaml")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "Link")
    done = run("diff", "git:HEAD:link.yaml", "lumbar")
    assert (done.exit_code, "`link.yaml` is a symbolic link in `HEAD`" in done.output) == (1, True)


def test_outside_a_repository_git_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    done = run("diff", "git:HEAD:./a.yaml", "lumbar")
    assert (done.exit_code, "not a git repository" in done.output) == (1, True)


def test_without_git_it_is_refused_in_words(monkeypatch):
    monkeypatch.setenv("PATH", "")
    done = run("diff", "git:HEAD:a.yaml", "lumbar")
    assert (done.exit_code, "the program `git` is not on PATH" in done.output) == (1, True)
