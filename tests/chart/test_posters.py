"""Posters: sheets that together show all of one page, and overlap where they are glued."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from pages import flat, page_texts
from PIL import ImageChops

import hemgraph
from hemgraph.chart.picture import Picture
from hemgraph.chart.print.paper import A4, EDGE_OF_SHEET, LETTER, MARGIN, covered, poster_of
from hemgraph.cli import main
from hemgraph.errors import HemgraphError


@pytest.mark.parametrize("paper", [A4, LETTER])
@pytest.mark.parametrize("tiles", ["1x1", "2x3", "10x10"])
def test_the_windows_of_the_sheets_cover_the_page_and_overlap(paper, tiles):
    poster = poster_of(paper, tiles)
    for page, sheet in zip(poster.pages, paper.pages, strict=True):
        for count, side, large in zip(poster.tiles, sheet, page, strict=True):
            window, step = side - 2 * EDGE_OF_SHEET, side - 2 * EDGE_OF_SHEET - 2 * MARGIN
            starts = [MARGIN + n * step for n in range(count)]
            assert starts[0] == MARGIN
            assert starts[-1] + window == pytest.approx(large - MARGIN)
            assert large == covered(count, side)


def test_every_word_of_the_chart_is_on_a_sheet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["draw", "--poster", "3x2", "-o", "x.pdf"])
    assert done.exit_code == 0, done.output
    assert "note:" not in done.output, "a poster of six sheets is large enough"
    document = pypdfium2.PdfDocument("x.pdf")
    assert len(document) == 6
    sizes = {tuple(sorted(map(round, document[n].get_size()))) for n in range(6)}
    assert sizes == {(595, 842)}
    texts = page_texts(Path("x.pdf").read_bytes())
    everything = "".join(texts)
    for word in {
        flat(w)
        for n in hemgraph.load("vertebral-hemangioma").model.nodes.values()
        for w in re.findall(r"\w+", getattr(n, "title", ""))
    }:
        assert word in everything
    for n, text in enumerate(texts):
        assert f"Sheet{n + 1}of6:row{n // 3 + 1},column{n % 3 + 1}" in text


def test_a_poster_is_larger_than_its_sheet_and_the_same_twice():
    chart = hemgraph.load("lumbar").chart()
    one, four = (chart.on(poster=tiles).picture for tiles in (None, "2x2"))
    assert isinstance(four, Picture)
    assert four.text_size() > 1.3 * min(10 * one.fit(s).scale for s in one.sheets()[-1:]) or four.text_size() > 10
    assert four.pdf() == chart.on(poster="2x2").picture.pdf()


def test_a_picture_of_a_poster_is_one_page():
    picture = hemgraph.load("compression").chart().on(poster="2x2").picture
    assert picture.png(36).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("tiles", "said"),
    [("2", "is no poster"), ("0x1", "is no poster"), ("11x10", "too large"), ("2x2x2", "is no poster")],
)
def test_what_is_no_poster_is_refused(tiles, said):
    with pytest.raises(HemgraphError, match=said):
        poster_of(A4, tiles)


def test_a_page_as_large_as_its_chart_makes_no_poster(tmp_path):
    done = CliRunner().invoke(main, ["draw", "--paper", "fit", "--poster", "2x2", "-o", str(tmp_path / "x.pdf")])
    assert done.exit_code == 1
    assert "a poster has sheets of" in done.output


def test_a_sheet_begins_with_what_the_one_before_ends_with():
    """Seen, not reckoned: the strips that are glued over each other show the same."""
    document = pypdfium2.PdfDocument(hemgraph.load("vertebral-hemangioma").chart().on(poster="2x2").picture.pdf())
    scale = 2
    first, right, below = (document[n].render(scale=scale).to_pil().convert("L") for n in (0, 1, 2))
    wide, tall = first.size
    edge, strip = round(EDGE_OF_SHEET * scale), round(2 * MARGIN * scale)

    def differing(one, other):
        both = ImageChops.difference(one, other).point(lambda v: 255 if v > 128 else 0)
        return both.histogram()[255] / (one.size[0] * one.size[1])

    over = 2 * scale + 2  # the dotted line where the next sheet begins
    ends, begins = (
        first.crop((wide - edge - strip + over, edge, wide - edge - over, tall - edge)),
        right.crop((edge + over, edge, edge + strip - over, tall - edge)),
    )
    assert sum(ends.histogram()[:128]) > 200, "something is drawn there"
    assert differing(ends, begins.resize(ends.size)) < 0.015
    ends, begins = (
        first.crop((edge, tall - edge - strip + over, wide - edge, tall - edge - over)),
        below.crop((edge, edge + over, wide - edge, edge + strip - over)),
    )
    assert sum(ends.histogram()[:128]) > 200
    assert differing(ends, begins.resize(ends.size)) < 0.015
