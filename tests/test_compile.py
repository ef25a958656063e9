"""A compiled graph against the reference, row by row: answers, refusals and their messages.

`HEMGRAPH_COMPILE_CASES=200` takes so many cases of each random graph, and ten times as many graphs.
"""

from __future__ import annotations

import copy
import io
import os
import pickle
import re
import subprocess
import sys
import tokenize
from collections import ChainMap, OrderedDict, UserDict, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction
from functools import cached_property
from inspect import stack
from itertools import pairwise
from keyword import kwlist
from random import Random
from types import MappingProxyType

import pytest
from big_graphs import clinical_graph
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import values_of
from strategies import faulty_graph, make_graph, random_graph

import hemgraph
from hemgraph.api import Graph
from hemgraph.case import Case
from hemgraph.compile.paths import Paths
from hemgraph.compile.program import Program
from hemgraph.errors import BrokenLogic, Fault, HemgraphError, NotDecided, RefusedCase
from hemgraph.finding import Finding, Test
from hemgraph.graph import Action, Branch, Condition, Impossible, Recommendation, Special, Stance, Weighing
from hemgraph.report.json import dumps, trace_json
from hemgraph.report.text import trace_text
from hemgraph.results import Trace
from hemgraph.values.domains import Boolean, Choice, Number
from hemgraph.values.sets import Members, parse_set

LONG = int(os.environ.get("HEMGRAPH_COMPILE_CASES", "0"))
SEEDS = range(600 if LONG else 60)
CASES = LONG or 15
PARTS = [field.name for field in fields(Trace)]
SHIPPED = ("vertebral-hemangioma", "lumbar", "compression", "l3")


class Both:
    """The reference and the compiled graph, asked the same."""

    def __init__(self, graph):
        self.graph = graph if isinstance(graph, Graph) else Graph(graph)
        self.compiled = self.graph.compile()
        self.met = set()

    @cached_property
    def paths(self):
        return Paths(Program(self.graph.logic))

    def agree(self, case):
        """Both give the same trace, or refuse with the same words; so does leaf and path."""
        expected, found = answer(self.graph.trace, case), answer(self.compiled.trace, case)
        short = answer(self.compiled.leaf_and_path, case)
        if not isinstance(expected, Trace):
            assert found == expected
            assert short == expected
            self.met.add(expected[0])
            return found
        assert isinstance(found, Trace)
        for part in PARTS:
            assert getattr(found, part) == getattr(expected, part), part
        assert found == expected
        assert expected == found
        assert dumps(trace_json(found, "1")) == dumps(trace_json(expected, "1"))
        number = self.paths.number(expected)
        assert short == (expected.leaf, number)
        way = self.compiled.path(number)
        assert list(way.nodes) == [step.node for step in expected.path]
        self.met.add(type(found).__name__)
        return found


def answer(ask, case):
    try:
        return ask(case)
    except Exception as error:
        return type(error), str(error)


def any_case(random, values):
    """Findings of anybody, possible or not: some share of them known, on and around every boundary."""
    share = random.choice((0.5, 0.8, 1.0, 1.0))
    return {name: random.choice(some) for name, some in values.items() if random.random() < share}


def edges(graph):
    """Values of each finding: all options; of a number both ends and those at and beside every boundary."""
    found = {}
    for name, cells in graph.logic.space.cells.items():
        domain = cells.domain
        found[name] = [cells.sample(n) for n in range(cells.count)]
        if isinstance(domain, Number):
            near = domain.step or Decimal("0.0001")
            places = {domain.high, *(at + off for at, _ in cells.starts for off in (-near, 0, near))}
            found[name] = sorted(v for v in places if domain.fault(v) is None)
    return found


# ---- the same answers


@pytest.mark.parametrize("name", SHIPPED)
def test_the_graphs_that_come_along(name):
    both = Both(hemgraph.load(name))
    random, values = Random(name), edges(both.graph)
    for _ in range(CASES * 10):
        both.agree(Case(any_case(random, values), "some"))
    for _ in range(CASES * 5):  # of whom all is known: most are decided by the code
        both.agree(Case({finding: random.choice(some) for finding, some in values.items()}))
    assert both.met >= {"LaterTrace", "Trace"}


