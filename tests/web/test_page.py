"""The file itself: one, small, closed; and every text in it is data."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from reader import Reader
from strategies import make_graph

import hemgraph
from hemgraph.api import Graph
from hemgraph.case import Case
from hemgraph.chart.web.script import EVALUATOR, VIEW, script, source
from hemgraph.errors import HemgraphError
from hemgraph.finding import Finding, Test
from hemgraph.graph import (
    Action,
    Branch,
    Claim,
    Condition,
    Conflict,
    Impossible,
    IntendedUse,
    Recommendation,
    Source,
    Special,
    Stance,
    Statement,
    Weighing,
)  # fmt: skip
from hemgraph.values.domains import Boolean, Choice
from hemgraph.values.sets import Members
from hemgraph.wording.phrases import PHRASES

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WORDS = [
    "</script><script>alert(1)</script>", "<!--<script>", "]]>", '"><img src=x onerror=alert(1)>', "{word:print} {data}",
    "&lt;b&gt; &amp;", "javascript:alert(1)", "${alert(1)} `x`", "\\u003c/script>", "</style><svg onload=alert(1)>", "' onclick='alert(1)",
]  # fmt: skip


def page_of(graph, **more):
    return (
        Graph(graph).chart(now=NOW, **more).html()
        if not isinstance(graph, Graph)
        else graph.chart(now=NOW, **more).html()
    )


def embedded(text):
    return json.loads(re.search(r'<script type="application/json" id="the-data">(.*?)</script>', text, re.DOTALL)[1])


@pytest.mark.parametrize("name", ["vertebral-hemangioma", "lumbar", "l3", "compression"])
def test_it_is_one_small_file_that_loads_nothing(name):
    text = page_of(hemgraph.load(name))
    assert len(text.encode()) < 400_000
    assert not re.search(
        r"(src|href|action|poster|data)=[\"'](?!#|data:image/svg\+xml;base64,)",
        text.replace(json.dumps(embedded(text)), ""),
    )
    assert not re.search(
        r"url\(|@import|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|localStorage|sessionStorage|indexedDB|cookie|eval\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write",
        script() + source("page.css"),
    )
    assert not re.search(r"<[^>]+\sstyle=|<[^>]+\son[a-z]+=", text[: text.index('<script type="application/json"')])


def test_the_policy_names_the_one_script_and_the_one_style():
    text = page_of(hemgraph.load("lumbar"))
    policy = html.unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1])
    for kind, pattern in (("script", r'<script type="module">(.*?)</script>'), ("style", r"<style>(.*?)</style>")):
        (body,) = re.findall(pattern, text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "form-action 'none'" in policy


def test_the_same_graph_and_time_give_the_same_bytes():
    assert page_of(hemgraph.load("l3")) == page_of(hemgraph.load("l3"))


def test_the_names_of_the_modules_do_not_clash():
    names = [
        name for module in (*EVALUATOR, *VIEW)
        for name in re.findall(r"^(?:export )?(?:function\*?|class|const|let) ([A-Za-z_]+)", source(f"{module}.js"), re.MULTILINE)
    ]  # fmt: skip
    assert len(names) == len(set(names))
    for module in (*EVALUATOR, *VIEW):
        assert len(source(f"{module}.js").splitlines()) <= 350
        wanted = set(re.findall(r'from "\./([a-z]+)\.js"', source(f"{module}.js")))
        order = (*EVALUATOR, *VIEW)
        assert all(order.index(name) < order.index(module) for name in wanted), module


INDIRECT = {
    "do", "consider", "avoid", "cautions", "outcomes", "date", "name", "signature", "why_none", "why_one", "why_many",
    "refused", "broken", "undecided", "no_guidance", "recommendation", "not_on_path", "entered", "answer_it", "change",
    "run", "pause", "first_box", "previous_box", "next_box", "last_box", "end_play", "zoom_in", "zoom_out", "show_it", "play_patient",
    "version_old", "version_new", "issues", "coverage", "difference", "cohort", "moves",
}  # fmt: skip
"""Phrases that are said by a name in a variable."""


def test_every_phrase_is_used_and_none_is_missing():
    said = set(re.findall(r'say\(\s*"([a-z_]+)"', script())) | set(
        re.findall(r"\{word:([a-z_]+)\}", source("page.html"))
    )
    assert said | INDIRECT == PHRASES.keys()
    for name in INDIRECT - {"issues", "coverage", "difference", "cohort", "moves"}:
        assert re.search(rf'["`]{name}["`]', script()) or name.startswith("version_"), name


def hostile(word):
    """A graph in which every text is hostile."""
    said = Recommendation("i0", Stance.DO, f"d {word}", f"t {word}", f"b {word}", ("s1.a",), "k1")
    findings = {
        "a": Finding(
            "a", f"ask {word}?", Choice(("one", "two")), {"one": f"one {word}", "two": f"two {word}"}, f"help {word}"
        ),
        "b": Finding("b", f"other {word}?", Boolean(), {}),
    }
    nodes = {
        "start": Condition("start", "a", (Branch(Members(("one",)), "weigh"), Branch(Members(("two",)), "end"), Branch(Special.UNKNOWN, "end")), f"title {word}", ("s1.a",), note=f"note {word}", approved_by=f"by {word}"),
        "weigh": Condition("weigh", Weighing("any_of", 1, ((Test("b", Members((True,))),),)), (Branch(Members((True,)), "end"), Branch(Members((False,)), "other")), f"weigh {word}"),
        "end": Action("end", f"end {word}", (said,), reassess="start", expect=(Statement(f"expect {word}", ("s1.a",)),), caution=(Statement(f"caution {word}"),), cites=("s1.a",), note=f"more {word}", section=f"section {word}"),
        "other": Action("other", f"silent {word}", silent=True),
    }  # fmt: skip
    return make_graph(
        nodes, findings, (Impossible((Test("a", Members(("two",))), Test("b", Members((False,)))), f"never {word}"),),
        title=f"graph {word}", interventions={"i0": f"intervention {word}"}, version="1.0.0",
        sources={"s1": Source("s1", f"source {word}", f"by {word}", f"on {word}", f"state {word}", f"scope {word}")},
        claims={"s1.a": Claim("s1.a", f"claim {word}", (1,))}, abbreviations={"ask": f"long {word}"},
        conflicts={"k1": Conflict("k1", "conflict", {"side": ("s1.a",)}, f"decided {word}", ("i0",), (), f"reason {word}")},
        intended_use=IntendedUse("p", "u", f"who {word}", f"not {word}"), language='en" onload="alert(1)',
        phrases={"start_again": f"again {word}", "questions": f"questions {word}", "why": f"why {word}"},
    )  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_every_text_is_data(opened, word):
    graph = Graph(hostile(word))
    text = graph.chart(now=NOW, cases=[Case({"a": "one"}, f"case {word}")]).html()
    page = opened(text)
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    reader = Reader(page, keys=False)
    reader.answer("a", "one")
    reader.answer("b", "yes")
    for part in page.locator("details").all():
        part.evaluate("e => { e.open = true }")
    page.wait_for_timeout(100)
    shown = page.evaluate("document.body.innerText")
    seen = re.sub(r"\s+", " ", page.evaluate("document.body.textContent") + shown)
    for kind in (
        "graph", "ask", "one", "title", "end", "intervention", "d", "t", "b", "claim", "source", "decided", "reason", "expect", "caution",
        "note", "who", "not", "again", "questions", "why", "case", "long", "weigh",
    ):  # fmt: skip
        assert re.sub(r"\s+", " ", f"{kind} {word}") in seen, kind
    kinds = page.evaluate(
        "[...document.querySelectorAll('script, img, iframe, object, embed, link, base, [onload], [onerror], [onclick]')].map(e => e.outerHTML.slice(0, 60))"
    )
    assert [k.split(" ")[0] for k in kinds] == ["<link", "<script", "<script"]
    page.evaluate("location.hash = '#a=two&b=no'")
    page.wait_for_function("document.getElementById('the-answer-head').textContent.includes('refused')")
    assert f"Never {word}".replace("`", "") in reader.result().replace("`", "")


@pytest.mark.parametrize("word", ["a\u2028b", "a\u202eb", "a\u2066b", "a\x00b", "a\u200bb", "a\ufeffb"])
def test_characters_that_hide_how_text_is_read_are_refused(word):
    for graph in (
        replace(hemgraph.load("lumbar").model, title=word),
        replace(hemgraph.load("lumbar").model, phrases={"why": word}),
        replace(
            hemgraph.load("lumbar").model,
            interventions={**hemgraph.load("lumbar").model.interventions, "surveillance_imaging": word},
        ),
    ):
        with pytest.raises(HemgraphError, match="cannot be drawn"):
            page_of(graph)


@pytest.mark.parametrize("word", ["word " * 20_000, "w" * 100_000])
def test_a_very_long_text_breaks_nothing(opened, word):
    graph = hostile("x")
    node = graph.nodes["end"]
    graph = replace(
        graph,
        nodes={**graph.nodes, "end": replace(node, recommend=(replace(node.recommend[0], detail=word),), note=word)},
    )
    page = opened(page_of(graph), "#a=one&b=yes", 390)
    assert word.strip() in page.evaluate("document.body.textContent")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_graph_can_bring_the_words_of_its_language(tmp_path, opened):
    file = tmp_path / "german.yaml"
    text = """
