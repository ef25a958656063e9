"""Questions that have nothing to do with each other, and conditions that count: decided, and right where all can be told by hand."""

from __future__ import annotations

import random

import pytest

import hemgraph
from hemgraph.interview import Interview

HEAD = """hemgraph: 1
id: made
title: Made
version: 1.0.0
status: draft
start: q0
findings:
"""


def load(tmp_path, text):
    path = tmp_path / "made.yaml"
    path.write_text(text)
    return hemgraph.load(str(path))


def screens(tmp_path, count):
    """So many questions in a row; a yes adds one recommendation."""
    rows = [HEAD]
    rows += [f"  s{n}: {{ask: 'Sign {n}?', type: boolean}}\n" for n in range(count)]
    rows += ["interventions:\n", *(f"  a{n}: {{name: Measure {n}}}\n" for n in range(count)), "nodes:\n"]
    for n in range(count):
        after = f"q{n + 1}" if n + 1 < count else "end"
        rows.append(f"  q{n}: {{ask: s{n}, branches: [{{when: yes, go: do{n}}}, {{when: no, go: {after}}}]}}\n")
        rows.append(f"  do{n}: {{title: Do {n}, recommend: [{{do: a{n}}}], then: {after}}}\n")
    return load(tmp_path, "".join([*rows, "  end: {title: End}\n"]))


def counting(tmp_path, needed, of):
    """One question: so many of some signs."""
    rows = [HEAD, *(f"  s{n}: {{ask: 'Sign {n}?', type: boolean}}\n" for n in range(of))]
    tests = ", ".join(f"{{s{n}: yes}}" for n in range(of))
    rows += ["interventions: {a: {name: Rest}}\nnodes:\n"]
    rows += [f"  q0:\n    title: Enough?\n    at_least: {{count: {needed}, of: [{tests}]}}\n"]
    rows += ["    branches: [{when: yes, go: much}, {when: no, go: little}]\n"]
    return load(tmp_path, "".join([*rows, "  much: {title: Much, recommend: [{do: a}]}\n  little: {title: Little}\n"]))


@pytest.mark.parametrize("count", [16, 40])
def test_independent_questions_are_no_trouble(tmp_path, count):
    graph = screens(tmp_path, count)
    rng = random.Random(count)
    for _ in range(20):
        case = {f"s{n}": rng.random() < 0.5 for n in range(count) if rng.random() < 0.7}
        trace = graph.trace(case)
        given = [given.intervention for given in trace.recommendations]
        assert given == [f"a{n}" for n in range(count) if case.get(f"s{n}")]
        unknown = [f"s{n}" for n in range(count) if f"s{n}" not in case]
        assert (trace.leaf is None) == bool(unknown)
        assert [missing.finding for missing in trace.missing] == unknown[:1]
        assert trace.reachable == ("end",)
        if unknown:
            assert list(graph.explain(case).matter) == unknown


def test_an_interview_goes_through_independent_questions(tmp_path):
    interview = Interview(screens(tmp_path, 16), {"s3": True}, "fewest")
    asked = []
    while question := interview.question():
        asked.append(question.finding.id)
        interview.answer(question.finding.id, "no")
    assert asked == [f"s{n}" for n in range(16) if n != 3]
    assert [given.intervention for given in interview.trace().recommendations] == ["a3"]


@pytest.mark.parametrize(("needed", "of"), [(10, 20), (50, 100)])
def test_a_condition_that_counts_is_decided_as_soon_as_it_can_be(tmp_path, needed, of):
    graph = counting(tmp_path, needed, of)
    for yes, no in ((needed, 0), (needed - 1, 0), (0, of - needed + 1), (0, of - needed), (needed - 1, of - needed)):
        case = {f"s{n}": n < yes for n in range(yes + no)}
        trace = graph.trace(case)
        leaf = "much" if yes >= needed else "little" if of - no < needed else None
        assert trace.leaf == leaf
        left = [f"s{n}" for n in range(yes + no, of)]
        assert [missing.finding for missing in trace.missing] == (left if leaf is None else [])
        assert list(trace.did_not_matter) == ([] if leaf is None else left)


@pytest.mark.parametrize("make", [lambda path: screens(path, 40), lambda path: counting(path, 10, 20)])
def test_compiled_python_says_the_same(tmp_path, make):
    graph = make(tmp_path)
    compiled, rng = graph.compile(), random.Random(1)
    for share in (1.0, 1.0, 0.9, 0.6, 0.3):
        for _ in range(20):
            case = {name: rng.random() < 0.5 for name in graph.model.findings if rng.random() < share}
            assert compiled.trace(case) == graph.trace(case)
            if share == 1.0:
                assert compiled.leaf_and_path(case)[0] == graph.trace(case).leaf