@pytest.mark.parametrize("make", [random_graph, faulty_graph])
def test_random_graphs(make):
    met = set()
    for seed in SEEDS:
        random = Random(seed)
        graph = make(random)
        both, values = Both(graph), values_of(graph)
        for _ in range(CASES):
            both.agree(Case(any_case(random, values)))
        met |= both.met
    assert met >= {"LaterTrace", "Trace", RefusedCase, BrokenLogic}


def test_a_case_is_refused_for_what_only_unknown_findings_would_allow():
    both = Both(joined_graph())
    yes, no = Test("a", Members((True,))), Test("a", Members((False,)))
    barred = replace(
        both.graph.model, impossible=(Impossible((yes, Test("b", parse_set(DAYS, "> 5")))), Impossible((no,)))
    )
    both = Both(barred)
    assert both.agree(Case({"b": Decimal(6)}))[0] is RefusedCase
    assert both.agree(Case({"b": Decimal(5)})).leaf == "few"
    assert both.agree(Case({"a": True, "b": Decimal(5)})).leaf == "few"


def test_where_one_thing_is_to_be_done_and_avoided_both_refuse():
    do, avoid = (Action(s, s, (Recommendation("i0", s),), then) for s, then in ((Stance.DO, "c"), (Stance.AVOID, None)))
    nodes = {
        "b": Condition("b", "a", (Branch(Members((True,)), "do"), Branch(Members((False,)), "c"))),
        "do": do,
        "c": Condition("c", "d", (Branch(Members((True,)), "avoid"), Branch(Members((False,)), "end"))),
        "avoid": avoid,
        "end": Action("end", "end"),
    }
    both = Both(make_graph(nodes, {name: Finding(name, name, Boolean(), {}) for name in "ad"}))
    assert both.agree(Case({"a": True, "d": True}))[0] is BrokenLogic
    assert both.agree(Case({"a": False, "d": True})).leaf == "avoid"
    assert both.agree(Case({"a": True, "d": False})).leaf == "end"
    assert both.agree(Case({"d": True})).status == "incomplete"


def test_many_branches_and_ranges_of_one_branch():
    """Options beyond a few, a number cut into twenty parts, and a branch that takes both ends of a range."""
    options = tuple(f"o{n}" for n in range(12))
    whens = [Members(options[:6]), Members(options[6:7]), Members(options[7:])]
    parts = [parse_set(DAYS, f"[{n}..{n + 1}{')' if n < 19 else ']'}") for n in range(20)]
    outer = parse_set(DAYS, "< 3, > 17"), parse_set(DAYS, "[3..17)"), parse_set(DAYS, "17")
    nodes = {
        "kind": Condition("kind", "kind", tuple(Branch(when, go) for when, go in zip(whens, ("part", "ends", "outer"), strict=True))),
        "part": Condition("part", "b", tuple(Branch(when, f"e{n}") for n, when in enumerate(parts))),
        "outer": Condition("outer", "b", tuple(Branch(when, f"e{n}") for n, when in enumerate(outer))),
        "ends": Condition("ends", "b", (Branch(outer[0], "outer"), Branch(Special.OTHERWISE, "part"))),
        **{f"e{n}": Action(f"e{n}", "end") for n in range(20)},
    }  # fmt: skip
    findings = {
        "kind": Finding("kind", "?", Choice(options), {o: o for o in options}),
        "b": Finding("b", "?", DAYS, {}),
    }
    both = Both(make_graph(nodes, findings))
    for option in options:
        for day in range(21):
            both.agree(Case({"kind": option, "b": Decimal(day)}))
    assert both.met == {"LaterTrace"}


