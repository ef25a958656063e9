"""Stubs of cases: they run, they reach what they promise, and none of their findings can be left out."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from reference import Reference, values_of
from strategies import random_graph

import hemgraph
from hemgraph.analysis import stubs
from hemgraph.api import Graph
from hemgraph.bank import coverage_of, run_bank
from hemgraph.cli import main
from hemgraph.files.bank_file import read_bank
from hemgraph.files.shelf import shelf
from hemgraph.graph import Condition

GRAPHS = Path(__file__).parent / "graphs"
SHIPPED = ("vertebral-hemangioma", "lumbar", "l3", "compression")


def run(*words):
    return CliRunner().invoke(main, list(words))


@pytest.mark.parametrize("name", [*SHIPPED, "../good/toy.yaml"])
def test_stubs_pass_and_take_every_branch(name, tmp_path):
    graph = str(GRAPHS / "bad" / name) if "/" in name else name
    path = tmp_path / "stubs.yaml"
    assert run("cases", graph, "-o", str(path)).exit_code == 0

    bank = read_bank(path)
    found = run_bank(hemgraph.load(graph), bank)

    assert found.failed == ()
    assert all(case.review for case in bank.cases)
    covered = coverage_of([found])
    assert covered.unseen_branches == ()
    assert covered.unseen_nodes == ()
    sizes = [len(case.entries) for case in bank.cases]
    assert sizes == sorted(sizes)


def test_stubs_stand_on_both_sides_of_a_boundary():
    traces = hemgraph.load(GRAPHS / "good" / "toy.yaml").stubs().traces
    sizes = {str(trace.case.findings.get("size")) for trace in traces}
    assert sizes >= {"30", "30.1"}


def test_a_number_without_steps_has_a_neighbour_beyond_its_digits(tmp_path):
    text = (
        (GRAPHS / "bad" / "boundary_untested.yaml")
        .read_text()
        .replace(", step: 0.1", "")
        .replace("20", "20.5")
        .replace("200", "200")
    )
    (tmp_path / "x.yaml").write_text(text.replace("20.50", "200"))
    sizes = [str(t.case.findings["size"]) for t in hemgraph.load(tmp_path / "x.yaml").stubs().traces]
    assert sorted(sizes) == ["20.49", "20.5"]


@pytest.mark.parametrize("seed", range(60))
def test_stubs_of_random_graphs_take_every_branch_that_a_patient_takes(seed):
    graph = random_graph(Random(seed), nodes=6)
    reference = Reference(graph, values_of(graph))
    if not reference.patients:
        return
    taken = set()
    for patient in reference.patients:
        end, nodes = reference.walk(patient)
        for name in nodes[: -1 if end == "refused" else None]:
            if isinstance(graph.nodes[name], Condition):
                taken.add((name, reference.branch_of(graph.nodes[name], patient)))
        if end == "refused":  # a stub cannot expect a refusal, so what lies only on such ways is left out
            return
    engine = Graph(graph)

    found = stubs(engine.logic, engine.trace)

    passed = {(step.node, step.branch) for trace in found.traces for step in trace.path if step.branch is not None}
    assert taken <= passed
    assert found.reached == found.goals


def test_no_finding_of_a_stub_can_be_left_out():
    graph = hemgraph.load("lumbar")
    for trace in graph.stubs().traces:
        for name in trace.case.findings:
            less = graph.trace({n: v for n, v in trace.case.findings.items() if n != name})
            ways = [[(s.node, s.branch) for s in t.path] for t in (less, trace)]
            assert ways[0] != ways[1]


def test_a_cap_says_how_many_it_reaches():
    graph = hemgraph.load("lumbar")
    few = stubs(graph.logic, graph.trace, most=3)
    assert len(few.traces) == 3
    assert few.reached < few.goals
    from hemgraph.report.yaml import stubs_yaml

    assert f"# {few.reached} of {few.goals} branches and boundaries" in stubs_yaml("lumbar", few)


def test_a_bank_names_a_graph_of_ones_own_by_its_path_from_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("toy.yaml").write_text((GRAPHS / "good" / "toy.yaml").read_text())
    Path("cases").mkdir()
    assert run("cases", "./toy.yaml", "-o", "cases/toy.yaml").exit_code == 0
    assert Path("cases/toy.yaml").read_text().startswith("graph: ../toy.yaml\n")
    assert run("test", "cases/toy.yaml").exit_code == 0
    assert run("cases", "./toy.yaml", "-o", "toy.yaml").exit_code == 1
    assert "boundary_untested" not in run("check", "./toy.yaml").output


def test_no_judged_bank_is_written_over(tmp_path, monkeypatch):
    shutil.copytree(shelf(), tmp_path / "graphs")
    monkeypatch.chdir(tmp_path / "graphs")
    before = Path("cases/lumbar.yaml").read_bytes()
    for name in ("lumbar.yaml", "./lumbar.yaml"):
        done = run("cases", name, "-o", "x.yaml", "-o", "cases/lumbar.yaml")
        assert done.exit_code == 1
        assert "`cases/lumbar.yaml` has cases that somebody judged" in done.stderr
    assert Path("cases/lumbar.yaml").read_bytes() == before
    assert not Path("x.yaml").exists()
