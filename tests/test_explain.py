"""`explain` as a clinician reads it, and as scripts do."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

import hemgraph
from hemgraph.cli import main

GRAPHS = Path(__file__).parent / "graphs"
SIZES = (GRAPHS / "bad" / "boundary_untested.yaml").read_text()


def run(*words):
    return CliRunner().invoke(main, ["explain", *words])


@pytest.fixture
def sizes(tmp_path):
    age = "  age: {ask: Age?, type: integer, unit: a, range: [0, 120], fixed: yes}\n"
    text = SIZES.replace("interventions:", f"{age}interventions:").replace(
        "{when: '>= 20', go: cement}", "{when: '>= 20', go: old}"
    )
    text += "  old:\n    ask: age\n    branches:\n      - {when: '< 65', go: cement}\n      - {when: '>= 65', go: observe}\n"
    (tmp_path / "sizes.yaml").write_text(text)
    return str(tmp_path / "sizes.yaml")


def test_a_number_says_where_it_stands_and_from_where_it_changes(sizes):
    text = run("-g", sizes, "--set", "size=19", "--set", "age=50").output
    assert "Largest diameter? 19 mm (as for all of < 20 mm)" in text
    assert "Largest diameter? ≥ 20 mm (19 mm now) -> box" in text
    assert "These do not matter then: Age?" in text


def test_what_is_fixed_never_changes(sizes):
    graph = hemgraph.load(sizes)
    found = graph.explain({"size": 30, "age": 70}, why_not=["cement"])
    assert found.changes == ()
    assert found.why_not[0].changes == ()
    text = run("-g", sizes, "--set", "size=30", "--set", "age=70", "--why-not", "cement").output
    assert "Nothing: no findings that may change lead to another recommendation." in text
    assert "Nobody gets this whose fixed findings are those of this case." in text


def test_a_small_lesion_is_fixed_by_its_size_alone(sizes):
    (deciding,) = hemgraph.load(sizes).explain({"size": 10, "age": 70}).reason
    assert (deciding.finding, str(deciding.values)) == ("size", "< 20")


def test_what_is_needed_has_a_next_question_and_its_rule(sizes):
    text = run("-g", sizes, "--set", "age=50").output
    assert "Ask next: Largest diameter?" in text
    assert "no order of questions needs less" in text
    assert run("-g", sizes, "--set", "age=50").exit_code == 0
    found = hemgraph.load(sizes).explain({"age": 70})
    assert found.trace.leaf == "observe"  # the size does not matter
    assert [d.finding for d in found.reason] == ["age"]


def test_effort_is_the_cost_of_asking(tmp_path):
    both = """
start: weigh
nodes:
  weigh:
    title: Both?
    all_of: [{pain: refractory}, {fracture: yes}]
    branches: [{when: yes, go: cement}, {when: no, go: observe}]
"""
    text = (GRAPHS / "bad" / "unused.yaml").read_text()
    text = text[: text.index("start: pain")] + both.lstrip() + text[text.index("  observe:\n") :]
    asked = {}
    for effort in (1, 9):
        path = tmp_path / f"{effort}.yaml"
        path.write_text(text.replace("type: boolean}", f"type: boolean, effort: {effort}}}"))
        found = hemgraph.load(path).explain({})
        assert set(found.matter) == {"pain", "fracture"}
        asked[effort] = found.ask.finding, found.ask.expected, found.ask.exact
    # One answer in three (refractory) of the pain leaves the fracture to be asked; one in two of the fracture the pain.
    assert asked[1] == ("pain", 1 + Fraction(1, 3), True)  # one answer in three leaves the fracture to be asked
    assert asked[9][0] == "pain"
    assert asked[9][1] == 1 + 9 * Fraction(1, 3)


def test_an_unknown_that_decides_has_to_stay_unknown():
    found = hemgraph.load("vertebral-hemangioma").explain({"stage": "initial", "deficit": "progressive"})
    assert [(d.finding, d.values is None) for d in found.reason][-1] == ("compression", True)
    assert "What does the lesion compress? Not known" in run("emergency-before-imaging").output


def test_the_json_has_every_key():
    found = json.loads(run("emergency-extraosseous", "--why-not", "observation", "--json").output)
    keys = ["hemgraph", "graph", "case", "status", "leaf", "why", "changes", "why_not", "needed", "made"]
    assert list(found) == keys
    assert found["why"][0] == {"finding": "stage", "value": "initial", "holds_for": "initial, recurrence"}
    assert {"enneking": "s3"} in [change["to"] for change in found["changes"]]
    assert found["why_not"][0]["parted_at"] == "deficit"
    open_ = json.loads(run("--set", "stage=initial", "--json").output)
    assert open_["why"] is None
    assert open_["needed"]["next"]["finding"] == "deficit"
    assert "vascular" in open_["needed"]["do_not_matter"]
    assert set(open_["needed"]["ways"])


def test_what_is_asked_for_must_be_there():
    done = run("incidental", "--why-not", "vertebroplast")
    assert done.exit_code == 1
    assert "`vertebroplast` is no leaf and no intervention" in done.output
    assert "did you mean `vertebroplasty`" in done.output


def test_what_the_budget_does_not_reach_is_said():
    done = run("emergency-extraosseous", "--budget", "3")
    assert done.exit_code == 3
    assert "too many combinations" in done.output


def test_a_case_that_gets_it_is_told_so():
    assert "This case gets it." in run("incidental", "--why-not", "observation").output
    assert (
        json.loads(run("incidental", "--why-not", "observe", "--json").output)["why_not"][0]["nearest"][0]["to"] == {}
    )