def test_a_number_without_step_is_told_apart_at_every_kind_of_boundary():
    """Just below, on and just above: `(`, `[`, `)` and `]`, as one condition and among others."""
    tiny, ats = Decimal("1E-20"), [Decimal(text) for text in ("-1", "-0.5", "0", "0.5", "1")]
    parts = [parse_set(FREE, text) for text in ("< -1, (-0.5..0)", "[-1..-0.5]", "[0..0.5)", "[0.5..1], > 1")]
    ranges = [parse_set(FREE, text) for text in ("<= -1", "(-1..0)", "[0..0.5]", "(0.5..1)", ">= 1")]
    weighed = [parse_set(FREE, text) for text in ("(-1..0.5]", "[-0.5..1)", "<= 0, > 0.5, 0.25", "0.5")]
    clauses = tuple((Test("free", each), Test("a", Members((True,)))) for each in weighed)
    nodes = {
        "parts": Condition("parts", "free", tuple(Branch(each, f"w{n % 3 + 1}") for n, each in enumerate(parts))),
        **{
            f"w{n}": Condition(f"w{n}", Weighing("at_least", n, clauses), (Branch(Members((True,)), "ranges"), Branch(Members((False,)), "end")), "?")
            for n in (1, 2, 3)
        },
        "ranges": Condition("ranges", "free", tuple(Branch(each, f"e{n}") for n, each in enumerate(ranges))),
        **{name: Action(name, "end") for name in ("end", "e0", "e1", "e2", "e3", "e4")},
    }  # fmt: skip
    odd = Impossible((Test("free", parse_set(FREE, "(0..0.25], 1.25")), Test("a", Members((False,)))))
    findings = {"free": Finding("free", "?", FREE, {}), "a": Finding("a", "?", Boolean(), {})}
    both = Both(make_graph(nodes, findings, (odd,)))
    for at in (*ats, Decimal("0.25"), Decimal("1.25")):
        for value in (at - tiny, at, at + tiny):
            for known in ({"a": True}, {"a": False}, {}):
                both.agree(Case({"free": value, **known}))
    assert both.met == {"LaterTrace", "Trace", RefusedCase}


def test_one_branch_for_yes_and_no_still_says_which():
    ask = Weighing("any_of", 1, ((Test("a", Members((True,))),), (Test("b", parse_set(DAYS, "> 5")),)))
    nodes = {"w": Condition("w", ask, (Branch(Special.OTHERWISE, "end"),), "?"), "end": Action("end", "end")}
    both = Both(make_graph(nodes, {"a": Finding("a", "?", Boolean(), {}), "b": Finding("b", "?", DAYS, {})}))
    told = [both.agree(Case({"a": yes, "b": Decimal(day)})).path[0].answer for yes in (True, False) for day in (5, 6)]
    assert told == [True, True, False, True]
    assert both.met == {"LaterTrace"}


def test_what_is_not_asked_may_be_unknown():
    """The code decides a case of whom some findings are unknown, those of `impossible` too, and of a test in words."""
    both = Both(joined_graph())
    assert both.agree(Case({"b": Decimal(3)})).leaf == "few"
    assert both.agree(Case({"b": Decimal(3), "a": False})).leaf == "few"
    assert both.agree(Case({"b": Decimal(3), "size": Decimal(199)})).leaf == "few"
    assert both.met == {"LaterTrace"}
    both.agree(Case({"b": Decimal(7), "a": True, "size": Decimal(50), "kind": "big"}))  # `free` is beside `size`
    assert both.met == {"LaterTrace"}
    short = Case({"b": Decimal(7), "a": True, "size": Decimal(50), "kind": "big"})
    assert both.compiled.trace(short).did_not_matter == both.graph.trace(short).did_not_matter == ("free",)
    either = Weighing("any_of", 1, ((Test("b", parse_set(DAYS, "> 5")),), (Test("a", Members((True,))),)))
    nodes = {"w": Condition("w", either, (Branch(Members((True,)), "end"), Branch(Members((False,)), "end")), "?")}
    other = Both(make_graph({**nodes, "end": Action("end", "end")}, both.graph.model.findings))
    assert other.compiled.trace(Case({"b": Decimal(7)})).did_not_matter == ("a",)
    other.agree(Case({"b": Decimal(7)}))
    assert other.met == {"LaterTrace"}


# ---- large and deep


def test_a_chain_that_shares_nothing_is_cut_into_functions():
    names = [f"c{n}" for n in range(400)] + ["end"]
    nodes = {
        name: Condition(name, "a", (Branch(Members((False,)), f"e{n}"), Branch(Members((True,)), next)))
        for n, (name, next) in enumerate(pairwise(names))
    }
    nodes |= {name: Action(name, "end") for name in ("end", *(f"e{n}" for n in range(400)))}
    graph = Graph(make_graph(nodes, {"a": Finding("a", "a", Boolean(), {})}))
    case = Case({"a": True})
    assert graph.compile().trace(case) == graph.trace(case)


