"""`check`: each issue by a graph that has it and no other, the contract of its JSON, its budget, and its messages.

The exact text of each issue stands beside its graph in `graphs/bad/`. After a wanted change of wording,
`HEMGRAPH_RECORD=1 pytest tests/test_check.py` writes it anew: read the difference line by line.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from strategies import faulty_graph

import hemgraph
from hemgraph.analysis import check
from hemgraph.cli import main
from hemgraph.regions.logic import Logic
from hemgraph.report.issues import review_text
from hemgraph.results import Severity

GRAPHS = Path(__file__).parent / "graphs"
TODAY = date(2026, 11, 21)
SHIPPED = ("vertebral-hemangioma", "lumbar", "l3", "compression")
ISSUES = {
    "gap": ("gap", "error"),
    "overlap": ("overlap", "error"),
    "overlap_to_one_node": ("overlap", "warning"),
    "unreachable_node": ("unreachable_node", "error"),
    "infeasible_branch": ("infeasible_branch", "error"),
    "stance_conflict": ("stance_conflict", "error"),
    "property_violated": ("property_violated", "error"),
    "impossible_everything": ("impossible_everything", "error"),
    "redundant_question": ("redundant_question", "warning"),
    "complete_only_because": ("complete_only_because", "warning"),
    "unmarked_dispute": ("unmarked_dispute", "warning"),
    "uncited": ("uncited", "warning"),
    "unused": ("unused", "warning"),
    "dose_format": ("dose_format", "warning"),
    "review_overdue": ("review_overdue", "warning"),
    "absorbed": ("absorbed", "note"),
    "late_question": ("late_question", "note"),
    "boundary_untested": ("boundary_untested", "note"),
}
"""The graphs that are read and are at fault: the code of each, and its severity."""


def run(*words):
    return CliRunner().invoke(main, list(words))


@pytest.mark.parametrize("name", ISSUES)
def test_a_graph_with_one_fault_has_one_issue(name, monkeypatch):
    monkeypatch.chdir(GRAPHS)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")
    code, severity = ISSUES[name]
    path = Path("bad") / f"{name}.yaml"

    review = hemgraph.load(path).check()

    text = review_text(review)
    if os.environ.get("HEMGRAPH_RECORD"):
        path.with_suffix(".txt").write_text(text)
    assert text == path.with_suffix(".txt").read_text()
    told = [i for i in review.issues if severity == "note" or i.severity is not Severity.NOTE]
    assert [(i.code, str(i.severity)) for i in told] == [(code, severity)]


@pytest.mark.parametrize("name", ISSUES)
def test_each_message_says_what_and_what_would_be_right(name):
    for issue in hemgraph.load(GRAPHS / "bad" / f"{name}.yaml").check().issues:
        for text in (issue.message, issue.help):
            assert text[0] in "`0123456789" or text[0].islower()
            assert not text.endswith(".")
            assert "None" not in text


def test_errors_end_with_3_and_warnings_only_with_strict(monkeypatch):
    monkeypatch.chdir(GRAPHS / "bad")
    assert run("check", "./gap.yaml").exit_code == 3
    assert run("check", "./uncited.yaml").exit_code == 0
    assert run("check", "./uncited.yaml", "--strict").exit_code == 3
    assert run("check", "./absorbed.yaml", "--strict").exit_code == 0
    assert run("check", "./no_branch.yaml").exit_code == 1
    assert run("check", "nowhere").exit_code == 1


def test_the_graphs_that_come_along_have_no_error_and_all_properties_are_proved():
    done = run("check", *SHIPPED, "--json")
    assert done.exit_code == 0
    lines = [json.loads(line) for line in done.output.splitlines()]
    assert [line["graph"]["id"] for line in lines] == list(SHIPPED)
    for line in lines:
        assert [issue for issue in line["issues"] if issue["severity"] == "error"] == []
        assert len(line["proved"]) == len(hemgraph.load(line["graph"]["id"]).model.properties)
        assert line["budget_exceeded"] == []
    assert len(lines[0]["proved"]) >= 8


def test_the_json_is_that_of_the_contract(monkeypatch):
    monkeypatch.chdir(GRAPHS / "bad")
    done = run("check", "./gap.yaml", "--json")
    found = json.loads(done.output)
    assert list(found) == ["graph", "issues", "proved", "budget_exceeded"]
    assert list(found["graph"]) == ["id", "version", "status", "sha256"]
    (issue,) = found["issues"]
    assert list(issue) == ["code", "severity", "node", "branch", "message", "help", "witness"]
    assert (issue["code"], issue["node"], issue["branch"], issue["witness"]) == ("gap", "size", None, {"size": 20})
    overlap = json.loads(run("check", "./overlap.yaml", "--json").output)["issues"][0]
    assert overlap["branch"] == ">= 20"


def test_a_witness_is_whole():
    for name in ISSUES:
        graph = hemgraph.load(GRAPHS / "bad" / f"{name}.yaml")
        for issue in graph.check().issues:
            if issue.witness:
                assert set(issue.witness.case.findings) == set(graph.model.findings)


def test_issues_come_in_the_order_of_the_nodes_then_by_code():
    for seed in range(40):
        graph = faulty_graph(Random(seed))
        order = [None, *graph.nodes]
        issues = check(Logic(graph), today=TODAY).issues
        assert list(issues) == sorted(issues, key=lambda i: (order.index(i.node), i.code))
        assert issues == check(Logic(graph), today=TODAY).issues


@pytest.mark.parametrize("seed", range(25))
def test_a_budget_ends_in_an_answer_or_in_none_but_never_in_another(seed):
    graph = faulty_graph(Random(seed))
    whole = check(Logic(graph), today=TODAY)
    for budget in (1, 5, 20, 60):
        part = check(Logic(graph), today=TODAY, budget=budget)
        again = check(Logic(graph), today=TODAY, budget=budget)
        assert (part.issues, part.undecided) == (again.issues, again.undecided)
        for issue in part.issues:
            assert issue in whole.issues
        for issue in whole.issues:
            open_property = issue.code == "property_violated" and graph.properties[issue.about[0]] in part.undecided
            assert issue in part.issues or issue.code in part.undecided or open_property
        for claim in part.proved:
            assert claim in whole.proved
    assert not whole.undecided


def test_what_the_budget_does_not_reach_is_said_and_ends_with_3():
    done = run("check", "lumbar", "--budget", "5")
    assert done.exit_code == 3
    assert "NOT DECIDED within the budget: gap" in done.output
    found = json.loads(run("check", "lumbar", "--budget", "5", "--json").output)
    assert "gap" in found["budget_exceeded"]
    assert found["proved"] == []


def test_words_of_an_include_are_judged_for_all_graphs_that_are_checked_together():
    alone = json.loads(run("check", "lumbar", "--json").output)["issues"]
    assert {issue["code"] for issue in alone} == {"unused"}
    together = [json.loads(line) for line in run("check", *SHIPPED, "--json").output.splitlines()]
    assert not [issue for line in together for issue in line["issues"] if issue["code"] == "unused"]


def test_a_graph_without_a_name_is_every_one_that_comes_along():
    assert run("check").output.count("Proved for every patient") == 4


def test_a_review_is_overdue_from_the_day_after():
    graph = hemgraph.load(GRAPHS / "bad" / "review_overdue.yaml")
    codes = [[i.code for i in check(graph.logic, today=day).issues] for day in (date(2021, 1, 1), date(2021, 1, 2))]
    assert codes == [[], ["review_overdue"]]


@pytest.mark.parametrize(
    ("detail", "message"),
    [
        ("16mg by mouth daily for 3 days", "`16mg` has no space between number and unit"),
        ("2.50 mg by mouth daily for 3 days", "`2.50 mg` ends in a zero that can be read as ten times as much"),
        (".5 mg by mouth daily for 3 days", "`.5 mg` begins with a point that can be overlooked"),
        ("30 Gy", "`30 Gy` is without its fractions"),
        ("16 mg daily for 3 days", "the dose of `vertebroplasty` is without route"),
        ("16 mg", "the dose of `vertebroplasty` is without route and frequency and duration"),
        ("30 Gy in 10 fractions", None),
        ("16 mg daily, route and duration not stated", None),
        ("96 mg IV bolus, then 96 mg daily for 3 days", None),
        ("a hole of 10 mm", None),
        ("2.5 mg by mouth daily for 10.5 days", None),
    ],
)
def test_doses_that_can_be_misread(detail, message):
    graph = hemgraph.load(GRAPHS / "bad" / "unused.yaml").model
    leaf = graph.nodes["cement"]
    nodes = {**graph.nodes, "cement": replace(leaf, recommend=(replace(leaf.recommend[0], detail=detail),))}
    found = [
        i.message for i in check(Logic(replace(graph, nodes=nodes)), today=TODAY).issues if i.code == "dose_format"
    ]
    assert found == ([f"{message}, in box 3 `cement`"] if message else [])


def test_a_bank_beside_the_graph_stands_on_its_boundaries(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "x.yaml").write_text((GRAPHS / "bad" / "boundary_untested.yaml").read_text())
    bank = tmp_path / "cases" / "x.yaml"
    path = str(tmp_path / "x.yaml")
    for named in ("boundary-untested", "../x.yaml"):
        bank.write_text(f"graph: {named}\ncases:\n  - findings: {{size: 20}}\n")
        if "/" not in named:
            assert run("check", path).exit_code == 1  # no graph of this id comes along
            continue
        assert "boundary_untested" not in run("check", path).output
        bank.write_text(f"graph: {named}\ncases:\n  - findings: {{size: 20.1}}\n")
        assert "boundary_untested" in run("check", path).output


def changed(tmp_path, name, *pairs):
    """The issues of a graph of `bad/` after some replacements in its text, by code."""
    text = (GRAPHS / "bad" / f"{name}.yaml").read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "changed.yaml"
    path.write_text(text)
    found = {}
    for issue in hemgraph.load(path).check().issues:
        found.setdefault(issue.code, []).append((issue.message, issue.help))
    return found


def test_why_nobody_takes_a_branch(tmp_path):
    start = "nobody takes the branch "
    ((message, help),) = changed(tmp_path, "infeasible_branch")["infeasible_branch"]
    assert message == start + "`none` of box 4 `again`: it contradicts `mild, refractory` at box 1 `pain`"
    assert help == "delete the branch, or correct box 1 `pain`"

    barred = ("start: pain", "impossible:\n  - {pain: none, fracture: yes, because: It hurts}\nstart: pain")
    straight = (
        "{when: none, go: observe}\n      - {when: [mild, refractory], go: fracture}",
        "{when: [none, mild, refractory], go: fracture}",
    )
    ((message, _),) = changed(tmp_path, "infeasible_branch", barred, straight)["infeasible_branch"]
    assert message == start + (
        "`none` of box 3 `again`: it contradicts `yes` at box 2 `fracture`, as no patient has `pain` none and `fracture` yes"
    )

    alone = ("start: pain", "impossible:\n  - {pain: mild, because: Nobody}\nstart: pain")
    parted = (
        "{when: [mild, refractory], go: cement}",
        "{when: mild, go: cement}\n      - {when: refractory, go: cement}",
    )
    ((message, help),) = changed(tmp_path, "uncited", alone, parted)["infeasible_branch"]
    assert message == start + "`mild` of box 1 `pain`: no patient has `pain` mild"
    assert help == "delete the branch, or correct `impossible`"


def test_otherwise_and_unknown_can_be_taken_by_nobody_too(tmp_path):
    branch = "- {when: [mild, refractory], go: cement}"
    more = changed(tmp_path, "uncited", (branch, f"{branch}\n      - {{when: otherwise, go: cement}}"))
    ((message, help),) = more["infeasible_branch"]
    assert message.endswith("box 1 `pain`: every value has a branch of its own (`none` or `mild` or `refractory`)")
    assert help == "delete it"

    more = changed(
        tmp_path,
        "late_question",
        ("{when: refractory, go: cement}", "{when: refractory, go: cement}\n      - {when: unknown, go: cement}"),
    )
    assert more["infeasible_branch"][0][0] == (
        "nobody takes the branch `unknown` of box 5 `again`: it contradicts `mild, refractory` at box 1 `pain`"
    )


def test_a_gap_of_options_is_told_as_the_file_would_write_it(tmp_path):
    branch = "      - {when: [mild, refractory], go: cement}\n"
    ((message, help),) = changed(tmp_path, "uncited", (branch, ""))["gap"]
    assert message == (
        "a patient with `pain` mild or refractory reaches box 1 `pain`, and no branch takes `mild` or `refractory`"
    )
    assert help == "add `{when: [mild, refractory], go: ...}`, or widen a branch: `none`"


@pytest.mark.parametrize(
    ("tests", "gap", "at"),
    [
        (("< 20", "> 20"), "20 mm", "20"),
        (("< 20", "> 30"), "20 to 30 mm", "20"),
        (("<= 20", "> 30"), "> 20 to 30 mm", "30"),
        (("< 20", ">= 30"), "20 to < 30 mm", "20"),
        (("<= 20", ">= 30"), "> 20 to < 30 mm", "25"),
    ],
)
@pytest.mark.parametrize("step", [", step: 0.1", ""])
def test_a_gap_is_shown_at_its_boundary_where_that_is_in_it(tmp_path, tests, gap, at, step):
    one, two = tests
    found = changed(tmp_path, "gap", ('"< 20"', f'"{one}"'), ("'> 20'", f"'{two}'"), (", step: 0.1", step))
    ((message, _),) = found["gap"]
    assert message == f"a patient with `size` {at} mm reaches box 1 `size`, and no branch takes {gap}"


def test_gaps_that_do_not_touch_are_told_apart(tmp_path):
    found = changed(tmp_path, "gap", ('"< 20"', "'< 20, (30..40)'"), ("'> 20'", "'(20..30), > 50'"))
    assert [message.rpartition("takes ")[2] for message, _ in found["gap"]] == ["20 mm", "30 mm", "40 to 50 mm"]


def test_one_word_of_an_include_is_told_as_one(tmp_path):
    text = (GRAPHS / "bad" / "uncited.yaml").read_text()
    (tmp_path / "words.yaml").write_text("interventions:\n  surgery: {name: Surgery}\n")
    (tmp_path / "x.yaml").write_text(text.replace("start: pain", "include: [words.yaml]\nstart: pain"))
    messages = [i.message for i in hemgraph.load(tmp_path / "x.yaml").check().issues if i.code == "unused"]
    assert messages == ["1 word of `words.yaml` is used by no graph that is checked here: `surgery`"]


def test_an_overlap_hides_only_what_it_may_be_the_cause_of(tmp_path):
    more = "{when: '>= 20', go: again}\n  again:\n    ask: size\n    title: Very large?\n    cites: [one.watch]\n    branches:\n"
    more += (
        "      - {when: '<= 20', go: observe}\n      - {when: '> 20', go: cement}\n      - {when: unknown, go: cement}"
    )
    found = changed(tmp_path, "overlap", ("{when: '>= 20', go: cement}", more))
    (branch,) = found["infeasible_branch"]  # `<= 20` would be taken if 20 mm went there; `unknown` never
    assert branch[0].startswith("nobody takes the branch `unknown` of box 3 `again`")
    assert len(found["overlap"]) == 1


def test_a_property_waits_while_somebody_in_it_gets_no_answer(tmp_path):
    claims = "properties:\n  - {always: {do: observation}, when: {size: '<= 20'}, because: Small}\n"
    claims += "  - {always: {do: observation}, when: {size: '< 10'}, because: Smaller}\n"
    claims += "  - {never: {do: vertebroplasty}, when: {size: '<= 20'}, because: Small}\nstart: size"
    for name, said in (("gap", 1), ("overlap", 1)):
        path = tmp_path / f"{name}.yaml"
        path.write_text((GRAPHS / "bad" / f"{name}.yaml").read_text().replace("start: size", claims))
        review = hemgraph.load(path).check()
        assert [claim.because for claim in review.proved] == ["Smaller"]
        assert [claim.because for claim in review.waiting] == ["Small", "Small"]
        text = " ".join(review_text(review).split())
        assert f"{said} of 3 properties. 2 properties wait until the gaps and overlaps are mended." in text
        assert "for every patient who gets an answer" in text


def test_a_property_about_nobody_is_told(tmp_path):
    claims = "impossible:\n  - {pain: none, fracture: yes}\nproperties:\n  - {never: {do: vertebroplasty}, when: {pain: none, fracture: yes}}\n"
    found = changed(tmp_path, "late_question", ("start: pain", claims + "start: pain"))
    ((message, _),) = found["unused"]
    assert message.endswith("is about nobody: no patient has `pain` none and `fracture` yes")


def test_who_comes_with_something_unknown_is_told_to_need_a_branch(tmp_path):
    again = "{when: [mild, refractory], go: cement}\n      - {when: unknown, go: again}"
    more = again + "\n  again:\n    ask: pain\n    title: Is there pain?\n    cites: [one.watch]\n    branches:\n"
    more += "      - {when: none, go: observe}\n      - {when: [mild, refractory], go: cement}"
    found = changed(tmp_path, "uncited", ("{when: [mild, refractory], go: cement}", more))
    helps = {help for _, help in found["infeasible_branch"]}
    assert helps == {"whoever comes here has it unknown: give it a branch for `unknown`, or ask it elsewhere"}


def test_a_whole_range_is_written_as_one(tmp_path):
    branches = "      - {when: \"< 20\", go: observe}\n      - {when: '> 20', go: cement}\n"
    found = changed(tmp_path, "gap", (branches, "      - {when: otherwise, go: observe}\n"))
    assert found["absorbed"][0] == (
        "`otherwise` of box 1 `size` takes 0 to 200 mm today",
        "write `'[0..200]'` in its place, so that the file says it too",
    )


def test_a_comma_means_or_where_tests_overlap(tmp_path):
    ((_, help),) = changed(tmp_path, "overlap", ('"<= 20"', "'<= 20, > 100'"), ("'>= 20'", "'> 20'"))["overlap"]
    assert help == "let only one of them take > 100 mm; a comma in a test means `or`"


def test_a_boundary_between_steps_lies_between_two_values(tmp_path):
    size = "size: {ask: Largest diameter?, type: number, unit: mm, range: [0, 200], step: 0.1}"
    age = "size: {ask: Age?, type: integer, unit: a, range: [0, 120]}"
    found = changed(tmp_path, "boundary_untested", (size, age), ("< 20", "< 18.5"), (">= 20", ">= 18.5"))
    assert "with `size` 18 years" in found["boundary_untested"][0][0]
    ages = [t.case.findings["size"] for t in hemgraph.load(tmp_path / "changed.yaml").stubs().traces]
    assert sorted(map(str, ages)) == ["18", "19"]
    found = changed(tmp_path, "boundary_untested", (size, age), ('"< 20"', '"<= 17"'), (">= 20", ">= 18"))
    assert "`size` 17 years, where" in found["boundary_untested"][0][0]
    found = changed(tmp_path, "boundary_untested", ('"< 20"', "'[0..20)'"), ("'>= 20'", "'[20..200]'"))
    assert "`size` 20 mm, where" in found["boundary_untested"][0][0]


def test_cases_of_a_bank_without_an_answer_are_told_of(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "x.yaml").write_text((GRAPHS / "bad" / "gap.yaml").read_text())
    (tmp_path / "cases" / "x.yaml").write_text(
        "graph: ../x.yaml\ncases:\n  - findings: {size: 20}\n  - findings: {size: 1}\n"
    )
    done = run("check", str(tmp_path / "x.yaml"))
    assert "note: a case of" in done.output
    assert "got no answer; hemgraph test tells why" in done.output


def test_a_graph_of_one_leaf_has_one_case_and_one_of_faults_has_none(tmp_path):
    text = (GRAPHS / "bad" / "uncited.yaml").read_text()
    leaf = (
        text[: text.index("start: pain")]
        + "start: observe\nnodes:\n"
        + text[text.index("  observe:\n") : text.index("  cement:\n")]
    )
    (tmp_path / "leaf.yaml").write_text(leaf)
    assert run("cases", str(tmp_path / "leaf.yaml"), "-o", str(tmp_path / "bank.yaml")).exit_code == 0
    assert "1 case passed" in run("test", str(tmp_path / "bank.yaml")).output
    clash = (
        (GRAPHS / "bad" / "stance_conflict.yaml")
        .read_text()
        .replace("- {when: none, go: observe}", "- {when: none, go: no_cement}")
    )
    clash = clash.replace("- {when: no, go: observe}", "- {when: no, go: cement}")
    (tmp_path / "clash.yaml").write_text(clash)
    done = run("cases", str(tmp_path / "clash.yaml"))
    assert done.exit_code == 1
    assert "no case can be written" in done.output


def test_dot_has_the_issues_too(tmp_path):
    path = tmp_path / "x.dot"
    assert run("check", str(GRAPHS / "bad" / "infeasible_branch.yaml"), "-o", str(path)).exit_code == 3
    assert 'xlabel="error 1"' in path.read_text()
    assert 'xlabel="note 2"' in path.read_text()
