"""What a trace says where the graph is at fault, where an unknown did not matter, and where the work is too much."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from threading import Thread
from types import MappingProxyType

import pytest
from strategies import make_graph

import hemgraph
from hemgraph.api import Graph
from hemgraph.diagram import conditions, passing
from hemgraph.errors import BrokenLogic, NotDecided
from hemgraph.finding import Finding, Test
from hemgraph.graph import Action, Branch, Condition, Recommendation, Special, Stance, Weighing
from hemgraph.report.text import trace_text
from hemgraph.values.domains import Boolean, Choice, Number
from hemgraph.values.sets import Members, parse_set

TOY = Path(__file__).parent / "graphs" / "good" / "toy.yaml"
SIZE = Finding("size", "Size?", Number(Decimal(0), Decimal(40), Decimal(1), "mm", integer=True), {})
PAIN = Finding("pain", "Pain?", Choice(("none", "mild", "bad")), {"none": "No pain", "mild": "Mild", "bad": "Bad"})
FLAG = Finding("flag", "Red flag?", Boolean(), {})
FINDINGS = {f.id: f for f in (SIZE, PAIN, FLAG)}
YES, NO = Members((True,)), Members((False,))


def branch(finding, test, go):
    return Branch(parse_set(FINDINGS[finding].domain, test), go)


def graph(*nodes, **more):
    return Graph(make_graph({node.id: node for node in nodes}, FINDINGS, **more))


def leaf(name, *given, **more):
    return Action(name, name, recommend=tuple(Recommendation(i, s) for i, s in given), **more)


def test_a_value_that_no_branch_takes_is_refused_by_name():
    gap = graph(
        Condition("ask", "size", (branch("size", "< 20", "a"), branch("size", "> 20", "b"))), leaf("a"), leaf("b")
    )
    with pytest.raises(BrokenLogic, match="box 1 `ask`: no branch takes `size` 20 mm; there are `< 20`, `> 20`"):
        gap.trace({"size": 20})
    assert gap.trace({}).status == "incomplete"  # some value goes on, so it is asked for


def test_a_value_that_two_branches_take_is_refused_by_name():
    overlap = graph(
        Condition("ask", "size", (branch("size", "<= 20", "a"), branch("size", ">= 20", "b"))), leaf("a"), leaf("b")
    )
    with pytest.raises(BrokenLogic, match="more than one branch takes `size` 20 mm: `<= 20` to `a` and `>= 20` to `b`"):
        overlap.trace({"size": 20})


def test_two_branches_to_one_target_are_no_fault():
    same = graph(Condition("ask", "size", (branch("size", "<= 20", "a"), branch("size", ">= 20", "a"))), leaf("a"))
    trace = same.trace({"size": 20})
    assert (trace.leaf, trace.path[0].branch) == ("a", 0)


def test_a_combined_answer_without_a_branch_is_refused_by_name():
    weigh = Weighing("any_of", 1, ((Test("flag", YES),), (Test("size", parse_set(SIZE.domain, "> 30")),)))
    gap = graph(Condition("ask", weigh, (Branch(YES, "a"),), title="Bad?"), leaf("a"))
    with pytest.raises(BrokenLogic, match="box 1 `ask`: no branch takes the answer no; there are `yes`"):
        gap.trace({"flag": False, "size": 3})


def test_a_condition_where_no_value_goes_on_is_refused_even_when_nothing_is_known():
    dead = graph(
        Condition("ask", "flag", (Branch(YES, "next"), Branch(NO, "next"))),
        Condition("next", "pain", (branch("pain", "bad", "a"), branch("pain", "bad", "b"))),
        leaf("a"),
        leaf("b"),
    )
    with pytest.raises(BrokenLogic, match="no branch takes `pain` none"):
        dead.trace({})


def test_a_path_that_says_do_and_avoid_is_refused():
    clash = graph(
        Action("first", "First", recommend=(Recommendation("i1", Stance.AVOID),), then="last"),
        leaf("last", ("i1", Stance.CONSIDER)),
    )
    with pytest.raises(BrokenLogic, match="`last` says consider and `first` says avoid of `i1`, on one path"):
        clash.trace({})


def test_the_same_recommendation_met_twice_is_listed_once_with_both_citations():
    twice = graph(
        Action("first", "First", recommend=(Recommendation("i1", Stance.DO, cites=("a.one",)),), then="last"),
        Action("last", "Last", recommend=(Recommendation("i1", Stance.DO, cites=("a.two", "a.one"), because="So"),)),
    )
    (given,) = twice.trace({}).recommendations
    assert (given.node, given.recommendation.cites, given.recommendation.because) == ("first", ("a.one", "a.two"), "So")


def test_an_unknown_that_did_not_matter_is_said_so():
    meets = graph(
        Condition("ask", "flag", (Branch(YES, "more"), Branch(NO, "end"))),
        Condition("more", "pain", (branch("pain", "none", "end"), Branch(Special.OTHERWISE, "end"))),
        leaf("end", ("i1", Stance.DO)),
    )
    trace = meets.trace({})
    assert (trace.status, trace.leaf) == ("recommended", "end")
    assert [step.node for step in trace.path] == ["ask", "end"]  # `more` lies on one way only
    assert trace.did_not_matter == ("flag",)
    assert "no answer to it alone would change this result" in trace_text(trace)

    # On the chart both boxes are marked, and no answer between them: which one is true is not known.
    svg = meets.chart(trace).picture.svg()
    assert 'id="end" class="node action taken"' in svg
    assert 'class="label taken"' not in svg


def test_an_unknown_that_changes_only_what_is_recommended_on_the_way_matters():
    differ = graph(
        Condition("ask", "flag", (Branch(YES, "extra"), Branch(NO, "end"))),
        Action("extra", "Extra", recommend=(Recommendation("i2", Stance.DO),), then="end"),
        leaf("end", ("i1", Stance.DO)),
    )
    trace = differ.trace({})
    assert trace.status == "incomplete"
    assert [given.intervention for given in trace.recommendations] == ["i1"]
    assert trace.reachable == ("end",)


def test_a_branch_for_unknown_is_taken_only_where_more_than_one_answer_is_possible():
    nodes = (
        Condition("ask", "pain", (branch("pain", "none", "a"), branch("pain", "mild, bad".split(", "), "b"), Branch(Special.UNKNOWN, "c"))),
        leaf("a"),
        leaf("b"),
        leaf("c"),
    )  # fmt: skip
    trace = graph(*nodes).trace({})
    assert (trace.leaf, trace.reachable, trace.did_not_matter) == ("c", ("a", "b", "c"), ())
    assert "Knowing more could still lead to another end: box 2, 3." in trace_text(trace)

    from hemgraph.graph import Impossible

    flagged = Impossible((Test("flag", YES), Test("pain", Members(("none",)))), "A flag hurts")
    known = graph(*nodes, impossible=(flagged,)).trace({"flag": True})
    assert (known.leaf, known.path[0].answer, known.path[0].label) == ("b", "unknown", "Mild or bad")


def test_what_the_others_leave_counts_as_known():
    from hemgraph.graph import Impossible

    only = Impossible((Test("flag", YES), Test("pain", Members(("none", "mild")))), "A flag hurts badly")
    trace = graph(
        Condition("ask", "pain", (branch("pain", "bad", "a"), Branch(Special.OTHERWISE, "b"))), leaf("a"), leaf("b"),
        impossible=(only,),
    ).trace({"flag": True})  # fmt: skip
    assert trace.leaf == "a"
    assert (trace.path[0].answer, dict(trace.path[0].read), trace.did_not_matter) == ("bad", {"pain": "bad"}, ())


def test_too_much_work_is_said_to_be_too_much(monkeypatch):
    monkeypatch.setattr(passing, "MOST_NODES", 2)
    meets = graph(
        Condition("ask", "pain", tuple(branch("pain", option, "end") for option in ("none", "mild", "bad"))),
        leaf("end", ("i1", Stance.DO)),
    )
    with pytest.raises(NotDecided) as refusal:
        Graph(replace(meets.model, nodes=MappingProxyType({**meets.model.nodes, "ask": nested(meets)}))).trace({})
    assert "more than 2 nodes of diagrams would be needed" in str(refusal.value)
    assert "give more findings" in str(refusal.value)


def nested(meets):
    """A question whose answers all lead to a second one, so that more than two cases must be walked."""
    weigh = Weighing("all_of", 2, ((Test("flag", YES),), (Test("pain", Members(("bad",))),)))
    return Condition("ask", weigh, (Branch(YES, "end"), Branch(NO, "end")), title="Both?")


def test_too_wide_a_condition_is_said_to_be_too_wide(monkeypatch):
    monkeypatch.setattr(conditions, "MOST_NODES", 2)
    weigh = Weighing("any_of", 1, tuple((Test("size", parse_set(SIZE.domain, str(n))),) for n in (1, 3, 5)))
    wide = graph(Condition("ask", weigh, (Branch(YES, "a"), Branch(NO, "b")), title="Odd?"), leaf("a"), leaf("b"))
    with pytest.raises(NotDecided, match="more than 2 nodes of diagrams"):
        wide.trace({"size": 1})


def test_threads_share_a_graph():
    shared = hemgraph.load("vertebral-hemangioma")
    cases = [{"stage": "initial", "deficit": d} for d in ("none", "stable", "progressive")] * 4
    alone = [hemgraph.load("vertebral-hemangioma").trace(case).path for case in cases]
    found = [None] * len(cases)

    def run(n):
        found[n] = shared.trace(cases[n]).path

    threads = [Thread(target=run, args=(n,)) for n in range(len(cases))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == alone


def test_nothing_of_a_graph_can_be_changed():
    toy = hemgraph.load(TOY).model
    with pytest.raises(TypeError):
        toy.nodes["x"] = None
    with pytest.raises(AttributeError):
        toy.title = "x"
    with pytest.raises(Exception, match="Frozen graph"):
        toy.network.add_node("x")
    with pytest.raises(TypeError, match="is not a condition"):
        toy.condition("cement")


def test_a_chart_is_saved_by_its_ending_and_shows_itself(tmp_path):
    toy = hemgraph.load(TOY)
    chart = toy.chart(toy.trace({"pain": "none"}))
    for ending, start in (
        ("pdf", b"%PDF"),
        ("png", b"\x89PNG"),
        ("svg", b"<svg"),
        ("dot", b"digraph"),
        ("txt", b"A toy"),
    ):
        chart.save(tmp_path / f"a.{ending}", paper="a4")
        assert (tmp_path / f"a.{ending}").read_bytes().startswith(start)
    assert chart._repr_svg_().count(" taken") > 4
    with pytest.raises(hemgraph.HemgraphError, match="has no ending that can be written here"):
        chart.save(tmp_path / "a.doc")
    assert repr(toy) == "<hemgraph toy 1.0.0, 4 nodes, draft>"


def test_tests_that_share_a_finding_are_weighed_together():
    """One of the two holds whatever the flag is, so nothing needs to be known."""
    weigh = Weighing("any_of", 1, ((Test("flag", YES),), (Test("flag", NO),)))
    both = graph(Condition("ask", weigh, (Branch(YES, "a"), Branch(NO, "b")), title="Any?"), leaf("a"), leaf("b"))
    trace = both.trace({})
    assert (trace.leaf, trace.path[0].answer, trace.reachable) == ("a", True, ("a",))
