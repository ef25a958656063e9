"""Where a page could mislead: what a hostile reviewer found, each so that it can be seen again."""

from __future__ import annotations

import pytest
from reader import Reader
from test_accessible import WHOLE
from test_journeys import html

import hemgraph
from hemgraph.errors import HemgraphError
from hemgraph.interview import Interview

HEAD = "hemgraph: 1\nid: trap\ntitle: Trap\nversion: {version}\nstatus: draft\ninterventions: {{x: {{name: Operate}}, y: {{name: Steroid}}}}\n"
JOINT = """
findings: {a: {ask: A?, type: boolean}, b: {ask: B?, type: boolean}, c: {ask: C?, type: boolean}}
start: q
nodes:
  q: {title: Two of three?, at_least: {count: 2, of: [{a: yes}, {b: yes}, {c: yes}]},
      branches: [{when: yes, go: act}, {when: no, go: wait}, {when: unknown, go: wait}]}
  act: {title: Operate at once, recommend: [{do: x}]}
  wait: {title: Waiting, silent: yes}
"""
FIRST = """
findings: {a: {ask: A?, type: boolean}, size: {ask: Size?, type: number, unit: mm, range: [0, 100]}}
start: act
nodes:
  act: {title: Steroid at once, recommend: [{do: y, timing: at once}], caution: [{text: Mind the sugar}], then: q}
  q: {ask: a, branches: [{when: yes, go: s}, {when: no, go: end}]}
  s: {ask: size, branches: [{when: '< 30', go: end}, {when: '>= 30', go: other}]}
  end: {title: The end, recommend: [{consider: x}]}
  other: {title: The other end, recommend: [{avoid: x}]}
"""
SMALL = """
findings: {{a: {{ask: A?, type: boolean}}{more}}}
start: q
nodes:
  q: {{ask: a, branches: [{{when: yes, go: {yes}}}, {{when: no, go: end}}]}}
{nodes}  act: {{title: Operate, recommend: [{{do: x}}]}}
  end: {{title: The end, silent: yes}}
"""


@pytest.fixture
def load(tmp_path):
    def load_(body, version="1.0.0", more=""):
        file = tmp_path / f"trap-{version}.yaml"
        file.write_text(HEAD.format(version=version) + more + body, encoding="utf-8")
        return hemgraph.load(file)

    return load_


def test_what_matters_only_together_is_asked(opened, load):
    graph = load(JOINT)
    reader = Reader(opened(graph.chart().html()), keys=False)
    assert reader.page.locator(".question.next").count() == 3
    assert "This is so while the answer at box 1 is not known" in reader.result()
    reader.answer("a", "yes")
    reader.answer("b", "yes")
    assert "Operate at once" in reader.result()
    interview = Interview(graph, {})
    assert interview.question().finding.id == "a"
    interview.answer("a", "no")
    interview.answer("b", "no")
    assert interview.question() is None  # the third alone changes nothing


def test_phrases_cannot_turn_what_is_advised(load):
    for phrases in (
        "do: Avoid",
        "avoid: We recommend",
        "do: Consider, consider: 'we  recommend.'",
        "disputed: Avoid",
        "refused: Recommendation",
    ):
        with pytest.raises(HemgraphError, match="reads like that for"):
            load(JOINT, more=f"phrases: {{{phrases}}}\n")
    old, new = load(JOINT), load(JOINT, "1.0.1", "phrases: {do: Do, not_known: Unknown}\n")
    assert "the phrase `do` is `Do`, was `We recommend`" in old.diff(new).structure.words


def test_recommendations_before_the_first_question_are_shown(opened, load):
    reader = Reader(opened(load(FIRST).chart().html()), keys=False)
    for text in ("We recommend, whatever the answers to what is missing", "Steroid", "at once", "Mind the sugar"):
        assert text in reader.result()


def test_versions_with_other_findings_are_each_asked_their_own(opened, load):
    old = load(SMALL.format(more="", yes="act", nodes=""))
    more = "  r: {ask: b, branches: [{when: yes, go: act}, {when: no, go: end}]}\n"
    new = load(SMALL.format(more=", b: {ask: B?, type: boolean}", yes="r", nodes=more), "2.0.0")
    page = opened(new.chart(old.diff(new)).html(), "", 1280)
    reader = Reader(page, keys=False)
    row = next(
        n for n, text in enumerate(page.locator(".issue").all_inner_texts()) if "->" in text and "Operate" in text
    )
    reader.press(f'[data-key="play:{row}"]')
    assert page.locator("#the-player").is_visible()
    reader.press('[data-play="end_play"]')
    before = page.evaluate("[...document.querySelectorAll('.pane g.node.before')].map(g => g.id)")
    assert {"q", "act"} <= set(before)
    assert "The other version: Box" in reader.result()
    reader.press('[data-key="version:old"]')
    assert "Not asked by this version: B?" in reader.result()
    assert "Operate" in reader.result()
    number = page.locator(".pane #act").get_attribute("aria-label").split(".")[0]
    assert page.locator("#the-result .leaf .box").inner_text() == number  # as on the chart
    page.emulate_media(media="print")
    assert page.locator(".versions .paper").is_visible()
    assert "Old version 1.0.0" in page.locator(".versions .paper").inner_text()