def test_a_chain_of_3200_conditions_needs_no_deep_stack_and_no_long_decimals():
    names = [f"c{n}" for n in range(3200)] + ["end", "end2"]
    nodes = {
        name: Condition(name, "ab"[n % 2], (Branch(Members((False,)), below), Branch(Members((True,)), next)))
        for n, (name, next, below) in enumerate(zip(names, names[1:], names[2:], strict=False))
    }
    findings = {name: Finding(name, name, Boolean(), {}) for name in "ab"}
    graph = Graph(make_graph({**nodes, "end": Action("end", "end"), "end2": Action("end2", "end")}, findings))
    case, limits = Case({"a": True, "b": True}), (sys.getrecursionlimit(), sys.get_int_max_str_digits())
    try:
        sys.set_int_max_str_digits(640)
        compiled = graph.compile()
        sys.setrecursionlimit(len(stack()) + 60)
        found, (leaf, number) = compiled.trace(case), compiled.leaf_and_path(case)
    finally:
        sys.setrecursionlimit(limits[0])
        sys.set_int_max_str_digits(limits[1])
    assert leaf == "end"
    assert len(str(number)) > 640
    assert [step.node for step in found.path] == names[:-1]
    assert compiled.path(number).nodes == tuple(names[:-1])


def test_actions_in_a_row_and_ladders_are_not_unfolded():
    rungs = 60  # 2 ** 60 paths
    nodes = {}
    for n in range(rungs):
        nodes[f"c{n}"] = Condition(
            f"c{n}", f"f{n}", (Branch(Members((True,)), f"l{n}"), Branch(Members((False,)), f"r{n}"))
        )
        for side in "lr":
            nodes[f"{side}{n}"] = Action(f"{side}{n}", side, then=f"c{n + 1}" if n + 1 < rungs else "a0")
    nodes |= {f"a{n}": Action(f"a{n}", "a", then=f"a{n + 1}") for n in range(1500)}
    nodes["a1500"] = Action("a1500", "end")
    findings = {f"f{n}": Finding(f"f{n}", "?", Boolean(), {}) for n in range(rungs)}
    graph = Graph(make_graph(nodes, findings))
    compiled, random = graph.compile(), Random(1)
    assert len(compiled.source.splitlines()) < 20 * rungs + 4 * 500
    for _ in range(3):
        case = Case({f: random.random() < 0.5 for f in findings})
        assert compiled.trace(case) == graph.trace(case)


def test_a_large_graph_grows_as_its_nodes():
    random = Random(3)
    both = Both(clinical_graph(random, 1500, 40))
    assert len(both.compiled.source.splitlines()) < 8 * 1500 + 4 * 500
    values = edges(both.graph)
    for _ in range(CASES * 2):
        case = Case({name: random.choice(some) for name, some in values.items()})
        assert answer(both.compiled.trace, case) == answer(both.graph.trace, case)


# ---- reading as strictly

DAYS = Number(Decimal(0), Decimal(20), Decimal(1), integer=True)
SIZE = Number(Decimal(0), Decimal(200), Decimal("0.5"), "mm")
FREE = Number(Decimal("-1.5"), Decimal("1.5"))


