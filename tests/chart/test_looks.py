"""Colours, shapes and names: contrast computed and not rounded, in every theme; what a screen reader and a keyboard get."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from drawing import chart_of, small
from pages import STAMP

import hemgraph
from hemgraph.chart import Chart, Picture
from hemgraph.chart.layout.places import Spot
from hemgraph.chart.model.plan import Box, Kind
from hemgraph.chart.model.theme import PRINT, THEMES, Style
from hemgraph.chart.svg.pen import _inside
from hemgraph.cli import main
from hemgraph.errors import HemgraphError

SVG = "{http://www.w3.org/2000/svg}"
CASE = {"stage": "initial", "deficit": "progressive", "compression": "cord"}


def luminance(colour):
    """As WCAG 2.2 defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def drawn(theme, style=Style.CLINICAL, case=CASE):
    graph = hemgraph.load("compression")
    trace = graph.trace(case) if case else None
    return ElementTree.fromstring(
        Picture(graph.chart(style=style).picture.chart, trace, STAMP, theme=THEMES[theme]).svg()
    )


def test_black_on_white_is_21_to_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#0072b2", "#ffffff") == pytest.approx(5.19, abs=0.01)


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("theme", THEMES)
def test_text_has_4_5_to_1_and_lines_3_to_1(theme, style):
    for case in (None, CASE):
        root = drawn(theme, style, case)
        page = THEMES[theme].ground
        grounds = (page, THEMES[theme].stamp)  # the status lies behind all that is on the page
        for group in root.iter(f"{SVG}g"):
            if group.get("class") == "status":
                continue
            fill = None
            for element in list(group) + [e for a in group.findall(f"{SVG}a") for e in a]:
                kind = element.tag.removeprefix(SVG)
                if kind in ("rect", "polygon", "ellipse", "circle") and element.get("fill", "none") != "none":
                    fill = element.get("fill")
                if kind == "text":  # words that start beside a shape, as in the legend, lie on the page
                    for ground in [fill] if fill and element.get("text-anchor") == "middle" else grounds:
                        assert contrast(element.get("fill"), ground) >= 4.5, (element.text, ground)
                if element.get("stroke"):
                    for ground in (*grounds, *([fill] if fill else [])):
                        if element.get("stroke") != page:  # the rim around a badge
                            assert contrast(element.get("stroke"), ground) >= 3, (theme, kind)


def test_a_path_in_grey_is_told_by_weight_in_every_theme():
    for theme in THEMES:
        root = drawn(theme)
        wide = {
            g.get("class"): float(next(g.iter(f"{SVG}path")).get("stroke-width"))
            for g in root.iter(f"{SVG}g")
            if "edge" in g.get("class", "")
        }
        assert wide["edge taken"] >= 3 * wide["edge"]


def test_the_svg_has_a_name_a_description_and_roles():
    root = drawn("colour")
    assert root.get("role") == "graphics-document document"
    assert root.find(f"{SVG}title").get("id") == root.get("aria-labelledby") == "title"
    assert root.find(f"{SVG}desc").get("id") == root.get("aria-describedby") == "desc"
    assert "Aggressive vertebral hemangioma" in root.find(f"{SVG}title").text
    for node in hemgraph.load("compression").model.nodes:
        group = next(g for g in root.iter(f"{SVG}g") if g.get("id") == node)
        assert group.get("role") == "graphics-symbol img"
        assert re.match(r"\d+\. \S", group.get("aria-label"))


def test_a_keyboard_walks_from_an_answer_to_its_box():
    root = drawn("colour")
    ids = {e.get("id") for e in root.iter()}
    graph = hemgraph.load("compression").model
    links = list(root.iter(f"{SVG}a"))
    answers = {key for key in chart_of("compression").drawn.plan.ways.values() if key}
    again = sum(bool(getattr(node, "reassess", None)) for node in graph.nodes.values())
    assert len(links) == len(answers) + again
    assert {g.get("id") for g in root.iter(f"{SVG}g") if g.get("class", "").startswith("label")} == answers
    for link in links:
        assert link.get("href")[1:] in ids
        assert re.search(r": to box \d+$", link.get("aria-label"))


def test_ids_are_used_once():
    ids = [e.get("id") for e in drawn("colour").iter() if e.get("id")]
    assert len(ids) == len(set(ids))


def test_the_status_is_across_the_picture():
    assert ">DRAFT<" in Picture(Chart(small()), stamp=STAMP).svg()
    assert 'class="status"' not in Picture(Chart(small(status="reviewed")), stamp=STAMP).svg()


def test_themes_and_styles_from_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(
        main,
        ["draw", "compression", "--theme", "dark", "--style", "iso5807", "-o", "x.svg", "-o", "x.mmd"],
    )
    assert done.exit_code == 0, done.output
    assert THEMES["dark"].ground in (tmp_path / "x.svg").read_text()
    assert "decision" in (tmp_path / "x.svg").read_text()
    assert (tmp_path / "x.mmd").read_text().splitlines()[0] == "---"
    done = CliRunner().invoke(main, ["draw", "compression", "--theme", "dark", "-o", "x.pdf"])
    assert done.exit_code == 1
    assert "is for screens" in done.output
    for words in (["--theme", "pink"], ["--style", "none"], ["--sections", "many"]):
        assert CliRunner().invoke(main, ["draw", "compression", *words]).exit_code == 2


def test_names_that_are_none_are_refused():
    graph = hemgraph.load("compression")
    for more in ({"theme": "pink"}, {"sections": "many"}, {"paper": "a5"}, {"poster": "2"}, {"poster": "0x2"}):
        with pytest.raises(HemgraphError):
            graph.chart().on(**more)
    with pytest.raises(HemgraphError, match="styles are clinical, iso5807"):
        graph.chart(style="round")


def test_every_box_number_of_an_oval_is_bold_and_no_page():
    box = Box("from:x", Kind.LINK, ("from 14,", "15, page 2", "from 22, page 3"), 120.0, 60.0)
    drawn = "".join(_inside(box, Spot(60, 30, 120, 60), PRINT, "#000"))
    assert re.findall(r'bold">([0-9]+)<', drawn) == ["14", "15", "22"]
