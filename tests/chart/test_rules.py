"""The rules for a printed clinical algorithm, on the finished SVG and PDF of every graph that comes along and of made-up ones.

Each test names its rule. Not here: what cannot be seen by a program, such as whether a page is beautiful.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from itertools import combinations
from types import SimpleNamespace
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
from drawing import chart_of, generated
from pages import NOW, STAMP, flat, margins_are_white, page_texts, smallest_text, texts_in_order

import hemgraph
from hemgraph.chart import Chart, Picture
from hemgraph.chart.layout.check import faults
from hemgraph.chart.model.plan import Kind
from hemgraph.chart.model.sections import COMFORT, Division
from hemgraph.chart.model.theme import Style
from hemgraph.chart.print.paper import A4, LETTER
from hemgraph.graph import Action, Condition, Special
from hemgraph.wording import node_text

SVG = "{http://www.w3.org/2000/svg}"
OURS = ("vertebral-hemangioma", "l3", "lumbar", "compression")
MADE = {f"generated-{seed}": {"seed": seed, "conditions": 5 + 3 * seed} for seed in range(3)}
MADE |= {"five-ways": {"seed": 0, "conditions": 5, "ways": (5,), "share": 0.4}}
MADE |= {
    "deep": {"seed": 1, "conditions": 18, "ways": (2,), "share": 0.9},
    "wide": {"seed": 2, "conditions": 6, "ways": (5,), "share": 0},
}
MADE |= {"sixty": {"seed": 5, "conditions": 30}, "tall": {"seed": 8, "conditions": 14, "ways": (2,), "share": 0.5}}
MADE |= {
    "long-words": {
        "seed": 9,
        "conditions": 6,
        "words": ["Dexamethasonphosphatdinatriumsalz", "Wirbelkörperhämangiomoperation", "of", "Rückenmark"],
    }
}


def graph_of(name):
    return hemgraph.load(name).model if name in OURS else generated(**MADE[name])


@cache
def made(name, paper=A4):
    """A graph with its SVG and its PDF, made once; ours have their kept layouts, others are divided by the program."""
    graph = graph_of(name)
    chart, division = (chart_of(name), Division.NEEDED) if name in OURS else (Chart(graph), Division.AUTO)
    picture = Picture(chart, stamp=STAMP, paper=paper, division=division)
    sheets = picture.sheets()
    drawn = [sheet.chart.drawn for sheet in sheets]
    return SimpleNamespace(
        name=name, graph=graph, picture=picture, sheets=sheets, drawn=drawn,
        svg=ElementTree.fromstring(picture.svg()), pdf=picture.pdf(), screen=picture.chart.drawn,
    )  # fmt: skip


every = pytest.mark.parametrize("name", [*OURS, *MADE])
ours = pytest.mark.parametrize("name", OURS)


def groups(root, word):
    return [g for g in root.iter(f"{SVG}g") if word in g.get("class", "").split()]


def first_shape(group):
    return next(e for e in group.iter() if e.tag.removeprefix(SVG) in ("rect", "polygon", "ellipse"))


@every
def test_1_the_shape_of_a_box_says_its_kind_and_the_legend_has_them_all(name):
    root = made(name).svg
    corners = {Kind.CONDITION: 6, Kind.DECISION: 4}
    for kind in Kind:
        for group in groups(root, kind) if kind is not Kind.LABEL else ():
            shape = first_shape(group)
            if kind in corners:
                assert len(shape.get("points").split()) == corners[kind]
            else:
                assert shape.tag.removeprefix(SVG) == ("ellipse" if kind is Kind.LINK else "rect")
                assert (float(shape.get("rx", 0)) > 0) == (kind in (Kind.AGAIN, Kind.LINK, Kind.STATE))
            assert (shape.get("stroke-dasharray") is not None) == (kind in (Kind.SILENT, Kind.AGAIN))
    said = " ".join("".join(g.itertext()) for g in groups(root, "legend"))
    words = {Kind.CONDITION: "question", Kind.ACTION: "action", Kind.SILENT: "no guidance", Kind.AGAIN: "enter again"}
    for kind, word in words.items():
        assert (word in said) == bool(groups(root, kind)), kind


@ours
def test_1_iso_5807_has_diamonds_and_no_hexagon(name):
    picture = Picture(Chart(graph_of(name), style=Style.ISO5807), stamp=STAMP)
    root = ElementTree.fromstring(picture.svg())
    assert not groups(root, Kind.CONDITION)
    assert len(groups(root, Kind.DECISION)) == sum(isinstance(n, Condition) for n in picture.chart.graph.nodes.values())


@every
def test_2_every_box_has_one_number_the_same_in_every_drawing(name):
    found = made(name)
    shown = {}
    for group in groups(found.svg, "node"):
        lead = next((t.text for t in group.iter(f"{SVG}tspan")), None)
        if lead and group.get("id") in found.graph.nodes:
            shown[group.get("id")] = int(lead)
    assert shown == dict(found.graph.boxes)
    assert len(set(shown.values())) == len(shown)
    on_paper = [
        key
        for drawn in found.drawn
        if not drawn.panels
        for key, box in drawn.plan.boxes.items()
        if box.lead and key in found.graph.nodes
    ]
    assert sorted(on_paper) == sorted(found.graph.nodes)
    assert on_paper == sorted(
        on_paper, key=lambda key: next(n for n, d in enumerate(found.drawn) if not d.panels and key in d.plan.boxes)
    ), "by page"


@ours
def test_2_numbers_stay_when_a_text_is_worded_anew(name):
    graph = graph_of(name)
    other = replace(graph, nodes={key: replace(node, title=f"Other words {key}?") for key, node in graph.nodes.items()})
    leads = [{key: box.lead for key, box in Chart(g).drawn.plan.boxes.items()} for g in (graph, other)]
    assert leads[0] == leads[1]


def said_of(finding, values):
    """The text of an edge, put together anew from the options of a finding."""
    labels = ["Yes" if v is True else "No" if v is False else finding.labels[v] for v in values]
    rest = [w[0].lower() + w[1:] if w[1:2].islower() or w[1:2] == " " else w for w in labels[1:]]
    every = [labels[0], *rest]
    return (
        " or ".join(every)
        if any("," in w for w in every)
        else " or ".join(filter(None, [", ".join(every[:-1]), every[-1]]))
    )


@every
def test_3_a_question_ends_in_its_mark_and_edges_say_their_tests(name):
    found = made(name)
    for node in found.graph.nodes.values():
        if not isinstance(node, Condition):
            continue
        assert node_text(found.graph, node).endswith("?")
        if not isinstance(node.ask, str):
            continue
        finding = found.graph.findings[node.ask]
        expected = {}
        for branch in node.branches:
            text = "Not known" if branch.when is Special.UNKNOWN else said_of(finding, branch.when.values)
            expected.setdefault(branch.go, []).append(text)
        for target, texts in expected.items():
            key = found.screen.plan.ways[node.id, target]
            shown = " ".join(found.screen.plan.boxes[key].lines).replace("\u00a0", " ")
            assert all(text.lower() in shown.lower() for text in texts) or len(texts) > 1, (shown, texts)
            if len(texts) == 1:
                plain = any(getattr(other, "then", None) == target for other in found.graph.nodes.values())
                shared = plain or len(found.screen.plan.over[target]) > 1  # not of every edge: its question is named
                numbers = shown.partition(": ")[0].split(", ") if shared else []
                assert shown.removeprefix(f"{', '.join(numbers)}: ") == texts[0]
                assert not shared or str(found.graph.boxes[node.id]) in numbers


def test_3_a_changed_test_changes_its_edge(tmp_path):
    text = """hemgraph: 1