def joined_graph():
    """A finding of each type, all weighed by one condition after another."""
    findings = {
        "a": Finding("a", "A?", Boolean(), {}),
        "b": Finding("b", "B?", DAYS, {}),
        "size": Finding("size", "Size?", SIZE, {}),
        "free": Finding("free", "Free?", FREE, {}),
        "kind": Finding("kind", "Kind?", Choice(("true", "none", "big")), {"true": "T", "none": "N", "big": "B"}),
    }
    small = (Test("size", parse_set(SIZE, "< 10")), Test("free", parse_set(FREE, "> 0")))
    nodes = {
        "start": Condition("start", "b", (Branch(parse_set(DAYS, "> 5"), "weigh"), Branch(Special.OTHERWISE, "few"))),
        "weigh": Condition(
            "weigh",
            Weighing("at_least", 2, (small, (Test("a", Members((True,))),), (Test("kind", Members(("big", "none"))),))),
            (Branch(Members((True,)), "kind"), Branch(Members((False,)), "few")),
            title="Weighed?",
        ),
        "kind": Condition(
            "kind",
            "kind",
            (Branch(Members(("true",)), "few"), Branch(Members(("none",)), "many"), Branch(Special.OTHERWISE, "few"),
             Branch(Special.UNKNOWN, "many")),
        ),
        "few": Action("few", "Few", (Recommendation("i0", Stance.DO),)),
        "many": Action("many", "Many", silent=True),
    }  # fmt: skip
    odd = Impossible((Test("a", Members((False,))), Test("size", parse_set(SIZE, "> 190"))), "no such patient")
    return make_graph(nodes, findings, (odd,))


class Text(str):
    """A text that is equal to anything."""

    __slots__ = ()

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class Plain(StrEnum):
    BIG = "big"
    YES = "yes"
    UNKNOWN = "unknown"


class Seven(IntEnum):
    SEVEN = 7


class Digits(Decimal):
    pass


ODD = [
    True, False, 0, 1, 2, 7, -1, 20, 21, 10**30, 1.0, 0.5, 0.1, 7.0, 2.5, float("nan"), float("inf"), None, "", " ", "\t",
    "yes", "no", "true", "false", "Yes", "TRUE", "1", "0", "7", " 7", "7 ", "7.0", "07", "7,5", "7.5", "1e1", "-0", "+7", "٧",
    "7 mm", "0.7 cm", "7 kg", "7mm", "unknown", "Unknown", " unknown", "none", "big", "Big", "big ", "none\n", "a", "class",
    Decimal("7"), Decimal("7.0"), Decimal("7.5"), Decimal("7.25"), Decimal("-0"), Decimal("NaN"), Decimal("sNaN"),
    Decimal("Infinity"), Decimal("1E+1"), Decimal("0." + "3" * 40), Decimal("1" + "0" * 40), Decimal("1E+999999"),
    Digits("7"), Digits("NaN"), Text("big"), Text("7"), Plain.BIG, Plain.YES, Plain.UNKNOWN, Seven.SEVEN, Fraction(7), 7j,
    b"7", b"big", [], ["big"], {}, {"big"}, (), ("big",), object, Ellipsis, "x" * 100, "7" * 31,
]  # fmt: skip
WEIGHED = {"a": True, "size": Decimal(1), "free": Decimal(1)}
WHOLE = {"a": True, "b": 7, "size": 5, "free": 1, "kind": "none"}


@pytest.fixture(scope="module")
def strict():
    return Both(joined_graph())


@pytest.mark.parametrize("name", [*WHOLE, "A", "other", 7, True, None])
def test_odd_entries_are_read_or_refused_alike(strict, name):
    for entry in ODD:
        for others in ({}, WHOLE):
            found = strict.agree({**others, name: entry})
            if isinstance(found, Trace):
                same = strict.graph.trace({**others, name: entry}).case.findings
                assert list(map(repr, found.case.findings.items())) == list(map(repr, same.items()))


@settings(max_examples=LONG * 10 or 150)
@given(
    st.dictionaries(
        st.sampled_from([*WHOLE, "kindd"]),
        st.one_of(st.sampled_from(ODD), st.integers(-2, 22), st.decimals(-2, 202, places=1), st.text(max_size=4)),
    )
)
def test_hypothesis_finds_no_entry_that_is_read_otherwise(strict, entries):
    strict.agree(entries)


def test_any_mapping_is_read(strict):
    for make in (dict, MappingProxyType, OrderedDict, UserDict, ChainMap, lambda e: defaultdict(lambda: True, e)):
        for entries in (WHOLE, {**WHOLE, "kind": "nine"}, {"b": 7, "a": True}, {}):
            strict.agree(make(entries))
            strict.agree(
                Case(
                    make({k: v if isinstance(v, str | bool) else Decimal(v) for k, v in entries.items() if v != "nine"})
                )
            )
    for entries in (None, 5, "kind", [("kind", "big")]):
        assert answer(strict.compiled.trace, entries) == answer(strict.graph.trace, entries)


