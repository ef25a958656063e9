"""The first page of a handout is the answer; nothing that stands behind it is dropped in silence."""

from __future__ import annotations

import re
from dataclasses import replace

import pypdfium2
import pytest
from pages import NOW, STAMP, flat, page_texts

import hemgraph
from hemgraph.chart import Chart, Picture, Stamp
from hemgraph.chart.model.imprint import made_line
from hemgraph.chart.print.answer import answer
from hemgraph.chart.print.handout import handout
from hemgraph.files.bank_file import read_bank
from hemgraph.files.shelf import bank_paths
from hemgraph.wording import STANCES
from hemgraph.wording.citing import entered_texts, remarks

GRAPH = hemgraph.load("vertebral-hemangioma")
CASES = read_bank(bank_paths("vertebral-hemangioma")[0]).cases
TOY = """hemgraph: 1
id: toy
title: Toy
version: 1.0.0
status: draft
findings:
  pain: {ask: Pain?, type: boolean}
  age: {ask: Age?, type: number, unit: a, range: [0, 120]}
  fever: {ask: Fever?, type: boolean}
interventions: {NAMES}
start: weigh
nodes:
  weigh:
    title: Is it serious?
    KEY: [{pain: yes}, {age: '>= 65'}, {fever: yes}]
    branches: [{when: yes, go: treat}, {when: no, go: watch}]
  treat:
    title: Treat
    recommend: [ITEMS]
    caution: [CAUTIONS]
  watch: {title: Watch, silent: yes}
"""


def toy(tmp_path, key="any_of", items=1, cautions=1):
    """A graph whose one action has so many recommendations, every third to avoid."""
    stances = ["do", "consider", "avoid"]
    text = TOY.replace("{NAMES}", "{" + ", ".join(f"i{n}: {{name: Measure {n}}}" for n in range(items)) + "}")
    rows = (f"{{{stances[n % 3]}: i{n}, detail: dose {n} of some more words}}" for n in range(items))
    text = (
        text.replace("ITEMS", ", ".join(rows))
        .replace("KEY: [", f"{key}: [")
        .replace("at_least:", "count: 2\n    at_least:")
    )
    text = text.replace("CAUTIONS", ", ".join(f"{{text: Beware of {n}}}" for n in range(cautions)))
    path = tmp_path / "toy.yaml"
    path.write_text(text)
    return hemgraph.load(path)


def printed(trace, stamp=STAMP, **more):
    return page_texts(Picture(Chart(trace.graph), trace, stamp, **more).pdf())


@pytest.mark.parametrize("entry", CASES[::4], ids=lambda entry: entry.id)
def test_page_1_has_all_that_is_recommended_the_findings_and_the_cautions(entry):
    trace = GRAPH.trace(GRAPH.case(entry.entries, entry.id))
    first, *others = printed(trace, parts="handout")
    assert "DRAFT:notforuse" in first
    for given in trace.recommendations:
        said = given.recommendation
        disputed = "(≠disputed)" if said.disputed else ""
        words = flat(f"{STANCES[given.stance]}{given.name}{disputed}")
        assert words in first, "its stance stands on its line"
        assert flat(said.detail) in first
        assert flat(said.timing) in first
    for words in (*(s.text for s in remarks(trace).cautions), *entered_texts(trace)):
        assert flat(words) in first
    assert "more" not in re.sub("moremorbidity|moremustbeknown|nomore|and[0-9]+more", "", first) or "page2" not in first
    assert "Thepath" in others[0]
    assert not any("Werecommend" in text for text in others)


def test_the_answer_comes_first_then_the_chart_then_the_path():
    trace = GRAPH.trace(GRAPH.case(CASES[4].entries, "c"))
    texts = printed(trace)
    charts = [n for n, text in enumerate(texts) if "path,inorder" in text]
    path = next(n for n, text in enumerate(texts) if "whatdecidedit" in text)
    assert charts == list(range(1, 1 + len(charts)))
    assert path == charts[-1] + 1
    assert f"thechart:page{charts[0] + 1};thepath,whodisagreesandthesources:page{path + 1}" in texts[0]


def test_an_oval_names_the_page_behind_the_answer():
    trace = GRAPH.trace({"stage": "initial", "deficit": "progressive", "compression": "cord", "enneking": "s3"})
    texts = printed(trace)
    found = [(n, page) for text in texts for n, page in re.findall(r"to(\d+),page(\d)", text)]
    assert ("26", "3") in found
    for box, page in found:
        title = next(
            flat(getattr(GRAPH.model.nodes[name], "title", ""))
            for name, n in GRAPH.model.boxes.items()
            if n == int(box)
        )
        assert f"{box}{title[:10]}" in texts[int(page) - 1]
    alone = "".join(printed(trace, parts="chart"))
    assert "to26,page2" in alone, "without an answer before it"


