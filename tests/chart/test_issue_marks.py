"""What `check -o` and `test -o` paint: numbered signs with a list beside them, and what no case takes."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

import hemgraph
from hemgraph.bank import coverage
from hemgraph.cli import main
from hemgraph.results import Severity

GRAPHS = Path(__file__).parent.parent / "graphs"
SVG = "{http://www.w3.org/2000/svg}"


def painted(shown, graph):
    return ET.fromstring(graph.chart(shown).picture.svg())


def of_class(tree, name):
    return [g for g in tree.iter(f"{SVG}g") if name in g.get("class", "").split()]


def words(element):
    return [t.text for t in element.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", ["gap", "overlap", "infeasible_branch", "stance_conflict", "late_question"])
def test_a_sign_stands_at_its_box_and_tells_the_patient(name):
    graph = hemgraph.load(GRAPHS / "bad" / f"{name}.yaml")
    review = graph.check()
    tree = painted(review, graph)
    for number, issue in review.numbered:
        (sign,) = [g for g in of_class(tree, "issue") if words(g) == [str(number)]]
        assert str(issue.severity) in sign.get("class")
        title = sign.find(f"{SVG}title").text
        assert issue.message in title
        assert "Patient: " in title
        at = sign.get("data-at")
        answer = None
        if issue.branch is not None:
            target = graph.model.condition(issue.node).branches[issue.branch].go
            answer = graph.chart().picture.chart.drawn.plan.ways[issue.node, target]
        assert at == (answer or issue.node)


def test_the_list_beside_the_chart_has_every_issue():
    graph = hemgraph.load("vertebral-hemangioma")
    review = graph.check()
    (beside,) = of_class(painted(review, graph), "list")
    told = " ".join(t or "" for t in words(beside))
    for number, issue in review.numbered:
        assert str(number) in words(beside)
        assert f"{issue.severity} {issue.code}" in told
    assert "39 of 39 properties proved" in told


def test_an_error_can_be_told_without_colour():
    """An error is black with a white number, its box heavy; a warning is white, a note dashed."""
    graph = hemgraph.load(GRAPHS / "bad" / "gap.yaml")
    svg = graph.chart(graph.check()).picture.svg()
    (sign,) = [g for g in of_class(ET.fromstring(svg), "issue") if "error" in g.get("class")]
    assert sign.find(f"{SVG}rect").get("fill") == "#000000"
    assert sign.find(f"{SVG}text").get("fill") == "#ffffff"
    box = next(g for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("id") == "size")
    assert box.find(f"{SVG}polygon").get("stroke-width") == "3"
    note = hemgraph.load(GRAPHS / "bad" / "absorbed.yaml")
    (sign,) = of_class(painted(note.check(), note), "issue")
    assert sign.find(f"{SVG}rect").get("stroke-dasharray")


def test_the_page_lists_the_issues_and_keeps_the_text(tmp_path):
    pdfium = pytest.importorskip("pypdfium2")
    graph = hemgraph.load(GRAPHS / "bad" / "gap.yaml")
    path = tmp_path / "gap.pdf"
    graph.chart(graph.check()).save(path)
    text = "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(path))
    assert "no branch takes 20 mm" in " ".join(text.split())


def test_text_of_a_graph_stays_text_in_the_list(tmp_path):
    hostile = '<b>&"]]></svg><script>alert(1)</script>'
    source = (GRAPHS / "bad" / "property_violated.yaml").read_text()
    (tmp_path / "x.yaml").write_text(source.replace("Mild pain needs no cement", f"'{hostile}'"))
    graph = hemgraph.load(tmp_path / "x.yaml")
    tree = painted(graph.check(), graph)
    assert not list(tree.iter(f"{SVG}script"))
    assert any("script" in (t or "") for t in words(of_class(tree, "list")[0]))
    graph.chart(graph.check()).save(tmp_path / "x.pdf")


def test_what_no_case_takes_is_dashed():
    graph = hemgraph.load("lumbar")
    trace = graph.trace({"stage": "initial", "deficit": "none", "compression": "none", "pain": "mild"})
    found = coverage(graph.model, [trace])
    tree = painted(found, graph)
    taken = {step.node for step in trace.path}
    for name in graph.model.nodes:
        box = next(g for g in tree.iter(f"{SVG}g") if g.get("id") == name)
        assert ("missed" in box.get("class")) is (name not in taken)
    edges = of_class(tree, "edge")
    missed = [g for g in edges if "missed" in g.get("class").split()]
    assert 0 < len(missed) < len(edges)
    assert all(g.find(f"{SVG}path").get("stroke-dasharray") == "2 3" for g in missed)
    assert "no case takes this" in words(of_class(tree, "legend")[0])


def test_a_bank_that_takes_everything_has_nothing_dashed():
    graph = hemgraph.load("lumbar")
    tree = painted(coverage(graph.model, graph.stubs().traces), graph)
    assert of_class(tree, "missed") == []


def test_the_commands_write_the_charts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check", "lumbar", "-o", "a.svg", "-o", "a.txt", "-o", "a.json", "-o", "a.dot"])
    assert done.exit_code == 0
    assert re.search("Check: 0 errors", Path("a.svg").read_text())
    assert Path("a.txt").read_text().startswith("lumbar 1.0.0: 0 errors")
    bank = Path(hemgraph.__file__).parent.parent / "graphs" / "cases" / "lumbar.yaml"
    done = CliRunner().invoke(main, ["test", str(bank), "-o", "b.svg", "-o", "b.pdf", "-o", "b.txt"])
    assert done.exit_code == 0, done.output
    assert "Coverage" in Path("b.svg").read_text()
    refused = CliRunner().invoke(main, ["check", "lumbar", "l3", "-o", "c.svg"])
    assert refused.exit_code == 1
    assert "a chart shows the issues of one graph" in refused.output
    assert not Path("c.svg").exists()
    refused = CliRunner().invoke(main, ["test", "-o", "c.svg"])
    assert refused.exit_code == 1
    assert CliRunner().invoke(main, ["check", "lumbar", "l3", "-o", "two.json"]).exit_code == 0
    assert len(Path("two.json").read_text().splitlines()) == 2


def test_signs_count_errors_first():
    graph = hemgraph.load(GRAPHS / "bad" / "gap.yaml")
    severities = [issue.severity for _, issue in graph.check().numbered]
    assert severities == sorted(severities, key=list(Severity).index)