def test_a_value_that_is_none_of_its_finding_gets_no_leaf(strict):
    """A case is not checked, but what is asked is never guessed: the reference raises, and so does the code."""
    whole = {"a": True, "b": Decimal(7), "size": Decimal(5), "free": Decimal(1), "kind": "none"}
    for wrong in ({"kind": "nine"}, {"kind": ["none"]}, {"b": None}, {"b": "7"}, {"size": "7"}):
        expected = answer(strict.graph.trace, Case({**whole, **wrong}))
        assert not isinstance(expected, Trace)
        assert answer(strict.compiled.trace, Case({**whole, **wrong})) == expected
        assert answer(strict.compiled.leaf_and_path, Case({**whole, **wrong})) == expected
    strict.agree(Case({**whole, "a": 1}))  # which the reference takes for yes


def test_a_kind_of_case_stays_one(strict):
    @dataclass(frozen=True)
    class Numbered(Case):
        number: int = 0

    case = Numbered({"b": Decimal(3)}, "x", 7)
    assert strict.agree(case).case == case


# ---- no text becomes code

HOSTILE = [
    "');raise SystemExit#",
    '"""',
    "\\",
    "\n  import os",
    "{0}",
    "%s",
    "'",
    "x] or True or c[",
    "$(id)",
    "`",
    "\x00",
    "é",
]


def hostile_graph(ids):
    """A graph whose every text is hostile, with these ids for its findings, options and nodes."""
    text = " ".join(HOSTILE)
    findings, nodes, ends = {}, {}, [f"{name}" for name in ids[:3]]
    for n, name in enumerate(ids):
        findings[name] = Finding(name, text, Choice(tuple(ids[:6])), dict.fromkeys(ids[:6], text), help=text)
        if n < 3:
            nodes[name] = Action(name, text, (Recommendation(ids[0], Stance.DO, text, text, text),), note=text)
    order = ids[3:]
    for n, name in enumerate(order):
        after = order[n + 1] if n + 1 < len(order) else ends[2]
        whens = Members((ids[0],)), Members(tuple(ids[1:3])), Special.OTHERWISE
        nodes[name] = Condition(
            name, name, tuple(Branch(w, go) for w, go in zip(whens, (ends[n % 3], after, after), strict=True)), text
        )
    odd = Impossible((Test(ids[3], Members((ids[1],))), Test(ids[4], Members((ids[2],)))), text)
    return make_graph(nodes, findings, (odd,), start=order[0], title=text, interventions={ids[0]: text})


KEYWORDS = [
    "none",
    "true",
    "class",
    "import",
    "print",
    "dict",
    "lambda",
    "eval",
    "c",
    "g",
    "n",
    "x",
    "s0",
    "r",
    "walk",
    "if",
]


@pytest.mark.parametrize("ids", [KEYWORDS, HOSTILE, ["T0", "D0", "U", "F", "__builtins__", "None", "True"]])
def test_ids_and_texts_never_become_code(ids):
    both = Both(hostile_graph(ids))
    ours = {
        "def",
        "walk",
        "if",
        "is",
        "not",
        "raise",
        "return",
        "in",
        "and",
        "or",
        "try",
        "except",
        "while",
        "dict",
        "True",
        "False",
    }
    ours |= {"c", "g", "n", "r", "x", "U", "F", "get", "None", "KeyError", "__class__"}
    ours |= {
        "leaf_and_path",
        "case",
        "Case",
        "known",
        "trace",
        "new",
        "t",
        "p",
        "__dict__",
        "slower",
        "ends",
        "E",
        "pass",
        "other",
        "of",
        "K",
    }
    for token in tokenize.generate_tokens(io.StringIO(both.compiled.source).readline):
        if token.type == tokenize.NAME:
            assert token.string in ours or re.fullmatch(r"[sDTL][0-9]+", token.string)
        elif token.type == tokenize.STRING and token.string not in ("'case'", "'_number'"):
            assert re.fullmatch(r"'[a-z][a-z0-9_]*'", token.string)
            assert token.string[1:-1] in KEYWORDS
        else:
            assert token.type != tokenize.COMMENT
    random = Random(1)
    for _ in range(40):
        both.agree(Case({name: random.choice(ids[:6]) for name in ids if random.random() < 0.97}))
    assert "LaterTrace" in both.met


