"""What a case may say: everything else is refused, with the nearest right name and all faults at once."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import hemgraph
from hemgraph.api import Graph
from hemgraph.case import Case
from hemgraph.errors import BadFile, HemgraphError, RefusedCase
from hemgraph.files.bank_file import read_bank, read_case, read_case_text
from hemgraph.values.domains import Choice

TOY = Path(__file__).parent / "graphs" / "good" / "toy.yaml"


@pytest.fixture(scope="module")
def toy():
    return hemgraph.load(TOY)


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ({"pain": "mild"}, "mild"), ({"fracture": "yes"}, True), ({"fracture": "true"}, True), ({"fracture": "no"}, False), ({"fracture": False}, False),
        ({"size": "31"}, Decimal(31)), ({"size": "3.1 cm"}, Decimal(31)), ({"size": 31}, Decimal(31)), ({"size": Decimal("30.1")}, Decimal("30.1")), ({"size": 0.5}, Decimal("0.5")),
    ],
)  # fmt: skip
def test_a_value_is_read(toy, entry, value):
    assert list(toy.case(entry).findings.values()) == [value]


def test_unknown_is_the_same_as_left_out(toy):
    assert toy.case({"pain": "unknown", "size": "unknown"}).findings == {}


@pytest.mark.parametrize(
    ("entry", "message", "help"),
    [
        ({"pian": "mild"}, "unknown finding `pian`", "did you mean `pain`?"),
        ({"pain": "mld"}, "`pain`: `mld` is not one of its options", "did you mean `mild`?"),
        ({"pain": True}, "`pain`: yes is not one of its options", "known here: `mild`, `none`, `refractory`"),
        ({"pain": None}, "`pain`: no value", "write `unknown`, or leave the finding out, where it is not known"),
        ({"pain": ""}, "`pain`: no value", "write `unknown`, or leave the finding out, where it is not known"),
        ({"fracture": "maybe"}, "`fracture`: `maybe` is not an answer to a yes-or-no question", "write `yes`, `no` or `unknown`"),
        ({"fracture": 1}, "`fracture`: `1` is not an answer to a yes-or-no question", "write `yes`, `no` or `unknown`"),
        ({"size": "200.1"}, "`size`: `200.1` is outside its range", "it goes from 0 to 200 mm"),
        ({"size": "20 m"}, "`size`: `20 m` is outside its range", "it goes from 0 to 200 mm"),
        ({"size": "2.53"}, "`size`: `2.53` is not on a step of 0.1, counted from 0", "the nearest are 2.5 and 2.6"),
        ({"size": "2 kg"}, "`size`: `kg` cannot be turned into `mm`", "give the number in `mm`"),
        ({"size": 0.25}, "`size`: `0.25` is not on a step of 0.1, counted from 0", "the nearest are 0.2 and 0.3"),
        ({"size": 0.1 + 0.2}, "`size`: what stands there (a long number, not repeated here) is not on a step of 0.1, counted from 0", "the nearest are 0.3 and 0.4"),
        ({"size": float("nan")}, "`size`: `nan` is not a number", "leave the finding out where it is not known"),
        ({"size": float("inf")}, "`size`: `inf` is not a number", "leave the finding out where it is not known"),
        ({"size": Decimal("1e999")}, "`size`: a number with more than 30 digits", "write it out in fewer"),
        ({"size": Decimal("sNaN")}, "`size`: `sNaN` is not a number", "leave the finding out where it is not known"),
        ({"size": Decimal("Infinity")}, "`size`: `Infinity` is not a number", "leave the finding out where it is not known"),
        ({"size": True}, "`size`: yes is not a number", "write a number such as 12 or 0.5"),
        ({"size": []}, "`size`: `[]` is not a number", "write a number such as 12 or 0.5"),
        ({"pain": "none", "fracture": "yes"}, "no patient can have `pain` none and `fracture` yes", "A fracture hurts"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused(toy, entry, message, help):
    with pytest.raises(RefusedCase) as refusal:
        toy.case(entry)
    (fault,) = refusal.value.faults
    assert (fault.message, fault.help) == (message, help)


def test_every_fault_of_a_case_comes_at_once(toy):
    with pytest.raises(RefusedCase) as refusal:
        toy.case({"pian": 1, "size": "5 kg", "pain": "none", "fracture": "yes"})
    assert len(refusal.value.faults) == 3


def test_findings_that_only_together_are_impossible_are_refused(toy):
    from dataclasses import replace

    from hemgraph.api import Graph
    from hemgraph.finding import Test
    from hemgraph.graph import Impossible
    from hemgraph.values.sets import Members

    mild = (Test("pain", Members(("mild",))),)
    every = tuple(Impossible((*mild, Test("fracture", Members((answer,)))), "") for answer in (True, False))
    graph = Graph(replace(toy.model, impossible=every))
    with pytest.raises(RefusedCase, match="these findings contradict each other"):
        graph.case({"pain": "mild"})


def test_a_case_file_tells_the_place(toy, tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text("id: c-1\nfindings:\n  pain: mld\n  size: 31 mm\n")
    entered = read_case(path)
    with pytest.raises(RefusedCase, match=r"c.yaml:3:3: `pain`: `mld` is not one of its options"):
        toy.case(entered.entries, entered.id, entered.place)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"findings: none", "`none` where keys and values are expected"), (b"cases: []", "a bank of cases where one case is expected"), (b"x", "a case has keys and values"),
        (b"findings: {pain: [mild]}", "a list where a text is expected"), (b"finding: {}", "unknown key `finding`"), (b"findings: {pain: }", "no value stands here"),
    ],
)  # fmt: skip
def test_what_is_no_case_is_refused(text, message):
    with pytest.raises(BadFile) as refusal:
        read_case_text(text, "standard input")
    assert message in [fault.message for fault in refusal.value.faults]


def test_a_case_may_be_json():
    assert read_case_text(b'{"findings": {"fracture": true, "size": 31.5}}', "-").entries == {
        "fracture": "true",
        "size": "31.5",
    }


def test_a_bank_names_each_fault(tmp_path, toy):
    (tmp_path / "toy.yaml").write_text(TOY.read_text())
    path = tmp_path / "bank.yaml"
    path.write_text(
        "graph: ./toy.yaml\ncases:\n"
        "  - {id: a, findings: {}, expect: {status: done}}\n"
        "  - {id: b, findings: {}}\n"
        "  - {id: b, findings: {}}\n"
        "  - {findings: {pain: mild}, expects: {}}\n"
    )
    with pytest.raises(BadFile) as refusal:
        read_bank(path)
    assert [fault.message for fault in refusal.value.faults] == [
        "`done` is not expected here",
        "the id `b` stands twice",
        "unknown key `expects`",
    ]

    path.write_text(
        "graph: ./toy.yaml\ncases:\n  - {findings: {}, expect: {leaf: cemnt, path: [pain, wiegh], do: vertebroplsty}}\n"
    )
    bank = read_bank(path)
    assert bank.graph == str(tmp_path / "toy.yaml")
    with pytest.raises(BadFile) as refusal:
        bank.check_names(toy.model)
    assert [fault.help for fault in refusal.value.faults] == [
        "did you mean `cement`?",
        "did you mean `weigh`?",
        "did you mean `vertebroplasty`?",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("graph: lumbar\ncases: []\n", "a bank without a case"),
        ("graph: ./nope.yaml\ncases:\n  - {findings: {}}\n", "there is no file `"),
        ("graph: lumber\ncases:\n  - {findings: {}}\n", "no graph `lumber` comes along"),
    ],
)
def test_a_bank_for_nothing_is_refused(tmp_path, text, message):
    (tmp_path / "bank.yaml").write_text(text)
    with pytest.raises(BadFile) as refusal:
        read_bank(tmp_path / "bank.yaml")
    (fault,) = refusal.value.faults
    assert fault.message.startswith(message)
    assert fault.place.line in (1, 2)


@pytest.mark.parametrize("length", range(0, len(TOY.read_bytes()), 41))
def test_a_file_that_is_cut_off_anywhere_is_refused_in_words(tmp_path, length):
    (tmp_path / "cut.yaml").write_bytes(TOY.read_bytes()[:length])
    with pytest.raises(BadFile):
        hemgraph.load(tmp_path / "cut.yaml")


def test_a_case_is_not_traced_by_a_graph_with_other_findings():
    """A find of a reader: 150 mm was read as 150 cm."""
    here = hemgraph.load("vertebral-hemangioma")
    case = here.case({"stage": "initial", "deficit": "none", "imaging": "radiograph"})
    assert here.compile().leaf_and_path(case)[0] == "image_lesion"
    pain = replace(here.model.findings["pain"], domain=Choice(("none", "mild", "refractory", "worse")))
    other = Graph(replace(here.model, id="other", findings={**here.model.findings, "pain": pain}))
    for trace in (other.trace, other.compile().trace, other.compile().leaf_and_path, other.explain):
        with pytest.raises(RefusedCase, match="read for other findings than those of `other`"):
            trace(case)
    again = hemgraph.load("vertebral-hemangioma")  # the same findings, from another reading of the file
    assert again.compile().trace(case) == here.trace(pickle.loads(pickle.dumps(case))) == again.trace(case)


def test_no_chart_shows_a_trace_of_another_graph():
    trace = hemgraph.load("compression").trace({})
    with pytest.raises(HemgraphError, match="not of `lumbar` as it stands here"):
        hemgraph.load("lumbar").chart(trace)
    assert hemgraph.load("compression").chart(trace)


@pytest.mark.parametrize("compiled", [False, True])
def test_nobody_can_change_a_case_that_was_traced(compiled):
    graph = hemgraph.load("vertebral-hemangioma")
    entries = {"stage": "initial", "deficit": "progressive"}
    case = Case(entries)
    trace = (graph.compile() if compiled else graph).trace(case)
    entries["deficit"] = "none"
    with pytest.raises(TypeError, match="does not support item assignment"):
        trace.case.findings["deficit"] = "none"
    assert trace.case.findings["deficit"] == case.findings["deficit"] == "progressive"
    assert trace.path[1].read == {"deficit": "progressive"}


def test_a_case_can_be_sent_and_copied():
    case = hemgraph.load("vertebral-hemangioma").case({"stage": "initial"}, "c-1")
    for again in (pickle.loads(pickle.dumps(case)), copy.copy(case), copy.deepcopy(case), replace(case, id="c-1")):
        assert (again, again.of, again.known) == (case, case.of, {"stage": "initial"})
        with pytest.raises(TypeError):
            again.findings["stage"] = "recurrence"
