"""Any text of a graph is drawn exactly as it is, or refused by name; nothing of it becomes markup."""

from __future__ import annotations

import html
import re
import subprocess
from dataclasses import replace as change
from types import MappingProxyType
from xml.etree import ElementTree

import pytest
from drawing import small

from hemgraph.chart import Chart, Picture
from hemgraph.chart.layout import graphviz as by_graphviz
from hemgraph.chart.model.text import check_characters
from hemgraph.errors import HemgraphError
from hemgraph.graph import Statement

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {
    "svg": {
        "width",
        "height",
        "viewBox",
        "role",
        "lang",
        "font-family",
        "aria-labelledby",
        "aria-describedby",
        "{http://www.w3.org/XML/1998/namespace}lang",
    },
    "title": {"id"},
    "desc": {"id"},
    "metadata": {"id"},
    "g": {"id", "class", "role", "aria-label", "aria-hidden", "transform", "data-from", "data-to"},
    "a": {"href", "aria-label"},
    "text": {"x", "y", "font-size", "font-weight", "text-anchor", "fill"},
    "tspan": {"font-weight"},
    "rect": {"x", "y", "width", "height", "rx", "fill", "stroke", "stroke-width", "stroke-dasharray"},
    "polygon": {"points", "fill", "stroke", "stroke-width", "stroke-dasharray"},
    "path": {"d", "fill", "stroke", "stroke-width", "stroke-dasharray"},
    "circle": {"cx", "cy", "r", "fill", "stroke", "stroke-width"},
    "ellipse": {"cx", "cy", "rx", "ry", "fill", "stroke", "stroke-width", "stroke-dasharray"},
}
HOSTILE = [
    "<48 h>", "<48 h", "<b>x</b>", "<<b>x</b>>", "trailing \\", r"\n \N \G \L \E \l \r \T", "&lt;48 h&gt; &amp; &#60;", 'a "quoted" word', "it's", "]]> and <![CDATA[",
    "<!-- x --> <?php ?>", "a:b:n", "javascript:alert(1)", "<script>alert(1)</script>", '" onload="alert(1)', "{a|b}|c", "%s %n ${x}", "-->", "#set page()", "x" * 10_000,
]  # fmt: skip
REFUSED = {"\x00": "U+0000", "\x1b": "U+001B", "\x85": "U+0085", "\u202e": "U+202E", "\u2066": "U+2066", "\u200b": "U+200B", "\u00ad": "U+00AD", "\ufeff": "U+FEFF",
           "日": "U+65E5", "✔": "U+2714", "\ud800": "U+D800", "\ue000": "U+E000", "א": "U+05D0", "ب": "U+0628"}  # fmt: skip

builtin = by_graphviz._builtin


def scan(svg):
    """The texts of a finished SVG; fails on anything that a chart does not need."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        name = element.tag.removeprefix(SVG)
        assert name in ALLOWED, name
        assert set(element.attrib) <= ALLOWED[name], (name, element.attrib)
        for key, value in element.attrib.items():
            if key == "href":
                assert re.fullmatch(r"#[a-z][a-z0-9_]*", value), value
            elif key not in ("aria-label", "font-family"):
                assert re.fullmatch(r"[A-Za-z0-9_.,:# ()-]*", value), (key, value)
                assert "javascript" not in value
                assert "url(" not in value
    return root


def drawn(graph):
    return Picture(Chart(graph)).svg()


def words(root, under):
    """All characters of the texts of one box, without the breaks that wrapping made."""
    box = next(g for g in root.iter(f"{SVG}g") if g.get("id") == under)
    return re.sub(r"\s", "", "".join("".join(t.itertext()) for t in box.iter(f"{SVG}text")))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_drawn_exactly(text):
    root = scan(drawn(small(question=text, leaf=text, label=text, title=text)))
    plain = re.sub(r"\s", "", text)

    assert words(root, "ask") == "1" + plain
    assert words(root, "observe") == "3" + plain
    assert words(root, "L0_0") == plain
    titles = [t.text for t in root.iter(f"{SVG}title")]
    assert any(plain in re.sub(r"\s", "", t) for t in titles)


def by_package(dot):
    import pygraphviz

    return pygraphviz.AGraph(string=dot).draw(format="svg", prog="dot").decode()


def by_program(dot):
    return subprocess.run(["dot", "-Tsvg"], input=dot, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("text", HOSTILE[:-1], ids=range(len(HOSTILE) - 1))
@pytest.mark.parametrize("engine", [by_package, pytest.param(by_program, marks=pytest.mark.dot)])
def test_a_hostile_text_in_dot_is_read_back_exactly(text, engine):
    """Any Graphviz draws the text of `.dot` as it is."""
    svg = engine(Picture(Chart(small(question=text, leaf=text, label=text))).dot())

    node = re.search(r"<title>observe</title>.*?</g>", svg, re.S)[0]
    shown = "".join(html.unescape(t) for t in re.findall(r"<text[^>]*>(.*?)</text>", node))
    assert re.sub(r"\s", "", shown) == "3" + re.sub(r"\s", "", text)


@pytest.mark.dot
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_drawn_exactly_by_the_program_too(text):
    graph = small(question=text, leaf=text, label=text, title=text)

    assert words(scan(Picture(Chart(graph, "dot")).svg()), "observe") == "3" + re.sub(r"\s", "", text)


def test_the_layout_sees_no_text_of_the_graph():
    dots = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(by_graphviz, "_builtin", lambda dot: dots.append(dot) or builtin(dot))
        graph = small(question="Hostile?", leaf="Hostile", label="Hostile", title="Hostile")
        assert Chart(graph, layout="graphviz").drawn.layout.spots

    assert "Hostile" not in dots[0]


@pytest.mark.parametrize("character", REFUSED, ids=REFUSED.values())
@pytest.mark.parametrize("where", ["question", "leaf", "label", "title"])
def test_what_cannot_be_drawn_is_refused_by_name(character, where):
    with pytest.raises(HemgraphError, match=re.escape(REFUSED[character])) as refusal:
        drawn(small(**{where: f"a{character}b"}))

    assert {"question": "`ask`", "leaf": "`observe`", "label": "`ask`", "title": "title"}[where] in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["≤ 5 mm, ≥ 3, ± 2", "× 10⁹/L", "36–40 Gy — “yes”", "37 °C", "µg", "Größe, ångström, Привет"]
)
def test_what_medicine_writes_is_drawn(text):
    check_characters(text, "here")


@pytest.mark.parametrize("id", ["node", "edge", "graph", "strict", "subgraph", "digraph"])
def test_an_id_may_be_a_word_of_dot(id):
    graph = small()
    nodes = dict(graph.nodes)
    first = nodes["ask"]
    nodes["ask"] = change(first, branches=(change(first.branches[0], go=id), first.branches[1]))
    nodes[id] = change(nodes.pop("treat"), id=id)
    graph = change(
        graph,
        nodes=MappingProxyType(nodes),
        boxes=MappingProxyType({n: i + 1 for i, n in enumerate(nodes)}),
    )

    assert f'id="{id}"' in drawn(graph)


def test_what_cannot_be_set_in_the_notes_is_refused_by_its_box():
    graph = small()
    nodes = dict(graph.nodes)
    nodes["treat"] = change(nodes["treat"], expect=(Statement("Better ✔"),))
    with pytest.raises(HemgraphError, match=r"box 2 has characters that cannot be drawn: U\+2714"):
        Picture(Chart(change(graph, nodes=MappingProxyType(nodes)))).pdf()