@pytest.mark.parametrize("items", [3, 70, 150])
def test_what_is_not_on_page_1_is_counted_there(tmp_path, items):
    texts = printed(toy(tmp_path, items=items, cautions=12).trace({"pain": True}), parts="handout")
    answers = texts[: next(n for n, text in enumerate(texts) if "Thepath" in text and "whatdecidedit" in text)]
    everywhere = "".join(answers)
    names = [f"Measure{n}:dose{n}of" for n in range(items)]
    assert all(name in everywhere for name in names), "nothing is dropped"
    later = [n for n, name in enumerate(names) if name not in answers[0]]
    warned = [n for n in range(12) if not re.search(f"Bewareof{n}(?!\\d)", answers[0])]
    if items == 3:
        assert len(answers) == 1
        assert "tobeavoided" not in answers[0]
        return
    assert later
    assert f"{len(later)}morerecommendations,{sum(n % 3 == 2 for n in later)}ofthemtoavoid" in answers[0]
    assert f"{len(warned)}caution" in answers[0]
    assert "page2" in answers[0]
    assert "Pain:Yes" in answers[0], "the findings stand on the first page all the same"


@pytest.mark.parametrize(
    ("key", "case", "said", "unsaid"),
    [
        ("any_of", {"pain": True, "age": 40, "fever": False}, "decided by Pain: Yes", "Age"),
        ("any_of", {"pain": False, "age": 70, "fever": False}, "decided by Age: 70 years", "Fever"),
        ("any_of", {"pain": False, "age": 40, "fever": False}, "decided by Pain: No; Age: 40 years; Fever: No", "Yes"),
        ("all_of", {"pain": True, "age": 40, "fever": True}, "decided by Age: 40 years", "Fever"),
    ],
)
def test_the_path_says_what_decided_a_combined_question(tmp_path, key, case, said, unsaid):
    (step, *_) = handout(toy(tmp_path, key).trace(case))["path"]
    assert step["read"] == said
    assert unsaid not in step["read"]


def test_what_a_plain_question_read_is_said_only_where_its_answer_does_not_say_it():
    trace = GRAPH.trace(
        {"stage": "initial", "deficit": "progressive", "compression": "cord", "enneking": "s2", "extraosseous": True}
    )
    read = {step["box"]: (step["answer"], step["read"]) for step in handout(trace)["path"]}
    assert read[1] == ("First management", "")
    assert read[7] == ("Cord or cauda equina", "")
    assert read[31][1] == ("" if read[31][0] == "Stage 2" else "What is the Enneking stage: Stage 2")


def test_what_is_recommended_is_grouped_by_box_in_the_order_of_the_path():
    trace = GRAPH.trace(
        {"stage": "initial", "deficit": "progressive", "compression": "cord", "enneking": "s2", "extraosseous": True}
    )
    groups = answer(trace)["groups"]
    order = [step.box for step in trace.path]
    assert [row["box"] for row in groups] == [box for box in order if box in {row["box"] for row in groups}]
    assert sum(len(row["items"]) for row in groups) == len(trace.recommendations)


def test_a_case_without_an_id_is_that_of_its_time():
    trace = GRAPH.trace({"stage": "initial"})
    when = flat(NOW.isoformat(sep=" ", timespec="minutes"))
    assert all(f"Caseof{when}" in text for text in printed(trace))
    assert made_line(trace, Stamp()) == "Case without an id"


def test_past_its_review_date_the_answer_says_so_and_a_reviewed_graph_is_for_use():
    reviewed = replace(GRAPH.model, status="reviewed")
    trace = replace(GRAPH.trace({"stage": "initial"}), graph=reviewed)
    assert "notforuse" not in printed(trace, parts="handout")[0]
    late = Stamp("0.1.0", NOW.replace(year=2031))
    assert "EXPIRED:notforuse" in printed(trace, late, parts="handout")[0]


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("case", [CASES[0], CASES[4], CASES[-1]], ids=lambda entry: entry.id)
def test_no_text_touches_a_rule_and_blanks_have_room(case, paper):
    drawing = GRAPH.chart(GRAPH.trace(GRAPH.case(case.entries, case.id)), now=NOW).on(paper, parts="handout")
    document = pypdfium2.PdfDocument(drawing.picture.pdf())
    blanks = 0
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_charbox(n) for n in range(text.count_chars()) if text.get_text_range(n, 1).strip()]
        boxes = [box for box in boxes if box[3] - box[1] < 30]  # but for the letters of DRAFT across the page
        for rule in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=5):
            left, bottom, right, top = rule.get_bounds()
            if top - bottom > 2 or right - left < 30:
                continue
            near = [b for b in boxes if b[0] < right and b[2] > left]
            assert not [b for b in near if b[1] < top and b[3] > bottom], "a rule goes through a text"
            above = min((b[1] - top for b in near if b[1] > top), default=99)
            if "Signature:" in text.get_text_bounded(left, bottom - 14, right, bottom):
                blanks += 1
                assert above > 25, "room for a signature"
    assert blanks == 1