hemgraph: 1
id: german
title: Ein Versuch
version: 1.0.0
status: draft
language: de
phrases: {questions: Fragen, not_known: Nicht bekannt, to_box: zu Kasten {box}}
findings: {a: {ask: Schmerz?, type: boolean}}
interventions: {x: {name: Etwas}}
start: q
nodes:
  q: {ask: a, branches: [{when: yes, go: e}, {when: no, go: e2}]}
  e: {title: Ende, recommend: [{do: x}]}
  e2: {title: Anderes, silent: yes}
"""
    file.write_text(text.replace("to_box: zu Kasten {box}", "to_box: 'zu Kasten {box}'"), encoding="utf-8")
    page = opened(hemgraph.load(file).chart().html())
    assert page.locator("#the-questions-head").inner_text() == "Fragen"
    assert page.locator('[data-key="a=yes"]').inner_text().split("\n")[-1] == "zu Kasten 2"
    assert page.evaluate("document.documentElement.lang") == "de"
    file.write_text(text.replace("to_box: zu Kasten {box}", "to_bx: a, why: [], box: '{text}'"), encoding="utf-8")
    with pytest.raises(HemgraphError) as caught:
        hemgraph.load(file)
    said = str(caught.value)
    assert "unknown phrase `to_bx`" in said
    assert "did you mean `to_box`" in said
    assert "the phrase `why` is one text" in said
    assert "the phrase `box` keeps what stands in braces" in said


@pytest.mark.parametrize(
    ("today", "said"), [("2027-05-21", "DRAFT"), ("2027-05-22", "DRAFT · EXPIRED"), ("2031-01-01", "DRAFT · EXPIRED")]
)
def test_a_file_that_is_opened_too_late_says_so(browser, tmp_path, today, said):
    file = tmp_path / "page.html"
    file.write_text(page_of(hemgraph.load("lumbar")), encoding="utf-8")
    page = browser.new_page(timezone_id="UTC")
    page.clock.set_fixed_time(f"{today}T12:00:00Z")
    page.goto(file.as_uri())
    assert page.locator("#the-status").inner_text() == said
    page.close()


def test_a_reviewed_graph_has_no_mark(opened):
    page = opened(page_of(replace(hemgraph.load("lumbar").model, status="reviewed")))
    assert not page.locator("#the-status").is_visible()
