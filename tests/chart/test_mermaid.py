"""The chart for Mermaid: every box and edge is in it, and any text of a graph is data there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
import yaml
from drawing import small
from hypothesis import example, given
from hypothesis import strategies as st
from test_labels_are_data import HOSTILE as MARKUP

import hemgraph
from hemgraph.bank import coverage
from hemgraph.chart import Chart
from hemgraph.chart.mermaid import mermaid
from hemgraph.chart.model.outline import outline
from hemgraph.chart.model.plan import Kind
from hemgraph.chart.model.text import check_characters
from hemgraph.chart.svg.overlay import coverage_marks, issue_marks, marks_of
from hemgraph.errors import HemgraphError

GRAPHS = ["vertebral-hemangioma", "l3", "lumbar", "compression"]
WHOLE = {
    "stage": "initial",
    "deficit": "none",
    "imaging": "typical",
    "compression": "none",
    "fracture": False,
    "pain": "none",
}

TEXT = r"(?:[A-Za-z0-9 ,.:;()?!/+%='\u00a0-\u2fff-]|#[0-9]+;)"
ID = r"b_[A-Za-z0-9_]+"
NODE = re.compile(rf'    ({ID})(\(\[|\{{\{{|\{{|\[)"({TEXT}+)"(\]\)|\}}\}}|\}}|\])')
EDGE = re.compile(rf'    ({ID}) (-->|==>|-\.->)(?:\|"({TEXT}+)"\|)? ({ID})')
STYLE = re.compile(r"    classDef ([a-z]+) ((?:[a-z-]+:[#a-z0-9 ]+,?)+)")
CLASS = re.compile(rf"    class ({ID}(?:,{ID})*) ([a-z]+)")
ACTIVE = [
    r"direction\s+[TBLR][BDLR]",
    "C4[A-Z]",
    r"(style|classDef).*:\S*#.*;",
    "%%",
    r"fa[bklrs]?:fa-",
    "://",
    r"www\.",
    "ﬂ°",
    "¶ß",
    r"[\"<>&`\\{}\[\]|@$*_~^\n]",
]
"""What Mermaid acts on even within quotes."""
HOSTILE = [
    *MARKUP[:-1], "direction TB", "first direction\u00a0LR", "C4Container C4Context C4/5", "style a:#35;", "classDef x:y #", "%%{init: {'theme': 'dark'}}%%", "%% note",
    "fa:fa-ban", "https://a.b www.a.b", "ﬂ°°60¶ßb ﬂ°lt¶ß", "1. first", "- first", "+ 1", "---", "```", "$$x^2$$", "`md`", '"]\nb_evil["x', "}\nclick b_ask call f()", "@{ shape: x }",
    ":::taken", "end", "a | b", "#35;", "#quot;", "10⁹/L, ≤ 5 mm, é, “x”", "<br/>", " ",
]  # fmt: skip


def drawable(character):
    try:
        check_characters(character, "here")
    except HemgraphError:
        return False
    return True


CHARACTERS = [chr(code) for code in range(32, 0x2600) if drawable(chr(code))]
TEXTS = st.lists(st.sampled_from(CHARACTERS) | st.sampled_from(HOSTILE), max_size=12).map("".join)


@dataclass
class Read:
    """What a flowchart says, read line by line; no other line may be in it."""

    title: str | None = None
    accessible: str = ""
    words: str = ""
    nodes: dict = field(default_factory=dict)
    shapes: dict = field(default_factory=dict)
    edges: list = field(default_factory=list)
    classes: dict = field(default_factory=dict)
    styles: dict = field(default_factory=dict)


def decoded(text):
    plain = re.sub(r"#([0-9]+);", lambda found: chr(int(found[1])), text or "")
    return re.sub("(?<=[ﬂ¶])\u2060", "", plain)  # the joiner that keeps a pair of signs from being one of Mermaid's


def read(text):
    found = Read()
    lines = text.removesuffix("\n").split("\n")
    if lines[0] == "---":
        assert lines[2] == "---"
        (found.title,) = yaml.safe_load(lines[1]).values()
        del lines[:3]
    assert lines.pop(0) == "flowchart TD"
    if lines[0].startswith("    accTitle: "):
        found.accessible = whole(TEXT + "+", lines.pop(0).removeprefix("    accTitle: "))
    if lines[0] == "    accDescr {":
        end = lines.index("    }")
        found.words = "\n".join(whole(TEXT + "*", line) for line in lines[1:end])
        del lines[: end + 1]
    for line in lines:
        if node := NODE.fullmatch(line):
            assert node[1] not in found.nodes
            found.nodes[node[1]], found.shapes[node[1]] = inert(node[3]), node[2] + node[4]
        elif edge := EDGE.fullmatch(line):
            found.edges.append((edge[1], edge[4], inert(edge[3] or ""), edge[2]))
        elif style := STYLE.fullmatch(line):
            found.styles[style[1]] = style[2]
        else:
            listed = CLASS.fullmatch(line)
            assert listed, line
            found.classes[listed[2]] = listed[1].split(",")
    assert {end for edge in found.edges for end in edge[:2]} <= set(found.nodes)
    assert set(found.styles) == set(found.classes)
    return found


def whole(pattern, text):
    assert re.fullmatch(pattern, text), text
    return inert(text)


def inert(text):
    """The text itself, if there is nothing in it that Mermaid acts on."""
    for trap in ACTIVE:
        assert not re.search(trap, text), (trap, text)
    return decoded(text)


def plan_of(graph):
    return Chart(graph).drawn.plan


def boxes_of(plan):
    return {f"b_{key}": box for key, box in plan.boxes.items() if box.kind is not Kind.LABEL}


def edges_of(plan):
    """Every edge from node to node, with its answer."""
    for tail, head in plan.edges:
        answer = plan.ways.get((tail, head))
        yield f"b_{tail}", f"b_{head}", " ".join(plan.boxes[answer].lines) if answer else ""
    for node, tab in plan.links.items():
        yield f"b_{node}", f"b_{tab}", ""


def joined(box):
    return " ".join(box.lines).strip() or " "


@pytest.fixture(scope="module", params=GRAPHS)
def graph(request):
    return hemgraph.load(request.param)


def test_every_box_and_every_edge_is_in_it(graph):
    plan = plan_of(graph.model)
    found = read(mermaid(plan, graph.model.title, outline(graph.model)))

    assert found.nodes == {key: joined(box) for key, box in boxes_of(plan).items()}
    assert [edge[:3] for edge in found.edges] == list(edges_of(plan))
    assert {key for keys in found.classes.values() for key in keys} == set(found.nodes)
    for key, box in boxes_of(plan).items():
        assert key in found.classes[box.kind]
        oval = box.kind not in (Kind.CONDITION, Kind.ACTION, Kind.SILENT)
        assert found.shapes[key] == "{{}}" if box.kind is Kind.CONDITION else "([])" if oval else "[]"
    dashed = {(f"b_{node}", f"b_{tab}") for node, tab in plan.links.items()}
    assert {edge[:2] for edge in found.edges if edge[3] == "-.->"} == dashed


def test_the_title_and_the_words_are_in_it(graph):
    words = outline(graph.model)
    found = read(mermaid(plan_of(graph.model), graph.model.title, words))

    assert found.title == found.accessible == graph.model.title
    assert found.words == words.removesuffix("\n")


def test_the_same_chart_is_the_same_text(graph):
    trace = graph.trace({})
    once, again = (plan_of(hemgraph.load(graph.model.id).model) for _ in range(2))

    assert mermaid(once, "T", "W", marks_of(once, trace)) == mermaid(again, "T", "W", marks_of(again, trace))


def test_it_is_black_and_white(graph):
    text = mermaid(plan_of(graph.model), "T", "W")

    colours = re.findall("#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", text)
    assert colours
    assert all(red == green == blue for red, green, blue in colours)


def test_the_path_has_a_class_and_thick_edges():
    graph = hemgraph.load("vertebral-hemangioma")
    trace = graph.trace(WHOLE)
    plan = plan_of(graph.model)
    found = read(mermaid(plan, "T", "W", marks_of(plan, trace)))

    path = ["b_S0", *(f"b_{step.node}" for step in trace.path)]
    assert sorted(found.classes["taken"]) == sorted(path)
    assert "stroke-width" in found.styles["taken"]
    thick = [edge[:2] for edge in found.edges if edge[3] == "==>"]
    assert sorted(thick) == sorted(pairwise(path))


def test_what_no_case_takes_is_dotted():
    graph = hemgraph.load("vertebral-hemangioma")
    plan = plan_of(graph.model)
    marks = coverage_marks(plan, graph.model, coverage(graph.model, [graph.trace(WHOLE)]))
    found = read(mermaid(plan, "T", "W", marks))

    assert set(found.classes["missed"]) == {f"b_{key}" for key in marks.missed} & set(found.nodes)
    dotted = {edge[:2] for edge in found.edges if edge[3] == "-.->"}
    ends = {(f"b_{tail}", f"b_{head}") for tail, head in marks.missed_lines}
    assert {edge for edge in ends if edge[1] in found.nodes and edge[0] in found.nodes} <= dotted
    assert ("b_S0", f"b_{graph.model.start}") not in dotted


def test_an_issue_stands_at_its_box_or_answer():
    graph = hemgraph.load("compression")
    plan = plan_of(graph.model)
    marks = issue_marks(plan, graph.check())
    found = read(mermaid(plan, "T", "W", marks))

    assert marks.signs
    texts = {**found.nodes, **{edge[2]: edge[2] for edge in found.edges}}
    for key, signs in marks.signs.items():
        said = ", ".join(f"{sign.kind} {sign.mark}" for sign in signs)
        assert f"{' '.join(plan.boxes[key].lines)} ({said})" in texts.values()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_comes_through_the_chart(text):
    line = text.replace("\n", " ")  # a text with a line break is not drawn
    plan = plan_of(small(question=line, leaf=line, label=line))
    found = read(mermaid(plan, line, text))

    assert found.nodes == {key: joined(box) for key, box in boxes_of(plan).items()}
    assert [(tail, head, text.strip()) for tail, head, text, _ in found.edges] == list(edges_of(plan))
    assert found.words == text.strip(" ")
    assert found.accessible == line.strip(" ")


PLAN = plan_of(small())


@given(TEXTS, TEXTS, TEXTS)
@example('"]', "}", "<")
def test_a_text_never_leaves_its_place(label, title, words):
    plan = replace(PLAN, boxes={key: replace(box, lines=(label,)) for key, box in PLAN.boxes.items()})
    found = read(mermaid(plan, title, words))

    expected = label.strip() or " "
    assert found.nodes == dict.fromkeys(boxes_of(PLAN), expected)
    assert [edge[:2] for edge in found.edges] == [edge[:2] for edge in edges_of(PLAN)]
    assert {edge[2] for edge in found.edges} == {expected, ""}
    assert found.accessible == (title if title.strip() else "")
    assert found.words == ("\n".join(words.splitlines()) if words.strip() else "")
    plain = re.sub("(?<=[ﬂ¶])\u2060", "", found.title) if found.title else None
    assert plain == (None if "<" in title or not title.strip() else title)


@pytest.mark.parametrize("text", ["1. first", "12) first", "- first", "+ 1", "---", "3."])
def test_no_text_starts_an_item_of_a_list(text):
    """Some versions of Mermaid draw `Unsupported markdown` for it."""
    plan = replace(PLAN, boxes={key: replace(box, lines=(text,)) for key, box in PLAN.boxes.items()})

    assert f'"#{ord(text[0])};{text[1:]}"' in mermaid(plan, "T", "W")


def test_what_is_longer_than_mermaid_draws_goes_without_its_description():
    text = mermaid(PLAN, "T", "word " * 20_000)

    assert len(text) < 50_000
    assert read(text).nodes == read(mermaid(PLAN, "T", "W")).nodes
    assert "accDescr" not in text
