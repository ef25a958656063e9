"""Paper: exactly its size, the same bytes under the same time, text that can be read and found."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest
from drawing import chart_of, generated, small
from pages import margins_are_white

import hemgraph
from hemgraph.chart import Chart, Picture, Stamp
from hemgraph.chart.model.sections import Division
from hemgraph.chart.print.paper import A3, FIT, paper_of
from hemgraph.errors import HemgraphError

SIZES = {"a4": (595.276, 841.89), "letter": (612, 792), "a3": (841.89, 1190.551)}
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
STAMP = Stamp("0.1.0", NOW)


def text_of(pdf, page=None):
    """The text of a PDF, or of one of its pages."""
    document = pypdfium2.PdfDocument(pdf)
    pages = range(len(document)) if page is None else [page]
    return "\n".join(document[n].get_textpage().get_text_bounded() for n in pages)


@pytest.mark.parametrize("paper", SIZES)
def test_every_page_is_exactly_the_paper(paper):
    pdf = Picture(chart_of("lumbar"), stamp=STAMP, paper=paper_of(paper)).pdf()

    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            box = [float(v) for v in page.mediabox]
            assert sorted(box[2:]) == pytest.approx(sorted(SIZES[paper]), abs=0.1)
            assert box[:2] == [0, 0]


def test_the_same_bytes_under_the_same_time():
    def made():
        return Picture(chart_of("lumbar"), stamp=STAMP)

    assert made().pdf() == made().pdf()
    assert made().png() == made().png()
    assert made().svg() == made().svg()


def test_fonts_are_ours_and_embedded():
    pdf = Picture(chart_of("compression"), stamp=STAMP).pdf()

    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = [
            o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all("LiberationSans" in str(font.FontName) for font in fonts)
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_the_pdf_is_titled_tagged_and_in_its_language():
    pdf = Picture(chart_of("compression"), stamp=STAMP).pdf()

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "en"
        assert document.open_metadata()["pdfuaid:part"] == "1"
        assert "/StructTreeRoot" in document.Root
        assert hemgraph.load("compression").model.title in str(document.docinfo.Title)


@pytest.mark.parametrize("name", ["lumbar", "l3", "compression", "vertebral-hemangioma"])
def test_all_that_a_page_must_say_is_on_it(name):
    graph = hemgraph.load(name)
    text = text_of(Picture(Chart(graph.model), stamp=STAMP).pdf())
    flat = " ".join(text.split())

    for words in (
        "DRAFT",
        graph.model.version,
        graph.model.sha256[:12],
        str(graph.model.review_by),
        "clinical judgement" if "clinical judgement" in flat else "judgement",
    ):
        assert words in flat
    for intervention in {r.intervention for n in graph.model.leaves for r in n.recommend}:
        assert graph.model.interventions[intervention] in flat, intervention


@pytest.mark.parametrize(
    ("name", "paper", "least"),
    [
        ("lumbar", "a4", 8),
        ("compression", "a4", 8),
        ("l3", "a3", 8),
        ("vertebral-hemangioma", "a3", 8),
        ("vertebral-hemangioma", "a4", 8.4),
        ("vertebral-hemangioma", "letter", 8),
    ],
)
def test_text_is_large_enough(name, paper, least):
    """The integrated graph is in sections on A4 and Letter, and on one page of A3."""
    picture = Picture(chart_of(name), stamp=STAMP, paper=paper_of(paper))
    assert picture.text_size() >= least
    assert len(picture.sheets()) == (4 if name == "vertebral-hemangioma" and paper != "a3" else 1)


def test_text_is_as_large_as_the_chart_says():
    """Measured in the finished PDF, on the box of a leaf."""
    chart = chart_of("vertebral-hemangioma")
    picture = Picture(chart, stamp=STAMP, paper=A3, division=Division.OFF)
    document = pypdfium2.PdfDocument(picture.pdf())
    page = document[0].get_textpage()
    found = page.search("Observe; no").get_next()
    _, bottom, _, top = page.get_charbox(found[0])
    capital = (top - bottom) / (1409 / 2048 + 0.03)  # Liberation's capitals, with the overshoot of the O

    assert capital == pytest.approx(picture.text_size(), rel=0.08)


def test_the_case_stands_on_the_page_with_units_and_unknowns():
    graph = hemgraph.load("vertebral-hemangioma")
    trace = graph.trace({"stage": "initial", "deficit": "progressive"})
    flat = " ".join(text_of(Picture(Chart(graph.model), trace, STAMP).pdf(), 0).split())

    assert "Rapidly progressive" in flat
    assert "2026-11-21 09:30" in flat
    assert "0.1.0" in flat


def test_past_its_review_date_it_says_expired():
    graph = hemgraph.load("lumbar").model
    late = Stamp("0.1.0", datetime(2031, 1, 1, tzinfo=UTC))

    assert "EXPIRED" in text_of(Picture(Chart(graph), stamp=late).pdf(), 0)
    assert "EXPIRED" in Picture(Chart(graph), stamp=late).svg()
    assert "EXPIRED" not in text_of(Picture(Chart(graph), stamp=STAMP).pdf(), 0)


def test_markup_in_a_text_is_text_on_the_page():
    text = "#panic() *x* $y$ <z> @here // no"
    pdf = Picture(Chart(small(leaf=text, title=text)), stamp=STAMP).pdf()

    assert text.replace(" ", "") in "".join(text_of(pdf).split())


@pytest.mark.long
def test_a_large_graph_prints():
    pdf = Picture(Chart(generated(3, conditions=30)), stamp=STAMP, paper=A3).pdf()

    assert len(pypdfium2.PdfDocument(pdf)) >= 2


def test_a_png_is_the_first_page():
    png = Picture(Chart(small()), stamp=STAMP).png(ppi=72)

    assert png.startswith(b"\x89PNG")
    assert sorted(int.from_bytes(png[n : n + 4], "big") for n in (16, 20)) == pytest.approx([595, 842], abs=1)


def test_an_unknown_paper_is_refused():
    with pytest.raises(HemgraphError, match="a4, letter, a3"):
        paper_of("a5")


def test_the_language_is_that_of_the_graph():
    pdf = Picture(Chart(small(language="de")), stamp=STAMP).pdf()

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "de"


@pytest.mark.long
def test_the_same_bytes_with_no_fonts_installed(tmp_path):
    """A picture of the text is made from the font that comes along, whatever the machine has."""
    names = {}
    for kind, more in (
        ("with", {}),
        ("without", {"FONTCONFIG_FILE": os.devnull, "FONTCONFIG_PATH": str(tmp_path), "HOME": str(tmp_path)}),
    ):
        names[kind] = [tmp_path / f"{kind}{ending}" for ending in (".svg", ".pdf", ".png")]
        words = [
            "draw",
            "compression",
            "--case",
            "emergency",
            *(word for name in names[kind] for word in ("-o", str(name))),
        ]
        script = f"import sys; sys.argv = ['hemgraph', *{words!r}]; from hemgraph.cli import main; main()"
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", **more},
            capture_output=True,
        )
    for one, other in zip(names["with"], names["without"], strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_a_chart_too_long_for_one_text_of_a_pdf_still_prints():
    """PDF/A holds 32,767 bytes in a text: the words for those who do not see the chart are cut, and say so."""
    picture = Picture(Chart(generated(5, conditions=100)), stamp=STAMP, paper=FIT)
    assert len(picture.words()) > 16_000

    with pikepdf.open(io.BytesIO(picture.pdf())) as document:
        told = [str(o["/Alt"]) for o in document.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o]
    assert max(map(len, told)) < 16_000
    assert any(text.endswith("The rest is in the chart in words (.txt).") for text in told)


def test_a_word_wider_than_the_page_is_broken():
    long = "x" * 200
    document = pypdfium2.PdfDocument(Picture(Chart(small(title=long)), stamp=STAMP).pdf())
    for n in range(len(document)):
        assert margins_are_white(document[n])


def test_many_long_sources_are_named_by_their_ids_in_the_footer():
    graph = hemgraph.load("compression").model
    many = {name: replace(source, title=source.title * 12) for name, source in graph.sources.items()}
    pdf = Picture(Chart(replace(graph, sources=many)), stamp=STAMP).pdf()
    first, *_, last = [" ".join(text_of(pdf, n).split()) for n in range(len(pypdfium2.PdfDocument(pdf)))]
    assert "Sources: compression (" in first
    assert "Management of Aggressive" in last
