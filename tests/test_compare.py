"""`compare` against brute force: just the patients of whom graphs say different things, and each stance of one patient."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from random import Random
from types import MappingProxyType

import pytest
from click.testing import CliRunner
from reference import Reference, values_of
from strategies import random_graph

import hemgraph
from hemgraph.analysis.compare import disagreement
from hemgraph.api import Graph
from hemgraph.cli import main
from hemgraph.errors import HemgraphError, NotDecided, RefusedCase
from hemgraph.graph import Action, Branch, Claim, Condition, Conflict, Special, Stance
from hemgraph.report.comparing import comparison_text, disagreement_text
from hemgraph.results import agreement

GRAPHS = int(os.environ.get("HEMGRAPH_GRAPHS", "80"))
STRENGTH = (Stance.AVOID, Stance.DO, Stance.CONSIDER)


def panel(random):
    """Two or three graphs of the same findings that say different things, and conflicts of their claims."""
    base = random_graph(random, nodes=5, faults=random.random() < 0.3)
    claims = {f"s.{n}": Claim(f"s.{n}", f"claim {n}") for n in range(4)}
    conflicts = {
        f"k{n}": Conflict(
            f"k{n}",
            "conflict",
            {"one": tuple(random.sample(list(claims), 2)), "two": (random.choice(list(claims)),)},
            "Settled",
            about=tuple(random.sample(["i0", "i1", "i2", "i3"], random.choice((0, 0, 1, 2)))),
            when=random.choice(base.impossible).clause if base.impossible and random.random() < 0.5 else (),
        )
        for n in range(3)
    }
    found = {}
    for name in "abc"[: random.choice((2, 3))]:
        nodes = {n: said(random, node, list(base.nodes), claims) for n, node in base.nodes.items()}
        impossible = tuple(entry for entry in base.impossible if random.random() < 0.7)
        found[name] = replace(
            base, id=name, nodes=MappingProxyType(nodes), impossible=impossible, claims=claims, conflicts=conflicts
        )
    return found


def said(random, node, names, claims):
    if isinstance(node, Action):
        stance = {f"i{n}": random.choice(STRENGTH) for n in range(4)}
        return replace(
            node,
            recommend=tuple(
                replace(r, stance=stance[r.intervention], cites=tuple(random.sample(list(claims), 1)))
                for r in node.recommend
                if random.random() < 0.8
            ),
        )
    if random.random() < 0.3:
        later = [x for x in names if x > node.id or x[0] == "l"]
        n = random.randrange(len(node.branches))
        branches = list(node.branches)
        branches[n] = Branch(branches[n].when, random.choice(later))
        return replace(node, branches=tuple(branches))
    return node


def told(reference, patient):
    """Recommendations by intervention; None where the graph gives no answer."""
    nothing = {f"i{n}": None for n in range(4)}
    if patient not in reference.patients:
        return nothing
    end, nodes = reference.walk(patient)
    if end != "leaf":
        return nothing
    found = {f"i{n}": frozenset() for n in range(4)}
    for name in nodes:
        node = reference.graph.nodes[name]
        for given in node.recommend if isinstance(node, Action) else ():
            found[given.intervention] |= {given}
    for name, some in found.items():
        stances = {given.stance for given in some}
        if Stance.AVOID in stances and len(stances) > 1:
            found[name] = None
    return found


def stance(some):
    return next((s for s in STRENGTH if s in {given.stance for given in some or ()}), None)


def shown(conflict, rows, names):
    """How a conflict shows, read off every patient: (how, interventions), by the definition."""
    claims = {c for some in conflict.positions.values() for c in some}
    seen, speaking = {}, {}
    for patient, row in rows:
        if not all(patient[test.finding] in test.values for test in conflict.when):
            continue
        for intervention in row[names[0]]:
            resting = {n: [g for g in row[n][intervention] or () if claims & {*g.cites}] for n in names}
            how = agreement({n: stance(some) for n, some in resting.items()})
            if how:
                seen.setdefault(intervention, set()).add(str(how))
                speaking.setdefault(intervention, set()).update(n for n in names if resting[n])
    about = {i for i in seen if i in conflict.about} or set(seen)
    for kind, how in (("conflict", "opposed"), ("differ", "strength")):
        if at := {i for i in about if kind in seen[i]}:
            return how, at
    voices = set().union(*(speaking[i] for i in about)) if about else set()
    if len(voices) < 2:
        return ("single" if voices else "none"), about
    if at := {i for i in about if "agree" in seen[i]}:
        return "same", at
    return "apart", about


@pytest.mark.parametrize("seed", range(GRAPHS))
def test_the_map_has_just_the_patients_of_whom_graphs_say_different_things(seed):
    random = Random(seed)
    graphs = panel(random)
    found = disagreement(graphs)
    values = values_of(graphs["a"])
    references = {name: Reference(graph, values_of(graph)) for name, graph in graphs.items()}
    everyone = [
        p
        for point in product(*(values[f] for f in values))
        if (p := dict(zip(values, point, strict=True))) in [q for r in references.values() for q in r.patients]
    ]
    rows = [(patient, {name: told(r, patient) for name, r in references.items()}) for patient in everyone]
    heard, together = {}, set()
    for patient, row in rows:
        for intervention in (f"i{n}" for n in range(4)):
            stances = {name: stance(row[name][intervention]) for name in graphs}
            kind = agreement(stances)
            for name in graphs:
                if row[name][intervention]:
                    heard.setdefault(intervention, set()).add(name)
            if sum(bool(row[name][intervention]) for name in graphs) > 1:
                together.add(intervention)
            here = [
                apart
                for apart in found.apart
                if apart.voices.intervention == intervention
                for region in apart.regions
                if all(patient[name] in tests for name, tests in region.tests.items())
            ]
            if kind in ("conflict", "differ"):
                assert {tuple(apart.voices.stances.items()) for apart in here} == {tuple(stances.items())}
                refused = tuple(name for name in graphs if row[name][intervention] is None)
                assert {apart.voices.refused for apart in here} == {refused}
                assert here[0].voices.agreement == kind
                assert all((row[name][intervention] or frozenset()) <= here[0].voices.said[name] for name in graphs)
            else:
                assert here == []
    answers = {name: [r.walk(patient)[0] for patient in r.patients] for name, r in references.items()}
    assert set(found.gaps) == {name for name, ends in answers.items() if "refused" in ends}
    assert set(found.strangers) == {
        (one, other)
        for one, other in combinations(graphs, 2)
        if not any(patient in references[other].patients for patient in references[one].patients)
    }
    at_odds = {apart.voices.intervention for apart in found.apart}
    assert {(h.intervention, frozenset(h.graphs), h.together) for h in found.heard} == {
        (name, frozenset(graphs), name in together) for name, graphs in heard.items() if name not in at_odds
    }
    for apart in found.apart:
        for region in apart.regions:
            like = [(p, row) for p, row in rows if all(p[n] == v for n, v in region.witness.items())]
            assert like
            for _, row in like:
                got = {name: stance(row[name][apart.voices.intervention]) for name in graphs}
                assert got == apart.voices.stances
    for row in found.conflicts:
        assert (row.how, set(row.voices)) == shown(row.conflict, rows, list(graphs))


@pytest.mark.parametrize("seed", range(GRAPHS))
def test_where_regions_are_too_many_to_list_some_patients_of_each_two_stances_are_shown(seed, monkeypatch):
    monkeypatch.setattr("hemgraph.analysis.compare.MOST_LISTED", 0)
    random = Random(seed)
    graphs = panel(random)
    found = disagreement(graphs)
    references = {name: Reference(graph, values_of(graph)) for name, graph in graphs.items()}
    expected, together = set(), set()
    for one, other in combinations(graphs, 2):
        for patient in references[one].patients:
            if patient not in references[other].patients:
                continue
            ends = [references[name].walk(patient) for name in (one, other)]
            if any(end != "leaf" for end, _ in ends):
                continue
            keys = [references[name].keys(nodes) for name, (_, nodes) in zip((one, other), ends, strict=True)]
            for a, b in product(*keys):
                if a[0] == b[0]:
                    together.add(a[0])
                    if a[1] != b[1]:
                        expected.add((a[0], one, a[1], other, b[1]))
    shown = {
        (row.voices.intervention, *(x for pair in row.voices.stances.items() for x in pair)) for row in found.apart
    }
    assert shown == expected
    assert found.undecided == ()
    assert {row.intervention for row in found.heard if row.together} == together - {row[0] for row in expected}
    for row in found.apart:
        ((one, first), (other, second)) = row.voices.stances.items()
        (region,) = row.regions
        here = [
            p
            for p in references[one].patients
            if p in references[other].patients and all(p[name] in tests for name, tests in region.tests.items())
        ]
        assert here
        for patient in here:
            for name, given in ((one, first), (other, second)):
                end, nodes = references[name].walk(patient)
                assert end == "leaf"
                assert (row.voices.intervention, given) in {key[:2] for key in references[name].keys(nodes)}


@pytest.mark.parametrize("seed", range(GRAPHS))
def test_a_stance_on_one_patient_is_that_of_every_way_on(seed):
    random = Random(seed)
    models = panel(random)
    references = {name: Reference(graph, values_of(graph)) for name, graph in models.items()}
    graphs = [Graph(model) for model in models.values()]
    for _ in range(5):
        patient = random.choice(references["a"].patients or [{}])
        case = {name: value for name, value in patient.items() if random.random() < 0.7}
        traced = {name: reference.trace(case) for name, reference in references.items()}
        try:
            found = hemgraph.compare(graphs, case)
        except (RefusedCase, NotDecided):
            continue
        for name, trace in found.traces.items():
            if trace.leaf is None:
                ends = {
                    r["keys"] if r["status"] in ("recommended", "silent") else frozenset()
                    for c in references[name].refinements(case)
                    if (r := references[name].trace(c))["status"] != "incomplete"
                    and references[name].walk(c)[0] != "stop"
                }
            else:
                ends = {traced[name]["keys"]}
            for intervention in (f"i{n}" for n in range(4)):
                said = {next((s for s in STRENGTH if (intervention, s) in {k[:2] for k in e}), None) for e in ends}
                row = next((v for v in found.voices if v.intervention == intervention), None)
                if row is None:
                    assert said == {None}
                else:
                    assert (name in row.open) is (len(said) > 1)
                    assert row.stances[name] == (said.pop() if len(said) == 1 else None)


THREE = ("lumbar", "l3", "compression")


@pytest.fixture(scope="module")
def three():
    return hemgraph.disagreement([hemgraph.load(name) for name in THREE])


def test_the_map_finds_what_the_sources_are_known_to_disagree_on(three):
    at_odds = {(str(row.voices.agreement), row.voices.intervention) for row in three.apart}
    assert at_odds == {
        ("conflict", "en_bloc_resection"),
        ("conflict", "subtotal_resection"),
        ("conflict", "preoperative_embolization"),
        ("differ", "radiotherapy"),
        ("differ", "piecemeal_resection"),
        ("differ", "intraoperative_vertebroplasty"),
    }
    embolization = [row for row in three.apart if row.voices.intervention == "preoperative_embolization"]
    assert all(str(region.tests["deficit"]) == "progressive" for row in embolization for region in row.regions)
    how = {row.conflict.id: row.how for row in three.conflicts}
    assert how["en-bloc"] == how["subtotal-resection-of-stage-3"] == how["embolization-before-surgery"] == "opposed"
    assert how["radiotherapy-after-subtotal-resection"] == "strength"
    assert how["radiotherapy-after-complete-resection"] == how["fixation-in-a-stable-spine"] == "single"
    assert how["t1-signal"] == "none"
    assert len(how) == 23


def test_the_map_is_told_in_80_columns_and_names_the_silent_ones(three):
    text = disagreement_text(three)
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "3. En bloc resection\n   do: compression; avoid: lumbar, l3\n   - stage: initial;" in text
    assert "   do: lumbar; consider: compression; not named: l3\n   - stage: recurrence; " in text
    assert "fixation-in-a-stable-spine: one voice alone on Posterior instrumented" in text
    assert "DRAFT, not reviewed: lumbar, l3, compression." in text


def run(*words):
    return CliRunner().invoke(main, ["compare", *map(str, words)])


def test_one_patient_is_a_table_with_the_reasons_of_those_at_odds():
    done = run("emergency", "-g", "compression", "-g", "lumbar", "-g", "vertebral-hemangioma", "-g", "l3")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert all(len(line) <= 80 for line in lines)
    row = next(line for line in lines if line.startswith("  En bloc resection"))
    assert row.split()[-5:] == ["do", "?", "avoid", "?", "CONFLICT"]
    assert any(line.startswith("  Surgery within 24 h") and line.endswith("agree") for line in lines)
    assert "    named in the files as `en-bloc`" in lines
    assert "? is not settled" in done.output


def test_the_json_of_one_patient_is_that_of_the_contract():
    found = json.loads(run("emergency", "-g", "compression", "-g", "vertebral-hemangioma", "--json").output)
    assert list(found) == ["case", "graphs", "interventions"]
    assert [graph["graph"]["id"] for graph in found["graphs"]] == ["compression", "vertebral-hemangioma"]
    assert found["graphs"][0]["status"] == "recommended"
    first = found["interventions"][0]
    assert first["intervention"] == "en_bloc_resection"
    assert first["stances"] == {"compression": "do", "vertebral-hemangioma": "avoid"}
    assert first["agreement"] == "conflict"


def test_the_json_of_the_map_is_that_of_the_contract():
    found = json.loads(run("-g", "l3", "-g", "compression", "--json").output)
    assert list(found)[:2] == ["graphs", "regions"]
    first = found["regions"][0]
    assert list(first) == ["region", "witness", "interventions", "whole"]
    assert first["interventions"][0]["agreement"] == "conflict"
    assert found["budget_exceeded"] == []


def test_a_graph_that_takes_no_such_patient_is_told_and_not_left_out():
    three = [word for name in THREE for word in ("-g", name)]
    assert "do: lumbar; avoid: compression; no answer: l3\n   - stage: initial;" in run(*three).output
    settings = ["--set", "imaging=typical", "--set", "enneking=s3"]
    done = run("-g", "lumbar", "-g", "l3", *settings)
    assert done.exit_code == 0
    assert "takes no such patient: no patient can have `imaging`" in " ".join(done.output.split())
    found = json.loads(run("-g", "lumbar", "-g", "l3", *settings, "--json").output)
    assert found["graphs"][1]["status"] == "refused"
    assert found["graphs"][1]["faults"] == ["no patient can have `imaging` typical and `enneking` s3"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-g", "lumbar"], "name at least two graphs"),
        (["-g", "lumbar", "-g", "lumbar"], "`lumbar 1.0.0` is given twice"),
        (["nosuch", "-g", "lumbar", "-g", "l3"], "no worked case `nosuch` comes along with `lumbar` or `l3`"),
        (
            ["-g", "lumbar", "-g", "l3", "--set", "defict=none", "--set", "pain=bad"],
            "no graph here has a finding `defict`\n  help: did you mean `deficit`?\n`pain`: `bad` is not one",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(words, said):
    done = run(*words)
    assert done.exit_code in (1, 2)
    assert said in done.output
    assert "Traceback" not in done.output


def other(tmp_path, name, *pairs):
    """The graph of one question with other words in it."""
    text = (Path(__file__).parent / "graphs" / "good" / "toy.yaml").read_text()
    for old, new in (("id: toy", f"id: {name}"), *pairs):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / f"{name}.yaml"
    path.write_text(text)
    return str(path)


def test_options_and_units_that_differ_are_read_by_each_graph_or_refused(tmp_path):
    one = other(tmp_path, "one")
    worse = other(tmp_path, "worse", ("refractory", "worst"))
    done = run("-g", one, "-g", worse, "--set", "pain=refractory", "--set", "size=3")
    assert done.exit_code == 0
    assert "takes no such patient: `pain`: `refractory` is not one" in " ".join(done.output.split())
    assert "x takes no such patient" in done.output
    metres = other(tmp_path, "metres", ("unit: mm", "unit: cm"))
    bare = run("-g", one, "-g", metres, "--set", "pain=mild", "--set", "size=3")
    assert bare.exit_code == 1
    assert "`size`: 3 has no unit, and would be read as mm in `one`, cm in `metres`" in bare.output
    assert run("-g", one, "-g", metres, "--set", "pain=mild", "--set", "size=3 mm").exit_code == 0


def test_graphs_without_a_common_patient_prove_nothing_and_it_is_said(tmp_path):
    low = other(tmp_path, "low", ("impossible:\n", "impossible:\n  - {size: '<= 25'}\n"))
    high = other(tmp_path, "high", ("impossible:\n", "impossible:\n  - {size: '>= 25'}\n"))
    text = " ".join(run("-g", low, "-g", high).output.split())
    assert "low and high have no patient in common" in text


def test_a_map_that_was_not_decided_claims_no_proof():
    text = " ".join(run("-g", "l3", "-g", "lumbar", "--budget", "1").output.split())
    assert "At least no interventions" not in text
    assert "Proved" not in text
    assert "NEVER" not in text
    assert "Not all was decided, see below." in text


def test_six_graphs_fit_a_page():
    six = [word for name in ("lumbar", "l3", "compression", "vertebral-hemangioma") for word in ("-g", name)]
    path = Path(hemgraph.__file__).parent.parent / "graphs" / "lumbar.yaml"
    more = [Graph(replace(hemgraph.load(path).model, id=f"more-{n}")) for n in (1, 2)]
    found = hemgraph.compare([*map(hemgraph.load, six[1::2]), *more], {"stage": "initial", "deficit": "stable"})
    assert all(len(line) <= 80 for line in comparison_text(found).splitlines())


def test_fewer_than_two_graphs_are_refused():
    with pytest.raises(HemgraphError, match="one graph alone cannot be compared"):
        hemgraph.disagreement([hemgraph.load("lumbar")])


def test_the_budget_is_respected_by_the_map():
    done = run("-g", "lumbar", "-g", "l3", "--budget", "10")
    assert done.exit_code == 3
    assert "NOT DECIDED\n  Whether more stances differ on: " in done.output
    assert "Raise it with --budget" in " ".join(done.output.split())


def test_the_budget_is_respected_by_one_patient():
    words = ["emergency", "-g", "compression", "-g", "l3"]
    assert run(*words).exit_code == 0
    done = run(*words, "--budget", "1")
    assert (done.exit_code, "raise it with --budget" in done.output) == (3, True)


def test_two_versions_of_one_id_are_told_apart(tmp_path):
    path = Path(hemgraph.__file__).parent.parent / "graphs" / "lumbar.yaml"
    newer = Graph(replace(hemgraph.load(path).model, version="2.0.0"))
    found = hemgraph.compare([hemgraph.load("lumbar"), newer], {"stage": "recurrence"})
    assert list(found.graphs) == ["lumbar 1.0.0", "lumbar 2.0.0"]
    assert [str(voice.agreement) for voice in found.voices] == ["agree"]
    assert "A  lumbar 1.0.0 (DRAFT): box" in comparison_text(found)


def test_a_graph_is_given_only_the_findings_that_it_knows():
    lumbar = hemgraph.load("lumbar")
    fewer = replace(
        lumbar.model,
        id="fewer",
        findings=MappingProxyType({n: f for n, f in lumbar.model.findings.items() if n != "vascular"}),
        nodes=MappingProxyType(
            {
                name: node
                if not (isinstance(node, Condition) and node.ask == "vascular")
                else Action(name, "Not asked", silent=True)
                for name, node in lumbar.model.nodes.items()
            }
        ),
    )
    found = hemgraph.compare([lumbar, Graph(fewer)], {"stage": "recurrence", "vascular": True})
    assert not found.refused
    assert set(found.traces["fewer"].case.findings) == {"stage"}
    assert found.findings == {"stage": "recurrence", "vascular": True}
    assert all(branch.when is not Special.UNKNOWN for branch in lumbar.model.condition("vascular").branches)
    assert hemgraph.disagreement([lumbar, Graph(fewer)]).apart == ()
