"""Reviews in the browser: issues, differences and coverage, each with its place and a patient who plays through."""

from __future__ import annotations

from functools import cache

import pytest
from planted import planted
from reader import Reader
from test_journeys import everywhere

import hemgraph
from hemgraph.bank import coverage_of, run_bank
from hemgraph.files.bank_file import read_bank
from hemgraph.files.shelf import bank_paths


@cache
def review():
    return planted().check()


@cache
def html():
    return planted().chart(review()).html()


@everywhere
def test_the_three_planted_faults_are_found_on_the_chart(opened, width, keys):
    """Each is in the list; `Show` leads to its box, and its patient walks into it."""
    page = opened(html(), "", width)
    reader = Reader(page, keys=keys)
    wanted = {
        "overlap": ("after_surgery_deficit", "more than one branch takes deficit progressive"),
        "gap": ("resection", "no branch takes resection complete"),
        "property_violated": ("radiotherapy_complete", None),
    }
    for code, (node, said) in wanted.items():
        number = next(n for n, issue in review().numbered if issue.code == code)
        issue = dict(review().numbered)[number]
        row = page.locator(f"#row-{number}")
        assert code.replace("_", " ") in row.inner_text()
        assert issue.message.split("`")[0].strip().lower()[:20] in row.inner_text().lower()
        reader.press(f'[data-key="row:{number}"]')
        assert page.locator(".pane .now").count() == 1
        assert node in reader.lit()
        if said:
            assert reader.head() == "The graph has a fault here"
            assert said in reader.result()
        else:
            assert reader.head() == "Recommendation"
        assert page.locator(f".issue.chosen #row-{number}, #row-{number}.chosen").count() == 1
        reader.press(f'[data-key="play:{number}"]')
        for _ in range(20):
            if node in reader.lit():
                break
            reader.press('[data-play="next_box"]')
        way = [name for name, _ in issue.witness.path]
        assert reader.lit() <= set(way)
        assert page.locator(f"#{node}.now").count() == 1
        reader.press('[data-play="end_play"]')


@pytest.mark.parametrize("keys", [False, True])
def test_what_differs_is_played_in_both_versions(opened, keys):
    old, new = hemgraph.load("vertebral-hemangioma"), planted()
    difference = old.diff(new)
    page = opened(new.chart(difference).html(), "", 1920)
    reader = Reader(page, keys=keys)
    rows = page.locator(".issue").all_inner_texts()
    assert "The meaning" in rows[0] or "kinds of change" in rows[0]
    number = next(
        n for n, text in enumerate(rows) if "Radiotherapy" in text and "no answer" not in text and "->" in text
    )
    reader.press(f'[data-key="row:{number}"]')
    entries = {name: {"yes": True, "no": False}.get(value, value) for name, value in reader.entries().items()}
    assert len(entries) == len(new.model.findings)  # a whole patient
    was, now = old.trace(entries), new.trace(entries)
    assert was.leaf != now.leaf
    assert reader.lit() == {step.node for step in now.path}
    before = set(
        page.evaluate("[...document.querySelectorAll('.pane g.node.before')].map(g => g.id).filter(id => id !== 'S0')")
    )
    assert before == {step.node for step in was.path}
    assert now.path[-1].text in reader.result()
    assert f"The other version: Box {old.model.boxes[was.leaf]}" in reader.result()
    reader.press('[data-key="version:old"]')
    assert reader.lit() == {step.node for step in was.path}
    assert f"The other version: Box {new.model.boxes[now.leaf]}" in reader.result()


def test_what_no_case_takes_and_what_fails(opened, tmp_path):
    bank = tmp_path / "bank.yaml"
    bank.write_text(
        "graph: lumbar\ncases:\n"
        "  - {id: good, findings: {stage: after_surgery, deficit: none, resection: subtotal}}\n"
        "  - {id: bad, findings: {stage: after_surgery, deficit: none}, expect: {status: silent}}\n",
        encoding="utf-8",
    )
    graph = hemgraph.load("lumbar")
    run = run_bank(graph, read_bank(bank))
    coverage = coverage_of([run])
    page = opened(graph.chart(coverage).html(), "", 1024)
    reader = Reader(page, keys=False)
    rows = page.locator(".issue").all_inner_texts()
    assert "Case bad failed" in rows[1]
    assert "Expected status silent, got incomplete" in rows[1]
    assert len(rows) == 2 + len(coverage.unseen_branches)
    reader.press('[data-key="play:1"]')
    assert page.locator("#the-player").is_visible()
    assert reader.entries() == {"stage": "after_surgery", "deficit": "none"}
    reader.press('[data-key="row:2"]')
    assert page.locator(".pane .label.now, .pane .node.now").count() == 1


@cache
def shipped():
    graph = hemgraph.load("vertebral-hemangioma")
    (bank,) = (read_bank(path) for path in bank_paths(graph.model.id))
    return graph, [graph.case(case.entries, case.id) for case in bank.cases]


def test_worked_cases_can_be_loaded(opened):
    graph, cases = shipped()
    page = opened(graph.chart(cases=cases).html(), "", 1024)
    reader = Reader(page, keys=True)
    for case in cases[:12:4]:
        page.select_option("#the-case", label=case.id)
        reader.press("#the-case + button")
        assert reader.lit() == {step.node for step in graph.trace(case).path}


def test_a_page_of_a_case_begins_with_it(opened):
    graph, cases = shipped()
    page = opened(graph.chart(graph.trace(cases[0])).html(), "", 1024)
    reader = Reader(page, keys=True)
    assert reader.lit() == {step.node for step in graph.trace(cases[0]).path}
    reader.press("#the-begin button")
    assert reader.lit() == set()
    assert reader.head() == "Answer"
