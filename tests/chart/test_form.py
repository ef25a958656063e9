"""The blank form: every finding that is asked, in the order of the boxes, with all its answers."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner

import hemgraph
from hemgraph.chart.print.form import asked
from hemgraph.cli import main

TOY = (Path(__file__).parent.parent / "graphs" / "good" / "toy.yaml").read_text()


def words(pdf):
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    return " ".join(text.split())


@pytest.mark.parametrize("name", ["lumbar", "l3", "compression", "vertebral-hemangioma"])
def test_a_form_has_each_finding_that_is_asked_in_the_order_of_its_first_box(name):
    graph = hemgraph.load(name)
    text = words(graph.form().makers()[".pdf"]())
    rows = asked(graph.model)
    places = [text.index(graph.model.findings[finding].ask) for finding in rows]
    assert places == sorted(places)
    assert [boxes[0] for boxes in rows.values()] == sorted(boxes[0] for boxes in rows.values())
    assert text.count("not known") == len(rows) + 1  # the lead says it too
    for finding in rows:
        for label in graph.model.findings[finding].labels.values():
            assert label in text
    assert "DRAFT" in text
    assert "Does not replace" in text or "does not replace" in text


def test_a_number_has_a_line_its_unit_and_its_range_and_each_question_its_boxes(tmp_path):
    (tmp_path / "toy.yaml").write_text(TOY)
    graph = hemgraph.load(tmp_path / "toy.yaml")
    assert asked(graph.model) == {"pain": [1], "fracture": [3], "size": [3]}
    text = words(graph.form().makers("letter")[".pdf"]())
    assert "box 3 Largest diameter? mm (0 to 200) not known" in text
    assert "box 1 How bad is the pain? No pain Mild pain Refractory pain not known" in text


def test_what_a_file_says_is_text_on_the_form(tmp_path):
    said = "#eval(1) *bold* $x$ [how] \\u0041 <b>"
    (tmp_path / "toy.yaml").write_text(TOY.replace("ask: How bad is the pain?", f"ask: '{said}'"))
    assert said in words(hemgraph.load(tmp_path / "toy.yaml").form().makers()[".pdf"]())


def test_the_page_is_exactly_the_paper_and_the_pdf_is_accessible():
    now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    made = hemgraph.load("lumbar").form(now=now).makers("letter")[".pdf"]()
    pdf = pikepdf.open(io.BytesIO(made))
    assert [float(side) for side in pdf.pages[0].MediaBox] == [0, 0, 612, 792]
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert made == hemgraph.load("lumbar").form(now=now).makers("letter")[".pdf"]()


def test_the_form_is_written_from_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["draw", "lumbar", "--form"])
    assert (done.exit_code, Path("output/lumbar-form.pdf").stat().st_size > 5000) == (0, True)
    done = CliRunner().invoke(main, ["draw", "lumbar", "--form", "-o", "f.png"])
    assert done.exit_code == 0
    assert Path("f.png").read_bytes().startswith(b"\x89PNG")
    for arguments, code, said in (
        (["--case", "incidental"], 2, "a form is blank"),
        (["-o", "f.svg"], 1, "the endings are .pdf .png"),
        (["--paper", "fit", "-o", "f.pdf"], 1, "a form has no paper `fit`"),
    ):
        done = CliRunner().invoke(main, ["draw", "lumbar", "--form", *arguments])
        assert done.exit_code == code
        assert re.search(re.escape(said), done.output)