id: toy
title: Toy
version: 1.0.0
status: draft
findings: {size: {ask: How large?, type: number, unit: mm, range: [0, 200]}}
start: size
nodes:
  size:
    ask: size
    branches:
      - {when: '< 30', go: small}
      - {when: '>= 30', go: large}
  small: {title: Small, silent: yes, number: 7}
  large: {title: Large, silent: yes}
"""
    path = tmp_path / "toy.yaml"
    path.write_text(text)
    before = hemgraph.load(path).chart().picture.svg()
    path.write_text(text.replace("30", "25.5"))
    after = hemgraph.load(path).chart().picture.svg()
    assert ">&lt; 30\u00a0mm<" in before.replace("&lt;\u00a0", "&lt; ")
    assert ">&lt; 25.5\u00a0mm<" in after.replace("&lt;\u00a0", "&lt; ")
    assert '<tspan font-weight="bold">7</tspan>' in before, "a pinned number"


@every
def test_4_edges_pass_through_no_box_and_labels_lie_on_nothing(name):
    found = made(name)
    for drawn in (*found.drawn, found.screen):
        seen = faults(drawn.layout, drawn.plan.own)
        assert (seen.through, seen.over, seen.along) == ((), (), ())
        for (tail, head), wire in drawn.layout.wires.items():
            spots = drawn.layout.spots
            assert wire.points[0][1] < spots[head].y or spots[tail].y == pytest.approx(spots[head].y)
    for group in groups(found.svg, Kind.AGAIN):
        assert first_shape(group).get("stroke-dasharray")


@pytest.mark.parametrize("paper", [A4, LETTER])
@ours
def test_4_and_5_what_comes_along_prints_without_a_crossing_and_large_enough(name, paper):
    found = made(name, paper)
    assert all(faults(drawn.layout, drawn.plan.own).clean for drawn in found.drawn)
    assert found.picture.text_size() >= 8


@pytest.mark.parametrize("paper", [A4, LETTER])
@ours
def test_5_the_page_is_the_paper_with_white_margins_and_no_small_text(name, paper):
    pdf = made(name, paper).pdf
    document = pypdfium2.PdfDocument(pdf)
    for n in range(len(document)):
        assert sorted(document[n].get_size()) == pytest.approx(sorted(paper.pages[0]), abs=0.1)
        assert margins_are_white(document[n])
        assert smallest_text(document[n]) >= 7.99
    assert any(size == pytest.approx(12, abs=0.2) for size in texts_in_order(document[0]).sizes)


@every
def test_5_a_page_of_any_graph_is_the_paper(name):
    with pikepdf.open(io.BytesIO(made(name).pdf)) as document:
        for page in document.pages:
            assert sorted(map(float, page.mediabox[2:])) == pytest.approx(sorted(A4.pages[0]), abs=0.1)


@ours
def test_6_and_8_a_path_is_thick_numbered_and_bold_in_grey_too(name):
    graph = hemgraph.load(name)
    case = next(iter(graph.stubs().cases)) if hasattr(graph.stubs(), "cases") else None
    trace = graph.trace({"stage": "initial", "deficit": "progressive", "compression": "cord"} if case is None else case)
    root = ElementTree.fromstring(Picture(Chart(graph.model), trace, STAMP).svg())
    on = [g for g in groups(root, "node") if "taken" in g.get("class").split()]
    off = [g for g in groups(root, "node") if "taken" not in g.get("class").split()]
    assert on
    assert off
    thick = {float(first_shape(g).get("stroke-width")) for g in on}
    thin = {float(first_shape(g).get("stroke-width")) for g in off}
    assert min(thick) >= 3 * max(thin)
    assert all(list(g.iter(f"{SVG}circle")) for g in on if "state" not in g.get("class"))
    bold = [
        t.get("font-weight") for g in groups(root, "label") if "taken" in g.get("class") for t in g.iter(f"{SVG}text")
    ]
    assert set(bold) == {"bold"}
    edges = {"taken": set(), "": set()}
    for g in groups(root, "edge"):
        edges["taken" if "taken" in g.get("class") else ""].add(float(next(g.iter(f"{SVG}path")).get("stroke-width")))
    assert min(edges["taken"]) >= 3 * max(edges[""])


@every
def test_9_the_chart_in_words_is_in_the_svg_and_in_the_pdf(name):
    found = made(name)
    words = found.picture.words()
    assert next(found.svg.iter(f"{SVG}desc")).text == words
    for node in found.graph.nodes.values():
        assert re.search(rf"^{found.graph.boxes[node.id]}\. ", words, re.M)
        for target in found.graph.network[node.id]:
            assert re.search(rf"[gG]o to {found.graph.boxes[target]}\b", re.sub(r"\s+", " ", words))
    with pikepdf.open(io.BytesIO(found.pdf)) as document:
        told = " ".join(str(o["/Alt"]) for o in document.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o)
    flatly = re.sub(r"\s+", " ", told)
    for number in found.graph.boxes.values():
        assert re.search(rf"\b{number}\. ", flatly)


@every
def test_10_every_page_has_its_footer(name):
    found = made(name)
    texts = page_texts(found.pdf)
    graph = found.graph
    for n, text in enumerate(texts, 1):
        for words in (graph.title, f"{graph.id} {graph.version}", graph.sha256[:12], f"status: {graph.status}", f"page {n} of {len(texts)}", "DRAFT",
                      "does not replace clinical judgement", *(f"{s.id} ({s.updated})" for s in graph.cited_sources), *filter(None, [str(graph.date or ""), str(graph.review_by or "")]),
                      graph.intended_use.not_for):  # fmt: skip
            assert flat(words) in text, (n, words)
    assert all(flat(s.title) in texts[-1] for s in graph.cited_sources), "titles stand behind the chart"


@ours
def test_11_a_page_with_a_case_has_its_findings_its_time_and_the_engine(name):
    graph = hemgraph.load(name)
    trace = graph.trace(graph.case({"stage": "initial", "deficit": "progressive"}, "c-1"))
    for parts in ("all", "chart", "handout"):
        texts = page_texts(Picture(Chart(graph.model), trace, STAMP, parts=parts).pdf())
        for words in ("Case c-1", "Rapidly progressive", NOW.isoformat(sep=" ", timespec="minutes")):
            assert any(flat(words) in text for text in texts), words
        assert all("hemgraph0.1.0" in text for text in texts)


@ours
def test_12_strength_is_in_words_and_no_grade_is_made_up(name):
    text = "".join(page_texts(made(name).pdf))
    stances = {r.stance for n in graph_of(name).nodes.values() if isinstance(n, Action) for r in n.recommend}
    for stance, words in (("do", "We recommend"), ("consider", "Consider"), ("avoid", "Avoid")):
        assert (flat(words) in text) or stance not in stances
    assert flat("no grade is given") in text
    assert not re.search(r"[Gg]rade[1-4A-D]\b|[Ll]evel[1-5I]\b", text)


@ours
def test_13_where_sources_disagree_the_box_is_marked_and_both_sides_are_told(name):
    found = made(name)
    text = "".join(page_texts(found.pdf))
    for node in found.graph.nodes.values():
        disputed = [r.disputed for r in getattr(node, "recommend", ()) if r.disputed]
        group = next(g for g in groups(found.svg, "node") if g.get("id") == node.id)
        assert any(t.text == "≠" for t in group.iter(f"{SVG}text")) == bool(disputed)
        for conflict in (found.graph.conflicts[d] for d in disputed):
            for words in (
                conflict.resolution,
                conflict.because,
                *(f"{side.replace('-', ' ')}:" for side in conflict.positions),
            ):
                assert flat(words) in text


@ours
def test_14_a_dose_is_never_parted_from_its_unit(name):
    found = made(name)
    for drawn in (*found.drawn, found.screen):
        for box in drawn.plan.boxes.values():
            for line in box.lines:
                assert not re.search(r"\d$", line) or not re.search(
                    r"^(mg|Gy|h|mm)\b", " ".join(box.lines[box.lines.index(line) + 1 :])
                )
    text = "".join(page_texts(found.pdf))
    assert not re.search(r"(?<![\d.])\.\d+(mg|Gy)|\d\.0+(mg|Gy)\b", text), "a naked decimal or a trailing zero"


@ours
def test_15_a_page_is_not_crowded_and_twelve_words_a_box(name):
    found = made(name)
    for drawn in found.drawn:
        assert drawn.panels or sum(bool(box.lead) for box in drawn.plan.boxes.values()) <= COMFORT
    for node in found.graph.nodes.values():
        assert len(node_text(found.graph, node).split()) <= 12


@ours
def test_16_abbreviations_are_spelled_out_on_the_page_that_has_them(name):
    graph = graph_of(name)
    known = graph.abbreviations
    document = pypdfium2.PdfDocument(made(name).pdf)
    for n in range(len(document)):
        text = document[n].get_textpage().get_text_bounded()
        body, _, spelled = text.partition("Abbreviations:")
        for short, long in known.items():
            if re.search(rf"(?<![\w/]){re.escape(short)}(?![\w/])", body):
                assert flat(f"{short}: {long}") in flat(spelled), (n, short)
        capitals = set(re.findall(r"\b[A-Z]{2,}\b", body)) - {"DRAFT"}
        assert capitals <= {*known, "L3"} | {w for s in graph.cited_sources for w in s.title.split()}, capitals


@ours
def test_17_percentages_are_printed_with_what_the_source_counts(name):
    text = "".join(page_texts(made(name).pdf))
    for node in graph_of(name).nodes.values():
        for said in (*getattr(node, "expect", ()), *getattr(node, "caution", ())):
            assert flat(said.text) in text


@every
def test_the_text_of_a_page_is_read_in_the_order_of_its_boxes(name):
    found = made(name)
    document = pypdfium2.PdfDocument(found.pdf)
    for n, drawn in enumerate(found.drawn):
        text = flat(document[n].get_textpage().get_text_bounded())
        place = 0
        for box in drawn.plan.boxes.values() if not drawn.panels else ():
            if box.lead:  # its first line: of two lines that say the same, readers of PDF drop one
                place = text.find(flat(box.lines[0]), place)
                assert place >= 0, box.lines


def test_every_two_made_up_graphs_differ():
    assert not any(a == b for a, b in combinations([repr(graph_of(name).nodes) for name in MADE], 2))