def test_generated_code_can_call_nothing(strict):
    assert strict.compiled._walk.__globals__["__builtins__"] == {}


def test_keywords_of_python_are_ids_like_others():
    assert set(KEYWORDS) & set(kwlist) == {"class", "import", "lambda", "if"}


# ---- the trace that is made later


@pytest.fixture(scope="module")
def made():
    """A trace made later, and the same one by the reference, of a case with a number and a combined condition."""
    both = Both(joined_graph())
    case = Case({"a": True, "b": Decimal(7), "size": Decimal("3.50"), "free": Decimal(1), "kind": "none"}, "c-1")
    return both, case, lambda: both.compiled.trace(case), both.graph.trace(case)


def test_it_is_a_trace(made):
    both, case, later, expected = made
    assert isinstance(later(), Trace)
    assert type(later()) is not Trace
    for part in PARTS:  # each looked at first in a trace of its own
        assert getattr(later(), part) == getattr(expected, part)
    assert later().case == case
    assert later() == expected
    assert expected == later()
    assert later() == later()
    assert later() != both.compiled.trace(Case({**case.findings, "size": Decimal(4)}, "c-1"))
    assert later() != "trace"
    assert repr(later()) == repr(expected)
    with pytest.raises(TypeError, match="unhashable"):
        hash(later())
    with pytest.raises(FrozenInstanceError):
        later().leaf = "few"
    with pytest.raises(AttributeError):
        _ = later().nothing


def test_it_can_be_copied_changed_and_shown(made):
    both, _, later, expected = made
    assert copy.copy(later()) == expected
    assert type(copy.copy(later())) is Trace
    assert replace(later(), leaf="few") == replace(expected, leaf="few") != expected
    assert replace(expected, leaf="few") == replace(later(), leaf="few")
    assert trace_text(later()) == trace_text(expected)
    now = hemgraph.api.time_of_run()
    assert both.graph.chart(later(), now=now).picture.svg() == both.graph.chart(expected, now=now).picture.svg()
    assert later()._repr_svg_().startswith("<svg")


def test_it_is_pickled_where_its_graph_can_be():
    leaf = {"end": Action("end", "end")}
    graph = replace(make_graph(leaf, {}), nodes=leaf, findings={}, interventions={}, boxes={"end": 1})
    trace = Graph(graph).compile().trace(Case({}))
    assert type(trace) is not Trace
    again = pickle.loads(pickle.dumps(trace))
    assert again == trace == Graph(graph).trace(Case({}))
    assert type(again) is Trace


def test_what_is_changed_afterwards_does_not_change_it(made):
    both, case, _, expected = made
    findings = dict(case.findings)
    traces = [both.compiled.trace(Case(findings, "c-1")) for _ in range(2)]
    findings["size"] = Decimal(150)
    del findings["kind"]
    assert traces[0].path == expected.path
    assert traces[1].did_not_matter == ()
    entries = dict(WHOLE)
    trace = both.compiled.trace(entries)
    entries["kind"] = "big"
    assert trace == both.graph.trace(WHOLE)


def test_nothing_is_kept_of_a_case(made):
    both, _, later, _ = made
    found = later()
    assert found.path
    text = repr([vars(both.compiled._ended["many"]._teller), both.compiled._walk.__globals__.keys()])
    assert "3.50" not in text


# ---- many, threads, and when it is made


def test_many_are_traced_as_they_are_asked_for(strict):
    asked = []

    def cases():
        for case in (WHOLE, {"a": "x", "other": 1}, {"a": False, "size": 200}, Case({"b": Decimal(3)}, "c-4")):
            asked.append(case)
            yield case

    traces = strict.compiled.trace_many(cases())
    assert iter(traces) is traces
    assert asked == []
    assert next(traces) == strict.graph.trace(WHOLE)
    assert len(asked) == 1
    with pytest.raises(RefusedCase) as found:
        next(traces)
    expected = answer(strict.graph.trace, {"a": "x", "other": 1})
    assert [f"case 2: {line}" for line in expected[1].split("\n") if "help" not in line] == [
        f.message for f in found.value.faults
    ]
    assert found.value.faults[0].help
    with pytest.raises(RefusedCase, match=r"^case 3: no patient can have `a` no and `size` 200"):
        next(traces)
    assert next(traces).case.id == "c-4"
    assert list(traces) == []


