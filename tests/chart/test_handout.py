"""What is handed out with a case: the recommendation first, and nothing that the trace does not say."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner
from pages import STAMP, flat, page_texts

import hemgraph
from hemgraph.chart import Chart, Picture
from hemgraph.cli import main
from hemgraph.files.bank_file import read_bank
from hemgraph.files.shelf import bank_paths
from hemgraph.wording.citing import disputes, remarks

GRAPH = hemgraph.load("vertebral-hemangioma")
CASES = read_bank(bank_paths("vertebral-hemangioma")[0]).cases


def printed(trace, **more):
    return page_texts(Picture(Chart(trace.graph), trace, STAMP, **more).pdf())


@pytest.mark.parametrize("entry", CASES[::3], ids=lambda entry: entry.id)
def test_all_that_the_trace_says_is_handed_out(entry):
    trace = GRAPH.trace(GRAPH.case(entry.entries, entry.id))
    text = "".join(printed(trace, parts="handout"))
    for given in trace.recommendations:
        for words in (given.name, given.recommendation.detail, given.recommendation.timing):
            assert flat(words) in text
    for step in trace.path:
        assert flat(step.text) in text
        assert flat(step.label) in text
    for statement in (*remarks(trace).cautions, *remarks(trace).outcomes):
        assert flat(statement.text) in text
    for conflict, _ in disputes(trace):
        assert flat(conflict.resolution) in text
        assert flat(conflict.because) in text
    for missing in trace.missing:
        assert flat(trace.graph.findings[missing.finding].ask) in text
    for value in ("Date:", "Name:", "Signature:"):
        assert value in text
    assert ("Notenoughisknown" in text) == (trace.leaf is None)
    assert (text.index("Findingsentered") > text.index("Werecommend")) if "Werecommend" in text else True


def test_unknown_findings_are_told_with_what_they_could_change():
    trace = GRAPH.trace({"stage": "initial", "deficit": "progressive"})
    text = "".join(printed(trace, parts="handout"))
    assert "Asked,andnotknown" in text or trace.missing
    known = GRAPH.trace({"stage": "initial", "deficit": "none", "imaging": "radiograph"})
    assert "Asked,andnotknown" not in "".join(printed(known, parts="handout"))


def test_the_parts_of_a_handout(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    count = {}
    for option in ("", "--chart-only", "--handout-only"):
        done = CliRunner().invoke(main, ["trace", "incidental", "-o", "x.pdf", *filter(None, [option])])
        assert done.exit_code == 0, done.output
        count[option] = page_texts(Path("x.pdf").read_bytes())
    whole, chart, handout = (count[key] for key in ("", "--chart-only", "--handout-only"))
    assert len(whole) == len(chart) + len(handout)
    assert not any("Signature:" in text for text in chart)
    assert "Recommendation" in handout[0]
    assert handout[0][:60] == whole[0][:60].replace(f"of{len(whole)}", f"of{len(handout)}"), (
        "the answer is the first page"
    )
    assert not any("tobox" in text for text in handout)


def test_a_handout_has_headings_lists_and_a_table():
    trace = GRAPH.trace(GRAPH.case(CASES[4].entries, "c"))
    with pikepdf.open(io.BytesIO(Picture(Chart(GRAPH.model), trace, STAMP).pdf())) as document:
        kinds = {
            str(o["/S"]) for o in document.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o and "/K" in o
        }
        links = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/Link"]
        metadata = document.open_metadata()
        assert (metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("1", "2", "A")
    assert {"/H1", "/H2", "/L", "/LI", "/Table", "/TR", "/TH", "/Figure", "/Link"} <= kinds
    assert len(links) >= len(trace.path)


def test_who_approved_a_box_is_told(tmp_path):
    path = tmp_path / "toy.yaml"
    path.write_text("""hemgraph: 1
id: toy
title: Toy
version: 1.0.0
status: draft
findings: {pain: {ask: Pain?, type: boolean}}
start: pain
nodes:
  pain: {ask: pain, branches: [{when: yes, go: treat}, {when: no, go: watch}], note: Ask twice.}
  treat: {title: Treat, silent: yes, approved_by: The board, approved_on: 2026-01-31}
  watch: {title: Watch, silent: yes}
""")
    graph = hemgraph.load(path)
    for trace in (None, graph.trace({"pain": True})):
        text = "".join(page_texts(graph.chart(trace).picture.pdf()))
        assert flat("Approved by The board on 2026-01-31.") in text
        assert flat("† Box 1: Ask twice.") in text
    assert "TheBoard" not in "".join(page_texts(graph.chart(graph.trace({"pain": False})).picture.pdf()))


def test_a_page_of_its_own_size_has_a_handout_on_a4():
    trace = GRAPH.trace(GRAPH.case(CASES[0].entries, "c"))
    document = pypdfium2.PdfDocument(GRAPH.chart(trace).on("fit").picture.pdf())
    assert document[len(document) - 1].get_size() == pytest.approx((595.276, 841.89), abs=0.1)


@pytest.mark.parametrize("entry", CASES[::5], ids=lambda entry: entry.id)
def test_every_page_says_which_case_it_is_and_none_has_the_signature_alone(entry):
    trace = GRAPH.trace(GRAPH.case(entry.entries, entry.id))
    texts = printed(trace)
    assert all(flat(f"Case {entry.id}, 2026-11-21 09:30") in text for text in texts)
    signed = next(text for text in texts if "Signature:" in text)
    assert "Numbersinbrackets" in signed or "Sources" not in "".join(texts)


def test_a_path_that_stops_is_told_apart_in_the_legend():
    stopped = GRAPH.trace({"stage": "initial", "deficit": "none"})
    assert stopped.leaf is None
    text = printed(stopped, parts="chart")[-1]
    assert "itstops:moremustbeknown" in text
    assert "itsend" not in text
    assert "itsend" in printed(GRAPH.trace({"stage": "after_surgery", "deficit": "progressive"}))[1]


def test_a_page_points_to_who_disagrees_only_where_that_is_said():
    undisputed = GRAPH.trace({"stage": "initial", "deficit": "none", "imaging": "radiograph"})
    for trace, parts, pointed in ((None, "all", True), (None, "chart", False), (undisputed, "all", False)):
        picture = Picture(Chart(GRAPH.model), trace, STAMP, parts=parts)
        texts = page_texts(picture.pdf())
        assert any("disputed,overleaf" in text for text in texts) == pointed
        assert any(text.count("Whodisagrees(≠)") for text in texts) == pointed


def test_parts_without_a_pdf_are_wrong_usage(tmp_path):
    for option in ("--chart-only", "--handout-only"):
        for words in ([], ["-o", str(tmp_path / "x.svg")]):
            assert CliRunner().invoke(main, ["trace", "incidental", option, *words]).exit_code == 2


def test_where_to_enter_again_is_told_on_paper_and_on_the_terminal():
    done = CliRunner().invoke(main, ["trace", "emergency-before-imaging"])
    said = "Once there is news, enter again at box 2."
    assert said in done.output
    trace = GRAPH.trace({"stage": "initial", "deficit": "progressive"})
    assert flat(said) in "".join(printed(trace, parts="handout"))


def test_an_expired_graph_is_told_on_the_terminal(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    done = CliRunner().invoke(main, ["trace", "incidental"])
    assert "note: `vertebral-hemangioma` has EXPIRED: it was to be reviewed by 2027-05-21" in done.output
    assert done.exit_code == 0
