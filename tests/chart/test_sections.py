"""A chart on several pages: every box on one of them, every edge between two told on both, an overview of all."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner
from drawing import generated
from hypothesis import given
from hypothesis import strategies as st
from pages import STAMP, flat, page_texts
from strategies import random_graph

import hemgraph
from hemgraph.chart import Chart, Drawing, Picture
from hemgraph.chart.model.overview import entries_of
from hemgraph.chart.model.sections import MOST, Division, divided, schemes_of, sections_of
from hemgraph.chart.svg.overlay import NONE
from hemgraph.cli import main
from hemgraph.errors import HemgraphError

OURS = ("vertebral-hemangioma", "l3", "lumbar", "compression")


def told(sections):
    return [name for section in sections for name in section.nodes]


@pytest.mark.parametrize("name", OURS)
def test_the_sections_of_the_file_have_every_box_once_in_the_order_of_numbers(name):
    graph = hemgraph.load(name).model
    sections = sections_of(graph, Division.FILE)
    assert sorted(told(sections)) == sorted(graph.nodes)
    assert {s.title for s in sections} == {n.section for n in graph.nodes.values()}
    for section in sections:
        assert {graph.nodes[name].section for name in section.nodes} == {section.title}
        assert [graph.boxes[n] for n in section.nodes] == sorted(graph.boxes[n] for n in section.nodes)


@given(st.integers(0, 10_000), st.integers(3, 25), st.integers(4, 20))
def test_a_divided_graph_has_every_box_once_and_no_crowded_page(seed, conditions, most):
    graph = generated(seed, conditions)
    sections = divided(graph, most)
    assert sorted(told(sections)) == sorted(graph.nodes)
    assert max(len(section.nodes) for section in sections) <= most


@given(st.randoms(use_true_random=False))
def test_boxes_that_no_path_reaches_have_a_page_too(random):
    graph = random_graph(random, nodes=10)
    assert sorted(told(divided(graph, 5))) == sorted(graph.nodes)


@given(st.integers(0, 10_000))
def test_every_edge_is_on_one_page_or_told_on_both(seed):
    graph = generated(seed, 14)
    sections = divided(graph, 8)
    numbers = tuple(range(2, len(sections) + 2))
    schemes = schemes_of(graph, sections, numbers)
    page = {name: n for n, section in zip(numbers, sections, strict=True) for name in section.nodes}
    for tail, head in graph.network.edges:
        here = schemes[page[tail] - 2]
        assert head in [target for target, _ in here.edges[tail]]
        if page[tail] != page[head]:
            assert here.name(head) == f"{graph.boxes[head]}, page\u00a0{page[head]}"
            words = schemes[page[head] - 2].into[head]
            row = next(row for row in words.split("\n") if row.endswith(f"page\u00a0{page[tail]}"))
            assert str(graph.boxes[tail]) in re.findall(r"\d+", row.split(", page")[0])
    assert [bool(scheme.starts) for scheme in schemes] == [graph.start in section.nodes for section in sections]


@pytest.mark.parametrize("seed", range(4))
def test_an_overview_has_every_box_and_says_where_each_section_is_entered(seed):
    graph = generated(seed, 16)
    overview, *parts = Chart(graph).pages(Division.AUTO)
    sections = divided(graph)
    assert len(parts) == len(sections)
    page = {name: n for n, section in enumerate(sections) for name in section.nodes}
    plan, layout = overview.drawn.plan, overview.drawn.layout
    assert {key for key in plan.cells if key != "S0"} == set(graph.nodes)
    assert {(a, b) for a, b in plan.edges if a != "S0"} == set(graph.network.edges)
    crossing = {(a, b) for a, b in graph.network.edges if page[a] != page[b]}
    marks = overview.drawn.panels.marks(plan, NONE)
    assert set(marks.widths) == crossing
    assert marks.heavy == {b for _, b in crossing} | {graph.start}
    for n, section in enumerate(sections):
        entries = {entry.number: entry.ways for entry in entries_of(graph, section)}
        wanted = {graph.boxes[b] for a, b in crossing if page[b] == n} | (
            {1} if graph.start in section.nodes else set()
        )
        assert set(entries) == wanted
        for a, b in crossing:
            if page[b] == n:
                assert any(re.match(rf"box {graph.boxes[a]}\b", way) for way in entries[graph.boxes[b]])
    assert layout.height > max(spot.bottom for spot in layout.spots.values()), "panels below"


def test_boxes_of_an_overview_stand_as_those_of_the_whole_chart():
    whole = hemgraph.load("vertebral-hemangioma").chart().picture.chart
    overview = whole.pages(Division.FILE)[0]
    assert overview.drawn.grid.cells == whole.drawn.grid.cells


def test_a_page_is_the_same_whichever_sections_a_patient_passes():
    graph = hemgraph.load("vertebral-hemangioma")
    chart = graph.chart().picture.chart
    longer = {"stage": "initial", "deficit": "progressive", "compression": "cord", "enneking": "s3"}
    shorter = {"stage": "after_surgery", "deficit": "none", "resection": "complete"}
    pages = []
    for findings in (longer, shorter):
        trace = graph.trace(findings)
        picture = Picture(chart, trace, STAMP)
        sheet = picture.sheets()[0]
        assert sheet.chart.section == "Entry"
        pages.append((sheet.chart.drawn.layout, picture.fit(sheet)))
    assert pages[0] == pages[1]


def test_links_name_pages_that_have_their_boxes():
    graph = hemgraph.load("vertebral-hemangioma").model
    texts = page_texts(Picture(Chart(graph), stamp=STAMP).pdf())
    for n, text in enumerate(texts[:4], 1):
        for box, page in re.findall(r"to(\d+),page(\d)", text):
            assert f"{box}{flat(title_of(graph, int(box)))[:12]}" in texts[int(page) - 1], (n, box, page)


def title_of(graph, number):
    from hemgraph.wording import node_text

    return next(node_text(graph, graph.nodes[name]) for name, box in graph.boxes.items() if box == number)


def test_a_case_prints_only_the_sections_it_passes():
    graph = hemgraph.load("vertebral-hemangioma")
    trace = graph.trace({"stage": "after_surgery", "deficit": "none", "resection": "complete"})
    picture = Picture(Chart(graph.model), trace, STAMP)
    assert [sheet.chart.section for sheet in picture.sheets()] == ["Entry"]
    text = page_texts(picture.pdf())[1]
    assert "to5,section“Nodeficit”" in text, "a section that is not printed is named by its title"
    assert not re.search(r"to\d+,page", text)


def test_the_path_goes_on_from_page_to_page():
    graph = hemgraph.load("vertebral-hemangioma")
    trace = graph.trace({"stage": "initial", "deficit": "progressive", "compression": "cord", "enneking": "s3"})
    picture = Picture(Chart(graph.model), trace, STAMP)
    entry, operation = picture.sheets()
    marks = [picture.marks(sheet.chart.drawn.plan) for sheet in (entry, operation)]
    plans = [sheet.chart.drawn.plan for sheet in (entry, operation)]
    assert plans[0].out["emergency", "operate"] in marks[0].taken
    assert plans[1].into["operate"] in marks[1].taken
    assert (plans[1].into["operate"], "operate") in marks[1].lines


def test_the_division_is_as_the_option_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def pages(*words):
        done = CliRunner().invoke(main, ["draw", *words, "-v", "-o", "x.pdf"])
        assert done.exit_code == 0, done.output
        return [
            line.split(":")[0]
            for line in done.output.splitlines()
            if "smallest text 1" in line or "smallest text 8" in line or "smallest text 9" in line
        ]

    assert pages("compression") == ["A4 upright, 210 × 297 mm"]
    assert pages("compression", "--sections", "file") == ["overview", "Entry", "Operation"]
    assert len(pypdfium2.PdfDocument("x.pdf")) > 3
    assert pages("lumbar", "--paper", "a3", "--sections", "off") == ["A3 upright, 297 × 420 mm"]
    assert pages("lumbar", "--sections", "file") == ["overview", "Entry", "No deficit", "Operation"]
    assert pages("l3") == ["overview", "Entry", "No deficit", "Operation"]
    assert pages("l3", "--paper", "a3") == ["A3 upright, 297 × 420 mm"]


def test_a_graph_without_sections_is_divided_on_demand_only():
    graph = generated(3, 16)
    assert sections_of(graph, Division.NEEDED) == ()
    assert len(sections_of(graph, Division.AUTO)) > 1
    assert max(len(s.nodes) for s in sections_of(graph, Division.AUTO)) <= MOST
    assert sections_of(generated(3, 4), Division.AUTO) == ()
    with pytest.raises(HemgraphError, match="has no sections"):
        sections_of(graph, Division.FILE)


def test_a_fan_too_wide_for_a_page_is_dealt_out():
    graph = generated(1, 1, ways=(60,), share=0)
    assert max(len(s.nodes) for s in divided(graph)) <= MOST


def test_links_lead_to_the_page_and_the_note_that_they_name():
    graph = hemgraph.load("vertebral-hemangioma").model
    pdf = Picture(Chart(graph), stamp=STAMP).pdf()
    texts, document = page_texts(pdf), pypdfium2.PdfDocument(pdf)
    seen = {"oval": 0, "box": 0}
    with pikepdf.open(io.BytesIO(pdf)) as file:
        pages = {page.objgen: n for n, page in enumerate(file.pages)}
        for n, page in enumerate(file.pages):
            for link in page.get("/Annots", []):
                target = link.get("/Dest", None) or link.A.D
                if isinstance(target, pikepdf.String | pikepdf.Name):
                    target = dict(names_of(file))[str(target)]
                where = pages[target[0].objgen]
                said = flat(document[n].get_textpage().get_text_bounded(*map(float, link.Rect)))
                said = re.sub(r"^[DRAFT]+(?=[0-9])", "", said)  # letters of the status behind the box
                if found := re.search(r"(?:to|againat)(\d+),page(\d+)", said):
                    seen["oval"] += 1
                    assert where == int(found[2]) - 1
                else:
                    number = int(re.match(r"\d+", said)[0]) if said[0].isdigit() else None
                    title = next(
                        (
                            flat(title_of(graph, box))
                            for box in graph.boxes.values()
                            if f"{box}{flat(title_of(graph, box))}".startswith(said[:20])
                        ),
                        None,
                    )
                    if number and title:
                        seen["box"] += 1
                        assert title in texts[where]
                        assert where >= 4, "behind the chart"
    assert seen["oval"] >= 10
    assert seen["box"] >= 25


def names_of(file):
    """The named places of a PDF."""
    waiting = [file.Root.Names.Dests] if "/Names" in file.Root and "/Dests" in file.Root.Names else []
    while waiting:
        node = waiting.pop()
        waiting += list(node.get("/Kids", []))
        rows = list(node.get("/Names", []))
        for key, value in zip(rows[::2], rows[1::2], strict=True):
            yield str(key), value.D if isinstance(value, pikepdf.Dictionary) else value


def test_sections_that_lead_back_and_forth(tmp_path):
    path = tmp_path / "toy.yaml"
    path.write_text("""hemgraph: 1