def test_a_fault_of_the_graph_names_the_case_too():
    nodes = {"a": Condition("a", "a", (Branch(Members((True,)), "end"),)), "end": Action("end", "end")}
    compiled = Graph(make_graph(nodes, {"a": Finding("a", "a", Boolean(), {})})).compile()
    traces = compiled.trace_many([{"a": True}, {"a": False}])
    assert next(traces).leaf == "end"
    with pytest.raises(BrokenLogic, match=r"^case 2: box 1 `a`: no branch takes `a` no"):
        next(traces)


def test_threads_share_a_compiled_graph():
    graph = hemgraph.load("vertebral-hemangioma")
    random, values = Random(5), edges(graph)
    cases = [Case(any_case(random, values)) for _ in range(60)]

    def run(_):
        compiled = graph.compile()
        return compiled, [answer(lambda c: compiled.trace(c).path, case) for case in cases]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(run, range(8)))
    assert len({id(compiled) for compiled, _ in found}) == 1
    expected = [answer(lambda c: graph.trace(c).path, case) for case in cases]
    assert all(paths == expected for _, paths in found)


def test_a_number_that_is_no_path_is_refused(strict):
    for number in (-1, 10**6):
        with pytest.raises(ValueError, match="no path has the number"):
            strict.compiled.path(number)


def test_too_many_states_are_said_when_it_is_compiled(monkeypatch):
    monkeypatch.setattr("hemgraph.compile.program.MOST_STATES", 5)
    with pytest.raises(NotDecided, match="more than 5 states"):
        hemgraph.load("lumbar").compile()


def test_where_settled_paths_have_no_number_it_is_said_and_tried_once(monkeypatch):
    graph = hemgraph.load("vertebral-hemangioma")
    case = next(case for case in settled(graph))
    compiled, tried = graph.compile(), []

    def too_many(_):
        tried.append(1)
        raise NotDecided([Fault("too many", "")])

    monkeypatch.setattr("hemgraph.compile.unsure.Program", too_many)
    assert compiled.trace(case) == graph.trace(case)
    for _ in range(2):
        with pytest.raises(NotDecided, match="too many"):
            compiled.leaf_and_path(case)
        with pytest.raises(NotDecided, match="too many"):
            compiled.path(10**9)
    assert tried == [1]
    assert compiled.leaf_and_path(Case({}))[0] is None


def settled(graph):
    """Cases that stopped at an unknown, and come to one leaf all the same."""
    random, values = Random(1), edges(graph)
    while True:
        case = Case(any_case(random, values))
        found = answer(graph.trace, case)
        if (
            isinstance(found, Trace)
            and found.leaf
            and any(s.branch is None and s.kind == "condition" for s in found.path)
        ):
            yield case


def test_a_trace_compiles_nothing():
    code = (
        "import sys; from hemgraph.cli import main\n"
        "try: main(['trace', 'incidental'])\n"
        "except SystemExit: pass\n"
        "print('loaded:', *(m for m in sys.modules if m.startswith('hemgraph.compile')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "loaded:"


def test_paths_are_forgotten_when_they_are_too_many(monkeypatch):
    monkeypatch.setattr("hemgraph.compile.told.MOST_KEPT", 8)
    both, met = Both(joined_graph()), set()
    for case in [{"b": Decimal(day), "kind": kind, **WEIGHED} for day in (3, 7) for kind in ("true", "none", "big")]:
        met.add(len(both.agree(Case(case)).path))
        told = both.compiled._ended["few"]._teller._told
        assert sum(len(each.steps) for each in told.values()) <= 8
    assert sum(met) + max(met) > 8


def test_every_refusal_is_one_of_ours(strict):
    for entries in ({"b": 99}, {"nothing": 1}, {"a": False, "size": "20 cm"}):
        with pytest.raises(HemgraphError):
            strict.compiled.leaf_and_path(entries)
