"""`diff` against brute force: exactly the patients of whom two versions say different things, and no others."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from random import Random
from types import MappingProxyType

import pytest
from benchmarks.mutants import mutants
from big_graphs import clinical_graph
from click.testing import CliRunner
from every_patient import EveryPatient, self_check
from every_patient import compare as every
from reference import Reference, values_of
from strategies import random_graph

import hemgraph
from hemgraph.analysis.meaning import weight
from hemgraph.api import Graph
from hemgraph.cli import main
from hemgraph.graph import Action, Condition, Impossible, Special
from hemgraph.report.differing import difference_text

GRAPHS = int(os.environ.get("HEMGRAPH_GRAPHS", "120"))


def version_of(random, graph):
    """The graph with one or two things changed: an edge, a test, a recommendation, a combination that is impossible."""
    nodes, impossible = dict(graph.nodes), list(graph.impossible)
    for _ in range(random.randint(1, 2)):
        name = random.choice(list(nodes))
        node, later = nodes[name], list(nodes)[list(nodes).index(name) + 1 :]
        match node:
            case Condition() if later:
                n = random.randrange(len(node.branches))
                go = random.choice([x for x in later if x > name or x[0] == "l"] or [node.branches[n].go])
                branches = list(node.branches)
                branches[n] = replace(branches[n], go=go)
                nodes[name] = replace(node, branches=tuple(branches))
            case Action() if node.recommend:
                nodes[name] = replace(node, recommend=node.recommend[1:])
            case Action():
                nodes[name] = replace(node, silent=not node.silent)
    if random.random() < 0.2 and impossible:
        impossible.pop()
    if random.random() < 0.2:
        test = next(
            (
                b.when
                for n in nodes.values()
                if isinstance(n, Condition) and isinstance(n.ask, str)
                for b in n.branches
                if not isinstance(b.when, Special)
            ),
            None,
        )
        asked = next(
            (
                n.ask
                for n in nodes.values()
                if isinstance(n, Condition) and isinstance(n.ask, str) and any(b.when == test for b in n.branches)
            ),
            None,
        )
        if test is not None and asked:
            from hemgraph.finding import Test

            impossible.append(Impossible((Test(asked, test),), "new"))
    return replace(graph, nodes=MappingProxyType(nodes), impossible=tuple(impossible), version="1.0.1")


def told(reference, patient):
    found = reference.trace(patient)
    if found["status"] == "refused":
        return "refused", frozenset()
    return found["status"], found["keys"]


def inside(region, patient):
    return all(patient[name] in values for name, values in region.tests.items())


def compare(old, new):
    found = Graph(old).diff(Graph(new))
    values = values_of(new)
    before, after = Reference(old, values), Reference(new, values)
    both = [p for p in before.patients if p in after.patients]
    for patient in both:
        was, now = told(before, patient), told(after, patient)
        rows = [row for row in found.changes if any(inside(region, patient) for region in row.regions)]
        if was == now:
            assert rows == []
        else:
            assert {(row.old, row.new) for row in rows} == {(was, now)}
    for regions, some, others in ((found.admitted, after, before), (found.excluded, before, after)):
        for patient in some.patients:
            assert any(inside(region, patient) for region in regions) is (patient not in others.patients)
        for region in regions:
            assert any(
                all(p[n] == v for n, v in region.witness.items()) for p in some.patients if p not in others.patients
            )
    for row in found.changes:
        for region in row.regions:
            assert any(all(p[n] == v for n, v in region.witness.items()) for p in both)
            for p in both:  # the witness alone shows the change, whatever the rest
                if all(p[n] == v for n, v in region.witness.items()):
                    assert (told(before, p), told(after, p)) == (row.old, row.new)
    return found, before, after


def all_told(reference, case):
    """What a trace says of a case, and where not enough is known what is certain."""
    found = reference.trace(case)
    return found["status"], found.get("keys")


@pytest.mark.parametrize("seed", range(GRAPHS))
def test_a_difference_names_exactly_the_patients_who_are_told_otherwise(seed):
    random = Random(seed)
    old = random_graph(random, nodes=5, faults=seed % 3 == 0)
    found, before, after = compare(old, version_of(random, old))
    assert found.equivalent is not None
    if found.equivalent:  # then of no case at all, whatever is unknown of it
        assert len(before.patients) == len(after.patients)
        for case in before.refinements({}):
            assert all_told(before, case) == all_told(after, case)
    elif found.unknowns is not None:
        assert found.changes == ()
        assert all_told(before, dict(found.unknowns)) != all_told(after, dict(found.unknowns))


@pytest.fixture(scope="module")
def every_patient():
    return EveryPatient(hemgraph.load("vertebral-hemangioma").model)


@pytest.mark.parametrize("part", range(8))
def test_each_planted_defect_is_told_in_just_the_patients_that_brute_force_finds(part, every_patient):
    changed = 0
    for _, what, mutated in list(mutants(every_patient.graph))[part::16]:  # half of them: mutants_diff.py takes all
        found = Graph(every_patient.graph).diff(Graph(mutated))
        count, wrong = every(every_patient, EveryPatient(mutated), found)
        assert wrong == [], what
        changed += count > 0
    assert changed > 20


@pytest.mark.parametrize("name", ["lumbar", "l3", "compression", "vertebral-hemangioma"])
def test_the_brute_force_says_of_each_patient_what_a_trace_says(name):
    self_check(graphs=10, model=hemgraph.load(name).model, patients=60)


TOY = (Path(__file__).parent / "graphs" / "good" / "toy.yaml").read_text()


def of_text(tmp_path, name, text):
    path = tmp_path / f"{name}.yaml"
    path.write_text(text)
    return hemgraph.load(path)


def changed(tmp_path, *pairs):
    text = TOY
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return of_text(tmp_path, "old", TOY).diff(of_text(tmp_path, "new", text))


def test_a_refactoring_is_proved_equivalent(tmp_path):
    renamed = changed(tmp_path, ("  cement:\n", "  inject:\n"), ("go: cement", "go: inject"))
    assert renamed.equivalent
    assert renamed.structure.renamed == (("inject", "cement"),)
    assert (renamed.needs, renamed.raised) == ("patch", "none")
    split = changed(
        tmp_path,
        (
            "      - {when: [mild, refractory], go: weigh}",
            "      - {when: mild, go: weigh}\n      - {when: refractory, go: weigh}",
        ),
    )
    assert split.equivalent
    assert split.structure.changed == (("pain", ("branches", "where it leads")),)


def test_the_order_of_independent_questions_does_not_matter(tmp_path):
    one = TOY.replace("start: pain", "start: fracture0")
    one = one.replace(
        "nodes:\n",
        "nodes:\n  fracture0:\n    ask: fracture\n    cites: [one.watch]\n    branches:\n      - {when: yes, go: cement}\n      - {when: no, go: pain}\n",
    )
    two = TOY.replace("go: weigh}", "go: fracture0}").replace(
        "  weigh:\n",
        "  fracture0:\n    ask: fracture\n    cites: [one.watch]\n    branches:\n      - {when: yes, go: cement}\n      - {when: no, go: weigh}\n  weigh:\n",
    )
    found = of_text(tmp_path, "one", one).diff(of_text(tmp_path, "two", two))
    assert found.equivalent  # a fracture hurts: nobody with one has no pain


def renamed(graph, names):
    def node(old):
        name = names[old.id]
        if isinstance(old, Condition):
            return replace(old, id=name, branches=tuple(replace(b, go=names[b.go]) for b in old.branches))
        return replace(old, id=name, then=old.then and names[old.then], reassess=old.reassess and names[old.reassess])

    return of_nodes(graph, {names[name]: node(old) for name, old in graph.nodes.items()}, names[graph.start])


def of_nodes(graph, nodes, start=None):
    boxes = MappingProxyType({name: n for n, name in enumerate(nodes, 1)})
    return replace(graph, nodes=MappingProxyType(nodes), boxes=boxes, start=start or graph.start)


def split(graph, name):
    """A node that several lead to as two, one of them for the first that leads there."""
    nodes, copy = dict(graph.nodes), f"{name}_copy"
    first = next(node for node in nodes.values() if name in node.targets)
    nodes[copy] = replace(nodes[name], id=copy)
    if isinstance(first, Condition):
        branches = tuple(replace(b, go=copy) if b.go == name else b for b in first.branches)
        nodes[first.id] = replace(first, branches=branches)
    else:
        nodes[first.id] = replace(first, then=copy)
    return of_nodes(graph, nodes)


def reordered(graph, name, n):
    """The question at the end of a branch asked first, and this one again for each of its answers."""
    node = graph.nodes[name]
    below = graph.nodes[node.branches[n].go]
    nodes = dict(graph.nodes)
    for i, branch in enumerate(below.branches):
        branches = (*node.branches[:n], replace(node.branches[n], go=branch.go), *node.branches[n + 1 :])
        nodes[f"{name}_{i}"] = replace(node, id=f"{name}_{i}", branches=branches)
    first = tuple(replace(branch, go=f"{name}_{i}") for i, branch in enumerate(below.branches))
    nodes[name] = replace(below, id=name, branches=first)
    return of_nodes(graph, nodes)


@pytest.mark.long
@pytest.mark.parametrize("name", ["lumbar", "l3", "compression", "vertebral-hemangioma"])
def test_renamed_ids_split_nodes_and_questions_in_another_order_are_proved_equivalent(name):
    graph = hemgraph.load(name).model
    found = Graph(graph).diff(Graph(renamed(graph, {other: f"x_{other}" for other in graph.nodes})))
    assert found.equivalent
    assert (found.structure.added, len(found.structure.renamed)) == ((), len(graph.nodes))
    shared = [
        n for n, node in graph.nodes.items() if node.targets and sum(n in o.targets for o in graph.nodes.values()) > 1
    ]
    assert shared
    for node in shared:
        assert Graph(graph).diff(Graph(split(graph, node))).equivalent, node
    for at, node in enumerate(graph.nodes.values()):
        for n, branch in enumerate(node.branches if isinstance(node, Condition) else ()):
            below = graph.nodes[branch.go]
            if len(graph.nodes) > 50 and at % 3:  # they take seconds each
                continue
            if isinstance(below, Condition) and below.ask != node.ask:
                found = Graph(graph).diff(Graph(reordered(graph, node.id, n)))
                assert found.changes == ()
                # Where the scan is not known yet, the steroid comes first: that question cannot be asked before another.
                asked = [x for x in graph.nodes.values() if isinstance(x, Condition) and x.ask == below.ask]
                waits = any(b.when is Special.UNKNOWN for x in asked for b in x.branches)
                assert found.equivalent is True or (waits and found.unknowns is not None), node.id


def test_what_is_said_on_the_way_counts(tmp_path):
    first = "  first:\n    title: First\n    recommend:\n      - {avoid: vertebroplasty, cites: [one.watch]}\n    then: observe\n"
    found = changed(
        tmp_path, ("{when: none, go: observe}", "{when: none, go: first}"), ("  cement:\n", first + "  cement:\n")
    )
    assert found.needs == "major"
    (row,) = found.changes
    assert row.leaves == ("observe", "observe")
    assert [str(r.tests["pain"]) for r in row.regions] == ["none"]


def test_another_start_is_another_meaning(tmp_path):
    found = changed(tmp_path, ("start: pain", "start: weigh"))
    assert {row.leaves for row in found.changes} == {("observe", "cement")}
    assert [{n: str(v) for n, v in r.tests.items()} for row in found.changes for r in row.regions] == [
        {"pain": "none", "size": "> 30"}
    ]


def test_a_new_option_is_admitted_and_falls_into_otherwise(tmp_path):
    old = TOY.replace("{when: [mild, refractory], go: weigh}", "{when: otherwise, go: weigh}")
    new = old.replace("mild: Mild pain,", "mild: Mild pain, fierce: Fierce pain,")
    found = of_text(tmp_path, "old", old).diff(of_text(tmp_path, "new", new))
    assert [{n: str(v) for n, v in region.tests.items()} for region in found.admitted] == [{"pain": "fierce"}]
    assert [(node, str(values)) for node, values in found.structure.absorbed] == [("pain", "fierce")]
    assert (found.equivalent, found.needs) == (False, "minor")
    assert of_text(tmp_path, "new", new).diff(of_text(tmp_path, "old", old)).needs == "major"


SIZE = "size: {ask: Largest diameter?, type: number, unit: mm, range: [0, 200], step: 0.1}"
HALF = SIZE.replace("0.1", "0.5")


@pytest.mark.parametrize(
    ("size", "needs", "lost", "gained"),
    [
        (SIZE.replace("0.1", "0.3"), "major", ["`size` is off the step of 0.3"], ["`size` is off the step of 0.5"]),
        (SIZE, "minor", [], ["`size` is off the step of 0.5"]),
        (HALF.replace("[0, ", "[0.2, "), "major", ["`size` is off the step of 0.5"], ["`size` is off the step of 0.5"]),
        (SIZE.replace("0.1", "1"), "major", ["`size` is off the step of 1"], []),
        (SIZE.replace(", step: 0.1", ""), "minor", [], ["`size` is off the step of 0.5"]),
        (HALF + "\n  age: {ask: How old?, type: integer, unit: a, range: [0, 120]}", "minor", [], ["`age` is given"]),
    ],
)
def test_what_cases_may_say_in_one_version_alone_is_told(tmp_path, size, needs, lost, gained):
    one = of_text(tmp_path, "old", TOY.replace(SIZE, HALF))
    two = of_text(tmp_path, "new", TOY.replace(SIZE, size))
    found = one.diff(two)
    assert (found.equivalent, found.changes, found.needs) == (False, (), needs)
    assert (list(found.structure.lost), list(found.structure.gained)) == (lost, gained)
    back = two.diff(one)
    assert (list(back.structure.lost), list(back.structure.gained)) == (gained, lost)
    text = difference_text(found)
    assert ("CASES THAT ARE REFUSED NOW: WHERE\n" in text) is bool(lost)
    assert ("CASES THAT ARE NO LONGER REFUSED: WHERE\n" in text) is bool(gained)


def test_words_that_a_reader_sees_otherwise_are_told(tmp_path):
    found = changed(
        tmp_path,
        ("none: No pain, mild: Mild pain", "none: Mild pain, mild: No pain"),
        ("{name: Vertebroplasty}", "{name: Cement injection}"),
    )
    assert (found.equivalent, found.needs) == (True, "patch")
    assert found.structure.words == (
        "`pain` none is `Mild pain`, was `No pain`",
        "`pain` mild is `No pain`, was `Mild pain`",
        "intervention `vertebroplasty` is `Cement injection`, was `Vertebroplasty`",
    )
    assert "WORDS THAT A READER SEES OTHERWISE\n  - `pain` none is `Mild pain`" in difference_text(found)
    found = changed(tmp_path, ("start: pain", "start: weigh"), ("fracture: yes, because", "size: '> 90', because"))
    assert found.structure.start == ("pain", "weigh")
    assert found.structure.impossible == ("- `pain` none and `fracture` yes", "+ `pain` none and `size` > 90")
    assert "starts at: `weigh`, was `pain`" in difference_text(found)


def test_a_finding_of_another_type_is_refused(tmp_path):
    with pytest.raises(
        hemgraph.HemgraphError, match="`fracture` is a boolean in the old version and a choice in the new one"
    ):
        changed(
            tmp_path,
            ("type: boolean}", "type: choice, options: {yes_: Yes, no_: No}}"),
            ("{fracture: yes}", "{fracture: yes_}"),
            ("fracture: yes, because", "fracture: yes_, because"),
        )


def run(*words):
    return CliRunner().invoke(main, ["diff", *map(str, words)])


@pytest.fixture
def two(tmp_path):
    gap = (Path(__file__).parent / "graphs" / "bad" / "gap.yaml").read_text()
    (tmp_path / "old.yaml").write_text(gap)
    (tmp_path / "new.yaml").write_text(gap.replace("'> 20'", "'>= 20'").replace("version: 1.0.0", "version: 1.1.0"))
    return tmp_path / "old.yaml", tmp_path / "new.yaml"


def test_the_command_ends_with_3_where_the_meaning_changed(two):
    old, new = two
    done = run(old, new)
    assert done.exit_code == 3
    assert (
        "1. no answer (a gap or an overlap) -> new box 3: Cement\n   newly: do Vertebroplasty\n   - size: 20\n"
        in done.output
    )
    assert "this needs a minor step; it was raised by a minor step." in done.output
    back = run(new, old)
    assert "this needs a major step; it was not raised: NOT ENOUGH." in back.output
    same = run(old, old)
    assert same.exit_code == 0
    assert "Nobody is told anything else: proved for every case" in same.output


def test_the_json_is_that_of_the_contract(two):
    found = json.loads(run(*two, "--json").output)
    assert list(found)[:7] == ["old", "new", "equivalent", "structure", "changes", "admitted", "excluded"]
    (row,) = found["changes"]
    assert (row["witness"], row["region"], row["cells"]) == ({"size": 20}, [{"size": "20"}], "1 of 3")
    assert row["old"] == {"leaf": None, "status": "refused", "recommendations": []}
    assert row["new"]["leaf"] == "cement"
    assert row["new"]["recommendations"][0]["intervention"] == "vertebroplasty"
    assert found["structure"]["changed"] == [{"node": "size", "what": ["branches", "where it leads"]}]
    assert found["version"] == {"needs": "minor", "raised": "minor"}
    same = json.loads(run(two[0], two[0], "--json").output)
    assert (same["equivalent"], same["changes"], same["version"]["needs"]) == (True, [], "none")


def test_what_is_allowed_and_what_only_unknowns_tell_is_said(tmp_path):
    old = TOY.replace(
        "      - {when: no, go: observe}\n", "      - {when: no, go: observe}\n      - {when: unknown, go: cement}\n", 1
    )
    (tmp_path / "old.yaml").write_text(old)
    (tmp_path / "new.yaml").write_text(old.replace("{when: unknown, go: cement}", "{when: unknown, go: observe}"))
    text = run(tmp_path / "old.yaml", tmp_path / "new.yaml").output
    assert "WITH SOMETHING UNKNOWN\n  Every whole patient is told the same, but not this case" in text
    (tmp_path / "free.yaml").write_text(
        TOY.replace("  - {pain: none, fracture: yes, because: A fracture hurts}\n", "  - {pain: none, size: '> 100'}\n")
    )
    (tmp_path / "toy.yaml").write_text(TOY)
    text = run(tmp_path / "toy.yaml", tmp_path / "free.yaml").output
    assert "PATIENTS WHOM ONLY THE NEW VERSION ALLOWS\n  - pain: none; fracture: yes\n" in text
    assert "PATIENTS WHOM THE NEW VERSION NO LONGER ALLOWS\n" in text
    assert "size: > 100" in text


def test_the_budget_is_respected_by_a_difference():
    done = run("lumbar", "l3", "--budget", "20")
    assert done.exit_code == 3
    assert "NOT DECIDED\n  Whether other patients are told by one version alone: " in done.output
    assert all(len(line) <= 80 for line in done.output.splitlines())
    found = json.loads(run("lumbar", "l3", "--budget", "20", "--json").output)
    assert found["budget_exceeded"]
    assert json.loads(run("l3", "compression", "--budget", "1", "--json").output)["changes"] == []


@pytest.mark.parametrize("seed", range(20))
def test_where_wide_regions_cost_too_much_narrow_ones_hold_the_same_patients(seed, monkeypatch):
    monkeypatch.setattr("hemgraph.analysis.meaning.MOST_WIDENED", 0)
    random = Random(seed)
    old = random_graph(random, nodes=5, faults=seed % 3 == 0)
    compare(old, version_of(random, old))


TELLABLE = range(int(os.environ.get("HEMGRAPH_GRAPHS", "120")))


@pytest.mark.parametrize("seed", TELLABLE)
def test_where_changes_are_too_many_to_list_some_of_each_kind_are_shown(seed, monkeypatch):
    monkeypatch.setattr("hemgraph.analysis.meaning.MOST_LISTED", 0)
    random = Random(seed)
    old = random_graph(random, nodes=6, faults=seed % 3 == 0)
    new = version_of(random, old)
    found = Graph(old).diff(Graph(new))
    values = values_of(new)
    before, after = Reference(old, values), Reference(new, values)
    both = [(p, told(before, p), told(after, p)) for p in before.patients if p in after.patients]

    def by(answer, what):
        """Whether somebody with this answer is told so; None where he gets none and that is not looked for."""
        if isinstance(what, str):
            return None if what == "silent" and answer[0] == "refused" else answer[0] == what
        return None if answer[0] == "refused" else what in answer[1]

    everything = {"refused", "silent", *(key for _, was, now in both for key in was[1] | now[1])}
    expected = set()
    for _, was, now in both:
        for what in everything:
            if {by(was, what), by(now, what)} == {True, False}:
                expected.add((what, bool(by(now, what))))
    assert {(row.about, row.newly) for row in found.changes} == expected
    assert len(found.changes) == len(expected)
    assert found.undecided == ()
    for row in found.changes:
        (region,) = row.regions
        here = [(p, was, now) for p, was, now in both if inside(region, p)]
        assert here
        assert all((by(was, row.about), by(now, row.about)) == (not row.newly, row.newly) for _, was, now in here)
        shown = [(was, now) for p, was, now in both if all(p[n] == v for n, v in region.witness.items())]
        assert (row.old, row.new) in shown
    if found.equivalent:
        assert all(was == now for _, was, now in both)
        for case in before.refinements({}):
            assert all_told(before, case) == all_told(after, case)
    elif found.unknowns is not None:
        assert all_told(before, dict(found.unknowns)) != all_told(after, dict(found.unknowns))


def test_a_graph_of_a_thousand_nodes_is_decided_and_told():
    graph = clinical_graph(Random(1), 1_000, 60)
    name = "n7_13"
    node = graph.nodes[name]
    one, two, *rest = node.branches
    mended = replace(node, branches=(replace(one, go=two.go), replace(two, go=one.go), *rest))
    other = replace(graph, nodes=MappingProxyType({**graph.nodes, name: mended}))
    found = Graph(graph).diff(Graph(other))
    assert found.equivalent is False
    assert found.undecided == ()
    text = difference_text(found)
    assert "CHANGES FOR PATIENTS: TOO MANY TO LIST" in text
    assert "of whom one goes: old box" in text
    assert "   for instance: " in text


def test_an_overlap_that_leads_to_copies_of_a_node_is_not_one_that_leads_to_the_node(tmp_path):
    one = TOY.replace("{when: none, go: observe}", "{when: none, go: observe}\n      - {when: none, go: observe}")
    copy = TOY[TOY.index("  observe:\n") :].replace("  observe:\n", "  observed:\n").rstrip("\n") + "\n"
    two = one.replace("- {when: none, go: observe}", "- {when: none, go: observed}", 1).rstrip("\n") + "\n" + copy
    found = of_text(tmp_path, "one", one).diff(of_text(tmp_path, "two", two))
    assert [row.leaves for row in found.changes] == [("observe", None)]


def test_what_is_heavier_comes_first():
    found = hemgraph.load("lumbar").diff(hemgraph.load("l3"))
    weights = [weight(row.old, row.new) for row in found.changes]
    assert weights == sorted(weights)
    assert weights[0] == 0
    assert "vertebrectomy with reconstruction -> new box 24" in " ".join(difference_text(found).split())
