"""A lock holds what was reviewed: what is edited later is refused, or visibly no longer approved."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from click.testing import CliRunner

import hemgraph
from hemgraph.cli import main
from hemgraph.errors import BadFile
from hemgraph.files.shelf import find_graph


@pytest.fixture
def run(monkeypatch, tmp_path):
    """The program in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")
    return lambda *words: CliRunner().invoke(main, [*map(str, words)])


@pytest.fixture
def graph(tmp_path):
    """A reviewed graph in an empty folder, two of its nodes approved."""
    for file in find_graph("lumbar").parent.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    file = tmp_path / "lumbar.yaml"
    text = file.read_text().replace("status: draft", "status: reviewed", 1)
    file.write_text(text)
    for name in ("stage", "observe"):
        approve(file, name, "Dr A", "2026-10-01")
    return file


def approve(file, name, by, on):
    """Write an approval to a node, over one that is there."""
    head, body = file.read_text().split(f"\n  {name}:\n", 1)
    lines = body.split("\n")
    end = next((n for n, line in enumerate(lines) if line and not line.startswith("    ")), len(lines))
    own = [line for line in lines[:end] if not line.strip().startswith("approved_")]
    own = [f"    approved_by: {by}", f"    approved_on: {on}", *own]
    file.write_text(head + f"\n  {name}:\n" + "\n".join([*own, *lines[end:]]))