def test_a_patient_who_is_refused_is_not_played(opened, load):
    old = load(SMALL.format(more=", p: {ask: P?, type: boolean}", yes="act", nodes=""))
    never = "impossible: [{p: yes, a: yes, because: Never}]\n"
    new = load(SMALL.format(more=", p: {ask: P?, type: boolean}", yes="act", nodes=""), "2.0.0", never)
    page = opened(new.chart(old.diff(new)).html(), "", 1280)
    reader = Reader(page, keys=False)
    row = next(n for n, text in enumerate(page.locator(".issue").all_inner_texts()) if "no longer allows" in text)
    reader.press(f'[data-key="play:{row}"]')
    assert reader.head() == "These findings are refused"
    assert not page.locator("#the-player").is_visible()


def printed(page):
    """What is visible on paper, as a reader of the page finds it."""
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return page.evaluate("document.body.innerText")


def test_nothing_stands_in_front_of_a_handout(opened):
    page = opened(html(), WHOLE, 1280)
    page.locator("g.node.action").first.dispatch_event("click")
    assert page.locator("dialog").count() == 1
    assert "Maximal resection" in printed(page)
    page.locator("dialog").wait_for(state="detached")


def test_a_path_that_is_being_played_is_printed_whole(opened):
    page = opened(html(), WHOLE, 1280)
    reader = Reader(page, keys=False)
    whole = reader.lit()
    reader.press('[data-key="play"]')
    assert len(reader.lit()) == 1
    printed(page)
    assert reader.lit() == whole


def test_paper_says_where_each_answer_leads_and_what_was_entered(opened):
    text = printed(opened(html(), "#stage=after_surgery&deficit=none&resection=unknown", 1280))
    assert "Subtotal: can still lead to Box" in text
    refused = printed(opened(html(), "#stage=initial&imaging=typical&enneking=s3&pain=mild", 1280))
    assert "Is there pain from the lesion: Mild" in refused


def test_a_page_of_one_case_names_it_for_no_other(opened):
    graph = hemgraph.load("vertebral-hemangioma")
    case = graph.case({"stage": "initial", "deficit": "progressive"}, "c-1")
    text = graph.chart(graph.trace(case)).html()
    assert "c-1" not in text
    page = opened(text, "", 1280)
    reader = Reader(page, keys=False)
    reader.press("#the-begin button")
    page.reload()
    assert reader.head() == "Answer"  # the case does not come back by itself


def test_a_link_puts_no_words_into_the_mouth_of_the_page(opened):
    page = opened(html(), "#Give%20dexamethasone%20at%20once=%E2%80%AEx&deficit=%E2%80%AEnone", 1280)
    reader = Reader(page, keys=False)
    assert reader.head() == "These findings are refused"
    everything = page.evaluate("document.body.innerText") + reader.voice()
    assert "dexamethasone at once" not in everything.lower().replace("steroid", "")
    assert "\u202e" not in everything


def test_the_focus_is_never_lost(opened):
    reader = Reader(opened(html(), WHOLE, 1280), keys=True)
    reader.press('[data-key="play"]')
    reader.press('[data-play="end_play"]')
    assert reader.page.evaluate("document.activeElement.dataset.key") == "play"
    changes = "document.querySelector('[data-key=\"changes\"] > summary')"
    assert reader.page.evaluate(f"({changes}.click(), {changes}.parentElement.querySelectorAll('button').length)"), (
        "made too late for the next key"
    )
    reader.page.evaluate(f"{changes}.focus()")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")  # try the first change
    assert reader.focused() == "the-answer-head"


def test_a_number_that_was_typed_is_kept_until_it_is_entered(opened, load):
    page = opened(load(FIRST).chart().html(), "#a=yes", 1280)
    page.locator("#value-size").fill("45 mm")
    page.locator('[data-key="open:a"]').click()
    assert page.locator("#value-size").input_value() == "45 mm"
    page.locator("#the-begin button").first.click()  # another patient
    page.locator('[data-key="a=yes"]').click()
    assert page.locator("#value-size").input_value() == ""


def test_a_row_is_chosen_only_while_its_patient_is_shown(opened, load):
    old = load(SMALL.format(more="", yes="act", nodes=""))
    new = load(SMALL.format(more="", yes="end", nodes=""), "2.0.0")
    page = opened(new.chart(old.diff(new)).html(), "#a=no&~row=1", 1280)
    assert not page.locator(".issue.chosen").count()
    page.evaluate("location.hash = '#a=yes&~row=1'")
    page.wait_for_selector(".issue.chosen")


def test_many_answers_that_lead_on_do_not_freeze_the_page(opened, load):
    options = ", ".join(f"o{n}: Option {n}" for n in range(60))
    findings = ", ".join(f"b{n}: {{ask: B{n}?, type: boolean}}" for n in range(9))
    of = ", ".join(f"{{b{n}: yes}}" for n in range(9))
    body = f"""
findings: {{k: {{ask: K?, type: choice, options: {{{options}}}}}, {findings}}}
start: q
nodes:
  q: {{ask: k, branches: [{{when: o0, go: end}}, {{when: otherwise, go: many}}]}}
  many: {{title: Many?, at_least: {{count: 5, of: [{of}]}}, branches: [{{when: yes, go: act}}, {{when: no, go: other}}]}}
  act: {{title: Act, recommend: [{{do: x}}]}}
  other: {{title: Other, recommend: [{{do: x}}]}}
  end: {{title: The end, silent: yes}}
"""
    page = opened(load(body).chart().html(), "#k=o0", 1280)
    page.locator('[data-key="changes"] > summary').click()
    page.get_by_text("needs more work than a page may take").first.wait_for(timeout=15_000)
