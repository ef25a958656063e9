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
from hemgraph.api import Graph
from hemgraph.chart import Chart, Drawing, Picture
from hemgraph.chart.model.sections import MOST, Division, divided, overview_of, schemes_of, sections_of
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


@pytest.mark.parametrize("seed", range(6))
def test_an_overview_has_every_page_and_every_edge_between_two(seed):
    graph = generated(seed, 16)
    sections = divided(graph, 7)
    numbers = tuple(range(2, len(sections) + 2))
    overview = overview_of(graph, sections, numbers)
    page = {name: n for n, section in zip(numbers, sections, strict=True) for name in section.nodes}
    wanted = {(graph.boxes[a], graph.boxes[b]) for a, b in graph.network.edges if page[a] != page[b]}
    texts = [row for ways in overview.edges.values() for _, text in ways for row in text.split("\n")]
    assert {(int(row.split(" ")[0]), int(row.rsplit("→ ", 1)[1])) for row in texts} == wanted
    assert list(overview.edges) == [f"page_{n}" for n in numbers]
    layout = Chart(graph, scheme=overview, section="overview").drawn.layout
    assert all(layout.spots[f"page_{n}"].width > 0 for n in numbers)


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
    assert pages("lumbar") == ["overview", "Entry", "No deficit", "Operation"]


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
    seen = {"oval": 0, "box": 0, "overview": 0}
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
                elif found := re.match(r"[DRAFT]*Page(\d+)", said):
                    seen["overview"] += 1
                    assert where == int(found[1]) - 1
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
    assert seen["overview"] == 3
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
    assert "toPage2" in texts[0], "against the order of the pages by an oval"
    assert "2Yes→4" in texts[0]
    assert "to2,page3" in texts[1]
    assert "Enteragainat2,page3" in texts[1]
    assert "from2,page3" in texts[1]
    assert {"from1,page2", "from4,page2"} <= set(re.findall(r"from\d,page\d", texts[2]))
    layout = picture.sheets()[0].drawn(picture.paper).layout
    for tail, head in layout.curves:
        assert layout.spots[head].y > layout.spots[tail].y


@pytest.mark.long
def test_the_warning_of_small_text_names_what_helps():
    whole = hemgraph.load("vertebral-hemangioma").chart()
    assert whole.on(sections="off").small_print().endswith("; leave out --sections off")
    assert whole.on(sections="off").small_print(".png").endswith("; --paper a3 prints it larger")
    assert whole.on("a3", sections="off").small_print(".png").endswith("; --paper fit is as large as it needs")
    plain = Drawing(Picture(Chart(generated(3, 16)), stamp=STAMP))
    assert plain.small_print().endswith("; --sections auto prints it in sections")
    graph = Graph(generated(3, 16))
    assert graph.chart(graph.check()).small_print().endswith("; --paper a3 prints it larger"), "check has no --sections"
    old = hemgraph.load("vertebral-hemangioma")
    difference = old.chart(old.diff(old))
    assert difference.small_print().endswith("; --paper a3 prints it larger"), "a difference has no sections"