id: toy
title: Toy
version: 1.0.0
status: draft
findings: {a: {ask: A?, type: boolean}, b: {ask: B?, type: boolean}, c: {ask: C?, type: boolean}}
start: one
nodes:
  one: {ask: a, section: First, branches: [{when: yes, go: two}, {when: no, go: end}]}
  two: {ask: b, section: Second, branches: [{when: yes, go: three}, {when: no, go: last}]}
  three: {ask: c, section: First, branches: [{when: yes, go: end}, {when: no, go: last}]}
  end: {title: End, section: First, silent: yes, reassess: two}
  last: {title: Last, section: Second, silent: yes}
""")
    picture = hemgraph.load(path).chart().on(sections="file").picture
    texts = page_texts(picture.pdf())
    assert "Page2:First" in texts[0]
    assert "frombox2:Yes" in texts[0], "where the first section is entered"
    assert "to2,page3" in texts[1]
    assert "Enteragainat2,page3" in texts[1]
    assert "from2,page3" in texts[1]
    assert {"from1,page2", "from4,page2"} <= set(re.findall(r"from\d,page\d", texts[2]))
    layout = picture.sheets()[0].chart.drawn.layout
    for tail, head in layout.wires:
        assert layout.spots[head].y >= layout.spots[tail].y


def test_a_warning_of_small_text_names_what_prints_it_larger_as_measured():
    whole = hemgraph.load("vertebral-hemangioma").chart()
    off = whole.on(sections="off")
    assert re.search(
        r"is 6\.\d pt, hard to read on paper; leaving out --sections off prints it at 9\.\d pt$", off.small_print()
    )
    needed = whole.on(sections="needed").picture.text_size()
    assert off.small_print().endswith(f"prints it at {needed:.1f} pt")
    larger = whole.on("a3", sections="off").picture.text_size()
    said = re.search(r"; --paper a3 prints it at ([\d.]+) pt$", off.small_print(".png"))
    assert float(said[1]) == pytest.approx(larger, abs=0.6), "a picture has its notes below the chart"
    assert whole.on("a3", sections="off").small_print() == ""
    old = hemgraph.load("vertebral-hemangioma")
    difference = old.chart(old.diff(old))
    assert "--paper a3 prints it at" in difference.small_print(), "a difference has no sections"


def test_nothing_that_is_smaller_is_ever_advised():
    for seed in range(6):
        drawing = Drawing(Picture(Chart(generated(seed, 6 + 3 * seed)), stamp=STAMP))
        for paper in ("a4", "a3"):
            one = drawing.on(paper, sections="off")
            if said := one.small_print():
                size = one.picture.text_size()
                advised = re.search(r"prints it at ([\d.]+) pt", said)
                assert advised is None or float(advised[1]) > size - 0.05
