"""What stands around a chart: as little as can be, nothing of it lost, and as high as it was measured."""

from __future__ import annotations

import pypdfium2
import pytest
from pages import STAMP, flat, margins_are_white, page_texts

import hemgraph
from hemgraph.chart import Chart, Picture
from hemgraph.chart.model.imprint import note_lines
from hemgraph.chart.print.paper import A3, A4, LETTER, MARGIN
from hemgraph.chart.print.sheet import CASE_ROWS, KEYS_EDGE, Sheet, bottom_of

OURS = ("vertebral-hemangioma", "l3", "lumbar", "compression")
GRAPH = hemgraph.load("vertebral-hemangioma")
URGENT = GRAPH.trace({"stage": "initial", "deficit": "progressive", "compression": "cord"})


@pytest.mark.parametrize("paper", [A4, LETTER, A3])
def test_title_legend_and_foot_take_at_most_130_points(paper):
    for chart in (Chart(GRAPH.model), *Chart(GRAPH.model).pages(Picture(Chart(GRAPH.model)).division)):
        for width, _ in paper.pages:
            assert Sheet(chart, STAMP).around(width) <= 130


def test_the_legend_of_a_whole_chart_is_one_row_of_a4():
    row = Sheet(Chart(GRAPH.model), STAMP).legend(A4.pages[0][0])[1]
    assert row + 2 * KEYS_EDGE <= 15
    assert Sheet(Chart(GRAPH.model), STAMP, URGENT, cased=True).legend(300)[1] > 2 * row, "a narrow page has more rows"


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("cased", [False, True])
def test_the_foot_is_as_high_as_it_was_measured(name, cased):
    """Its last row stands right above the margin: neither in it, nor a row too high."""
    graph = hemgraph.load(name)
    trace = graph.trace({"stage": "initial", "deficit": "progressive"}) if cased else None
    document = pypdfium2.PdfDocument(Picture(Chart(graph.model), trace, STAMP).pdf())
    for page in document:
        text = page.get_textpage()
        lowest = min(text.get_charbox(n)[1] for n in range(text.count_chars()) if text.get_text_range(n, 1).strip())
        spare = CASE_ROWS * 9.4 if cased else 0  # room for the findings of any case
        assert MARGIN - 0.5 <= lowest <= MARGIN + 5 + spare
        assert margins_are_white(page)


def test_a_foot_grows_row_by_row():
    heights = [bottom_of(("word " * n,), 595.276) for n in (1, 60, 120)]
    assert heights[0] < heights[1] < heights[2]


def test_notes_stand_behind_the_chart_or_where_there_is_nothing_behind_it_below():
    """The legend says where; the page of the chart does not say both."""
    note = flat("† Box 7: If this is not known yet, the steroid must not wait for it.")
    for trace in (None, URGENT):
        whole = page_texts(Picture(Chart(GRAPH.model), trace, STAMP).pdf())
        charts = [text for text in whole if "noteoverleaf" in text]
        assert charts
        assert not any(note in text for text in charts)
        assert any(note in text for text in whole[len(charts) :])
        alone = page_texts(Picture(Chart(GRAPH.model), trace, STAMP, parts="chart").pdf())
        assert any(note in text and "notebelow" in text for text in alone)
        assert not any("overleaf" in text for text in alone)


def test_sources_have_their_titles_where_nothing_stands_behind_the_chart():
    titles = [flat(source.title) for source in GRAPH.model.cited_sources]
    for text in page_texts(Picture(Chart(GRAPH.model), stamp=STAMP, parts="chart").pdf()):
        assert all(title in text for title in titles)
    whole = page_texts(Picture(Chart(GRAPH.model), stamp=STAMP).pdf())
    assert not any(titles[0] in text for text in whole[:-1])
    assert all(title in whole[-1] for title in titles)


def test_the_number_of_a_page_stands_on_it_once():
    for n, text in enumerate(texts := page_texts(Picture(Chart(GRAPH.model), stamp=STAMP).pdf()), 1):
        assert text.count(f"page{n}of{len(texts)}") == 1


def test_what_is_read_on_a_wall_stands_on_its_front():
    """Notes and titles of sources: on a large sheet below the chart, on A4 on the pages behind it."""
    chart = GRAPH.chart().picture.chart
    wall, desk = (Picture(chart, None, STAMP, paper=paper) for paper in (A3, A4))
    (sheet,) = wall.sheets()
    assert sheet.below == tuple(note_lines(GRAPH.model, GRAPH.model.nodes))
    front = page_texts(wall.pdf())[0]
    for text in (*sheet.below, *(source.title for source in GRAPH.model.cited_sources)):
        assert flat(text) in front
    assert flat(sheet.below[0]) not in page_texts(desk.pdf())[0]
