"""A hazard whose control or evidence is gone is noticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import hemgraph
from hemgraph.cli import main
from hemgraph.errors import BadFile
from hemgraph.files.hazards import hazards_beside, missing_tests

ROOT = Path(__file__).parents[1]
GRAPH = "vertebral-hemangioma"


@pytest.fixture
def graph(tmp_path, monkeypatch):
    """The graphs and their hazards in a folder of their own, beside the tests."""
    shutil.copytree(ROOT / "graphs", tmp_path / "graphs")
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "graphs" / f"{GRAPH}.yaml"


def run(*words):
    return CliRunner().invoke(main, [*map(str, words)])


def edit(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_no_control_of_the_graph_that_comes_along_is_gone(graph):
    assert "lost-control" not in run("check", graph).output
    log = hazards_beside(graph, GRAPH)
    assert len(log.hazards) == 9
    assert {link.kind for each in log.hazards.values() for link in (*each.control, *each.evidence)} == {
        "node",
        "property",
        "case",
        "test",
    }


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ("node: emergency}", "node: emergenzy}", "hazard `H2` has lost its control: there is no node `emergenzy`"),
        ("property: The steroid is given at once", "property: The steroid", "there is no property `The steroid`"),
        ("case: unstable-fracture", "case: unstable", "hazard `H3` has lost its evidence: there is no case `unstable`"),
        ("test_sat_review.py", "test_nothing.py", "there is no test `tests/test_nothing.py`"),
        ("test_out_of_disk'", "test_out'", "there is no test `tests/test_cohort_ends.py::test_out`"),
        ("test_sat_review.py", "../tests/test_cli.py", "there is no test"),
    ],
)
def test_what_is_gone_is_an_issue(old, new, gone, graph):
    edit(graph.parent / "hazards.yaml", old, new)
    done = run("check", graph)
    assert gone in " ".join(done.output.split())
    assert done.exit_code == 0
    assert run("check", graph, "--strict").exit_code == 3
    assert gone in " ".join(run("check", graph, "--json").output.split())
    assert run("check", graph, "-o", "x.svg").exit_code == 0


def test_a_node_that_is_renamed_is_missed(graph):
    edit(graph, "emergency", "urgent")
    assert "there is no node `emergency`" in run("check", graph).output


def test_without_tests_at_hand_none_is_looked_for(tmp_path):
    assert missing_tests(["tests/test_none.py"], tmp_path) == set()


def test_the_log_is_printed(graph):
    done = run("check", graph, "--hazards")
    assert done.exit_code == 0
    for word in (
        "H1",
        "Cause:",
        "Harm:",
        "Control: box",
        "Control: proved for every patient:",
        "Evidence: case",
        "DRAFT",
    ):
        assert word in done.output
    assert "has no hazard log" in run("check", "lumbar", "--hazards").output
    assert hazards_beside(graph, "lumbar") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "keys and values"),
        ("graph: x\nhazards: {H1: {hazard: a, cause: b}}", "`harm` is missing"),
        (
            "graph: x\nhazards: {H1: {hazard: a, cause: b, harm: c, control: [], evidence: [{node: x}]}}",
            "without control",
        ),
        (
            "graph: x\nhazards: {H1: {hazard: a, cause: b, harm: c, control: [{}], evidence: [{node: x}]}}",
            "to one thing",
        ),
        (
            "graph: x\nhazards: {H1: {hazard: a, cause: b, harm: c, control: [{node: x, case: y}], evidence: []}}",
            "to one thing",
        ),
    ],
)
def test_a_log_with_faults_is_refused(text, said, graph):
    (graph.parent / "hazards.yaml").write_text(text)
    with pytest.raises(BadFile, match=said):
        hazards_beside(graph, GRAPH)
    assert run("check", graph).exit_code == 1


def test_every_hazard_is_of_a_graph_that_is_a_draft():
    assert hemgraph.load(GRAPH).model.status == "draft"
