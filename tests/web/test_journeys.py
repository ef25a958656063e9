"""What people do with the page: by mouse and by keyboard alone, on a phone, a tablet and a projector."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import pytest
from reader import Reader
from reference import values_of

import hemgraph
from hemgraph.errors import RefusedCase
from hemgraph.files.bank_file import read_bank
from hemgraph.files.shelf import bank_paths

WIDTHS = [390, 1024, 1920]
EVERYWHERE = [(width, keys) for width in WIDTHS for keys in (False, True)]
everywhere = pytest.mark.parametrize(
    ("width", "keys"), EVERYWHERE, ids=lambda v: {True: "keys", False: "mouse"}.get(v, str(v))
)


@cache
def graph():
    return hemgraph.load("vertebral-hemangioma")


@cache
def html():
    return graph().chart().html()


@cache
def worked():
    return {c.id: graph().case(c.entries, c.id) for path in bank_paths(graph().model.id) for c in read_bank(path).cases}


def told(reader, trace):
    """That the page says what the trace says: its end, its path, every recommendation, in its order."""
    heads = {"recommended": "Recommendation", "silent": "No guidance", "incomplete": "Not enough is known"}
    assert reader.head() == heads[trace.status]
    assert reader.lit() == {step.node for step in trace.path}
    drawn = re.findall(r'class="edge taken" data-from="([^"]*)" data-to="([^"]*)"', graph().chart(trace).picture.svg())
    assert drawn
    assert reader.lit_edges() == set(drawn)  # the edges that `draw` marks
    said = reader.page.locator("#the-result > .stance li > strong").all_inner_texts()
    assert sorted(said) == sorted(given.name for given in trace.recommendations)
    shown = reader.page.locator("#the-result .path li > a.box").all_inner_texts()
    assert shown == [str(step.box) for step in trace.path]
    if trace.leaf:
        assert f"{graph().model.boxes[trace.leaf]} {trace.path[-1].text}" in reader.result()


@everywhere
def test_from_the_first_answer_to_the_recommendation(opened, width, keys):
    case = worked()["emergency-extraosseous"].findings
    reader = Reader(opened(html(), width=width), keys=keys)
    assert reader.head() == "Answer"
    asked = reader.answer_all(case)
    assert asked[0] == "stage"
    trace = graph().trace({name: case[name] for name in asked if name in case})
    told(reader, trace)
    assert reader.focused() == "the-answer-head"
    for given in trace.recommendations:
        assert given.name in reader.voice()
    assert "disputed" in reader.result()
    assert "Who disagrees" in reader.result()


@everywhere
def test_a_change_of_mind(opened, width, keys):
    reader = Reader(
        opened(html(), "#stage=initial&deficit=stable&compression=cord&embolization_feasible=yes", width), keys=keys
    )
    reader.press('[data-key="open:deficit"]')
    reader.answer("deficit", "none")
    kept = {"stage": "initial", "deficit": "none", "compression": "cord", "embolization_feasible": "yes"}
    assert reader.entries() == kept
    told(
        reader,
        graph().trace({"stage": "initial", "deficit": "none", "compression": "cord", "embolization_feasible": True}),
    )
    assert reader.focused() == "ask-imaging"  # what is asked next
    reader.page.go_back()
    reader.page.wait_for_function("location.hash.includes('stable')")
    told(
        reader,
        graph().trace({"stage": "initial", "deficit": "stable", "compression": "cord", "embolization_feasible": True}),
    )
    reader.page.go_forward()
    reader.page.wait_for_function("location.hash.includes('deficit=none')")
    assert reader.entries() == kept
    reader.press('[data-key="open:compression"]')
    reader.press('[data-key="clear:compression"]')
    assert "compression" not in reader.entries()


@everywhere
def test_an_unknown_that_matters(opened, width, keys):
    reader = Reader(opened(html(), "#stage=after_surgery&deficit=none", width), keys=keys)
    reader.answer("resection", "unknown")
    told(reader, graph().trace({"stage": "after_surgery", "deficit": "none"}))
    assert "To be known next" in reader.result()
    assert not reader.page.locator(".question.next").count()


@everywhere
def test_an_unknown_that_does_not_matter(opened, width, keys):
    case, idle = _with_an_idle_unknown()
    reader = Reader(opened(html(), "", width), keys=keys)
    reader.answer_all(case)
    told(reader, graph().trace(case))
    assert (
        f"{graph().model.findings[idle].ask} Not known; no answer to it alone would change this result."
        in reader.result()
    )


@cache
def _with_an_idle_unknown():
    random, values = Random(1), values_of(graph().model)
    while True:
        case = {name: random.choice(some) for name, some in values.items() if random.random() < 0.8}
        try:
            trace = graph().trace(case)
        except RefusedCase:
            continue
        if trace.did_not_matter and trace.status == "recommended":
            return case, trace.did_not_matter[0]


@everywhere
def test_a_contradiction_is_refused(opened, width, keys):
    start = "#stage=initial&deficit=none&compression=none&imaging=typical"
    reader = Reader(opened(html(), start, width), keys=keys)
    reader.press("#the-form details[data-key=all] > summary")
    reader.press('[data-key="open:enneking"]')
    assert "contradicts other answers" in reader.page.locator('[data-key="enneking=s3"]').inner_text()
    reader.answer("enneking", "s3")
    assert reader.head() == "These findings are refused"
    assert "Stage 3 means growth outside the bone" in reader.result()
    assert not reader.page.locator(".stance").count()
    assert "no patient can have" in reader.voice()
    reader.press('[data-key="drop:enneking"]')
    assert reader.head() != "These findings are refused"
    assert "enneking" not in reader.entries()


@everywhere
def test_a_teaching_link(opened, width, keys):
    case = worked()["emergency-extraosseous"].findings
    reader = Reader(opened(html(), "", width), keys=keys)
    reader.answer_all(case)
    link = reader.page.evaluate("location.hash")
    again = Reader(opened(html(), link, width), keys=keys)
    assert again.result() == reader.result()
    told(again, graph().trace(case))
    again.press('[data-key="play"]')
    assert again.page.locator("#the-player").is_visible()
    assert again.lit() == {"stage"}
    again.press('[data-play="next_box"]')
    assert len(again.lit()) == 2
    again.press('[data-play="end_play"]')
    told(again, graph().trace(case))


def test_a_broken_link_is_refused_whole(opened):
    page = opened(html())
    reader = Reader(page, keys=False)
    for broken in (
        "#stage=initial&stage=recurrence", "#stage=nowhere", "#__proto__=1", "#age=3&constructor=yes", "#%", "#=1", "#stage",
        "#stage=initial&deficit=%3Cimg%20src=x%20onerror=alert(1)%3E", "#~row=1e99&~version=<b>&stage=\u202eno",
    ):  # fmt: skip
        page.evaluate("fragment => { location.hash = fragment }", broken)
        page.wait_for_function(
            "document.getElementById('the-answer-head').textContent === 'These findings are refused'"
        )
        assert reader.lit() == set()
        page.evaluate("location.hash = ''")
        page.wait_for_function("document.getElementById('the-answer-head').textContent === 'Answer'")


@pytest.mark.parametrize("keys", [False, True])
def test_an_edge_of_the_chart_answers(opened, keys):
    """One that stands for one value is taken; one that stands for several opens their question."""
    reader = Reader(opened(html(), ""), keys=keys)
    page = reader.page
    labels = page.evaluate(
        "[...document.querySelectorAll('.pane g.label')].map(g => [g.id, g.querySelector('title').textContent])"
    )
    by_text = {text: key for key, text in reversed(labels)}
    reader.press(f"#{by_text['First management']}" + (" a" if keys else ""))
    assert reader.entries() == {"stage": "initial"}
    several = next(key for key, text in labels if text == "Typical on MRI or aggressive features")
    reader.press(f"#{several}" + (" a" if keys else ""))
    assert reader.entries() == {"stage": "initial"}  # nothing is assumed
    near = page.locator(".option.near").evaluate_all("all => all.map(e => e.dataset.key)")
    assert near == ["imaging=typical", "imaging=aggressive"]
    reader.answer("imaging", "aggressive")
    assert reader.entries() == {"stage": "initial", "imaging": "aggressive"}


def test_an_action_of_the_chart_tells_what_it_says(opened):
    reader = Reader(opened(html(), "", 1920), keys=True)
    reader.reach("#mri_first, g.node.action")
    reader.page.keyboard.press("Enter")
    dialog = reader.page.locator("dialog")
    assert dialog.is_visible()
    assert "We recommend" in dialog.inner_text() or "Consider" in dialog.inner_text()
    reader.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