def edit(file, old, new):
    """Replace a text that is there, once."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_a_reviewed_graph_is_what_its_lock_holds_or_refused(run, graph):
    assert run("lock", "lumbar.yaml").output.startswith("locked lumbar 1.0.0 (reviewed), content ")
    assert run("draw", "./lumbar.yaml", "-o", "x.svg").exit_code == 0
    assert "DRAFT" not in (graph.parent / "x.svg").read_text()
    with graph.open("a") as file:
        file.write("# a comment changes nothing\n")
    assert run("draw", "./lumbar.yaml", "-o", "x.svg").exit_code == 0
    edit(graph.parent / "findings.yaml", "ask: ", "ask: Now, ")
    for words in (
        ("draw", "./lumbar.yaml", "-o", "y.svg"), ("trace", "incidental", "-g", "./lumbar.yaml"), ("check", "./lumbar.yaml"),
        ("explain", "incidental", "-g", "./lumbar.yaml"), ("export", "./lumbar.yaml", "--to", "sql", "-o", "y.sql"),
        ("cohort", "registry", "-g", "./lumbar.yaml"), ("compare", "-g", "./lumbar.yaml", "-g", "l3"),
        ("diff", "lumbar", "./lumbar.yaml"), ("cases", "./lumbar.yaml"),
    ):  # fmt: skip
        done = run(*words)
        assert done.exit_code == 1, (words, done.output)
        assert (
            "lumbar.yaml:6:9: `lumbar` is reviewed, and is not what its lock holds: changed in findings.yaml"
            in done.stderr
        )
        assert "--draft" in done.stderr
        assert not list(graph.parent.glob("y.*"))
        asked = run(*words, "--draft")
        assert asked.exit_code in (0, 3, 4), (words, asked.output)
        for left in graph.parent.glob("y.*"):
            left.unlink()
    for ending in ("svg", "html", "txt"):
        assert run("draw", "./lumbar.yaml", "--draft", "-o", f"x.{ending}").exit_code == 0
    assert "DRAFT" in (graph.parent / "x.svg").read_text()
    assert "DRAFT" in (graph.parent / "x.html").read_text()
    assert (
        json.loads(run("trace", "incidental", "-g", "./lumbar.yaml", "--draft", "--json").stdout)["graph"]["status"]
        == "draft"
    )


def test_from_python(run, graph):
    run("lock", graph)
    assert hemgraph.load(graph).model.status == "reviewed"
    edit(graph, "title: ", "title: New ")
    with pytest.raises(BadFile, match="reviewed, and is not what its lock holds"):
        hemgraph.load(graph)
    assert hemgraph.load(graph, draft=True).model.status == "draft"


def test_a_draft_may_change_and_a_graph_without_a_lock_is_free(run, graph):
    edit(graph, "title: ", "title: New ")
    assert hemgraph.load(graph).model.status == "reviewed"
    edit(graph, "status: reviewed", "status: draft")
    run("lock", graph)
    edit(graph, "title: ", "title: New ")
    assert hemgraph.load(graph).model.status == "draft"


def test_an_edited_box_is_no_longer_approved_for_all_to_see(run, graph):
    edit(graph, "status: reviewed", "status: draft")
    assert "2 boxes approved" in run("lock", graph).output
    assert hemgraph.load(graph).model.lapsed == frozenset()
    run("draw", graph, "-o", "x.txt", "-o", "x.svg")
    assert "NOT APPROVED" not in (graph.parent / "x.svg").read_text()
    approve(graph, "observe", "Dr A", "2026-10-01")  # the same again
    edit(graph, "  observe:\n", "  observe:\n    note: another text\n")
    assert hemgraph.load(graph).model.lapsed == {"observe"}
    done = run("draw", graph, "-o", "x.svg", "-o", "x.html")
    box = hemgraph.load(graph).model.boxes["observe"]
    assert f"note: not approved as it stands, or not locked since: box {box}" in done.stderr
    for file in ("x.svg", "x.html"):
        assert "NOT APPROVED as it" in (graph.parent / file).read_text()
    done = run("check", graph)
    assert "lapsed-approval" in done.output
    assert "approved_on" in done.output


def test_a_stale_approval_cannot_be_locked_again(run, graph, monkeypatch):
    run("lock", graph)
    before = (graph.parent / "lumbar.yaml.lock").read_bytes()
    edit(graph, "  observe:\n", "  observe:\n    note: another text\n")
    done = run("lock", graph)
    assert done.exit_code == 1
    assert "was approved on 2026-10-01, and changed or approved since without a new day" in done.stderr
    assert (graph.parent / "lumbar.yaml.lock").read_bytes() == before
    for by, on in (("Dr A", "2026-11-01"), ("Dr B", "2026-10-01"), ("Dr A", "2999-01-01"), ("Dr A", "'2026-10-01 '")):
        approve(graph, "observe", by, on)
        assert run("lock", graph).exit_code == 1, on
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1795219200 + 3 * 86400))
    approve(graph, "observe", "Dr A", "2026-11-23")
    assert hemgraph.load(graph, draft=True).model.lapsed == {"observe"}  # until it is locked
    assert run("lock", graph).exit_code == 0
    assert hemgraph.load(graph).model.lapsed == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "lapses"),
    [
        ("ask: Where is the patient", "ask: Where was the patient", {"stage"}),  # the question that it asks
        ("{name: Observation}", "{name: Watching}", {"observe"}),  # the intervention that it recommends
        ("Found by chance, no symptoms: ", "Found: ", {"observe"}),  # the claim that it cites
        ("abbreviations:", "abbreviations:\n  XYZ: nothing", set()),
    ],
)
def test_an_approval_is_of_all_that_a_box_says(old, new, lapses, run, graph):
    edit(graph, "status: reviewed", "status: draft")
    assert run("lock", graph).exit_code == 0
    files = [file for file in graph.parent.glob("*.yaml") if old in file.read_text()]
    assert files, old
    for file in files:
        edit(file, old, new)
    assert hemgraph.load(graph).model.lapsed == lapses


def test_an_approval_that_was_never_locked_is_none(run, graph):
    edit(graph, "status: reviewed", "status: draft")
    run("lock", graph)
    approve(graph, "deficit", "Dr B", "2026-10-02")
    assert hemgraph.load(graph).model.lapsed == {"deficit"}


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"graph": 1}', b"[" * 100_000, b" " * 2_000_000])
def test_a_lock_that_cannot_be_read_is_a_fault(data, run, graph):
    (graph.parent / "lumbar.yaml.lock").write_bytes(data)
    done = run("trace", "incidental", "-g", graph)
    assert done.exit_code == 1
    assert "the lock cannot be read" in done.stderr


def test_verify_reads_a_lock(run, graph):
    run("lock", graph)
    assert run("verify", "lumbar.yaml.lock", "-g", graph).exit_code == 0
    edit(graph, "title: ", "title: New ")
    assert run("verify", "lumbar.yaml.lock", "-g", graph, "--draft").exit_code == 3


def test_an_old_revision_is_held_against_its_own_lock(run, graph):
    run("lock", graph)

    def git(*words):
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words],
            cwd=graph.parent,
            check=True,
            capture_output=True,
        )

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    edit(graph, "title: ", "title: New ")
    assert run("diff", "git:HEAD:lumbar.yaml", graph).exit_code == 1
    run("lock", graph)
    assert run("diff", "git:HEAD:lumbar.yaml", graph).exit_code == 0
    git("commit", "-qm", "the lock is forgotten", "--", "lumbar.yaml")
    done = run("trace", "incidental", "-g", "git:HEAD:lumbar.yaml")
    assert "not what its lock holds" in done.stderr


def test_what_has_no_file_cannot_be_locked(run):
    assert run("lock", "git:HEAD:lumbar.yaml").exit_code == 2
    assert run("lock", "nowhere").exit_code == 1


def test_an_approval_cannot_come_back_with_its_old_day(run, graph):
    edit(graph, "status: reviewed", "status: draft")
    text = graph.read_text()
    run("lock", graph)
    graph.write_text(re.sub(r"    approved_(by|on): .*\n", "", text))
    assert run("lock", graph).exit_code == 0
    graph.write_text(text)
    assert run("lock", graph).exit_code == 1
    graph.write_text(re.sub(r"    approved_on: .*\n", "", text))
    assert "no day up to today" in run("lock", graph).stderr


def test_a_link_to_a_graph_has_its_lock(run, graph):
    run("lock", graph)
    edit(graph, "title: ", "title: New ")
    (graph.parent / "link.yaml").symlink_to(graph)
    assert run("draw", "./link.yaml").exit_code == 1
    edit(graph, "title: New ", "title: ")
    lock = graph.parent / "lumbar.yaml.lock"
    lock.unlink()
    lock.symlink_to("nowhere")
    assert "the lock cannot be read" in run("draw", graph).stderr


def test_a_lock_is_set_against_the_graph_that_it_stands_beside(run, graph):
    edit(graph, "id: lumbar", "id: mine")
    assert run("lock", graph).exit_code == 0
    done = run("verify", f"{graph}.lock")
    assert (done.exit_code, "the graph at hand" in done.output) == (0, True)
    edit(graph, "title: ", "title: My ")
    assert run("verify", f"{graph}.lock", "--draft").exit_code == 3
