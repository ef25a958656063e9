"""The four graphs that come along: what they cite, what they leave silent, and what their banks prove."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from reference import Reference
from test_trace_reference import compare

import hemgraph
from hemgraph.bank import coverage, run_bank
from hemgraph.files.bank_file import read_bank
from hemgraph.files.shelf import bank_paths, graph_paths
from hemgraph.graph import Action, Condition, Stance

IDS = ("compression", "l3", "lumbar", "vertebral-hemangioma")
SOURCES = IDS[:3]


@pytest.fixture(scope="module")
def graphs():
    return {name: hemgraph.load(name) for name in IDS}


def claims_of(node):
    """Every claim that a node names, anywhere."""
    found = list(node.cites)
    if isinstance(node, Action):
        found += [c for r in node.recommend for c in r.cites]
        found += [c for s in (*node.expect, *node.caution) for c in s.cites]
    return found


def test_these_come_along():
    assert tuple(graph_paths()) == IDS
    assert tuple(path.stem for path in bank_paths()) == IDS


@pytest.mark.parametrize("name", IDS)
def test_each_bank_passes_and_takes_every_branch(graphs, name):
    bank = next(read_bank(path) for path in bank_paths() if path.stem == name)
    run = run_bank(graphs[name], bank)
    assert run.failed == ()
    found = coverage(graphs[name].model, [case.trace for case in run.runs])
    assert (found.unseen_nodes, found.unseen_branches) == ((), ())


@pytest.mark.parametrize("name", IDS)
def test_every_node_that_is_not_silent_cites(graphs, name):
    for node in graphs[name].model.nodes.values():
        if not (isinstance(node, Action) and node.silent):
            assert claims_of(node), node.id


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_alone_speaks_for_itself_only(graphs, name):
    graph = graphs[name].model
    for node in graph.nodes.values():
        assert {claim.partition(".")[0] for claim in claims_of(node)} <= {name}
        for given in node.recommend if isinstance(node, Action) else ():
            if given.disputed:
                own = [
                    p
                    for p, claims in graph.conflicts[given.disputed].positions.items()
                    if any(c.startswith(f"{name}.") for c in claims)
                ]
                assert len(own) > 1, "a dispute of this source with itself"


def test_every_claim_is_cited_somewhere(graphs):
    cited = {claim for graph in graphs.values() for node in graph.model.nodes.values() for claim in claims_of(node)}
    assert set(graphs["lumbar"].model.claims) == cited
    assert len(cited) == 100


def test_every_conflict_is_represented(graphs):
    graph = graphs["vertebral-hemangioma"].model
    disputed = {r.disputed for n in graph.nodes.values() if isinstance(n, Action) for r in n.recommend if r.disputed}
    cited = {claim for node in graph.nodes.values() for claim in claims_of(node)}
    assert len(graph.conflicts) == 23
    for conflict in graph.conflicts.values():
        assert (conflict.kind == "conflict") == (conflict.id in disputed), conflict.id
        assert cited.issuperset(claim for claims in conflict.positions.values() for claim in claims), conflict.id


@pytest.mark.parametrize("name", IDS)
def test_all_are_drafts_and_a_question_ends_as_one(graphs, name):
    graph = graphs[name].model
    assert graph.status == "draft"
    for node in graph.nodes.values():
        if isinstance(node, Condition):
            text = node.title or graph.findings[node.ask].ask
            assert text.endswith("?")
        else:
            assert len(node.title.split()) <= 12


@pytest.mark.parametrize("name", IDS)
def test_each_branch_stands_on_a_line_of_its_own(graphs, name):
    text = graph_paths()[name].read_text()
    branches = sum(len(n.branches) for n in graphs[name].model.nodes.values() if isinstance(n, Condition))
    assert len(re.findall(r"^\s*- \{when: [^\n]*, go: [a-z0-9_]+\}( *#.*)?$", text, re.MULTILINE)) == branches


def test_the_integrated_graph_has_just_three_impossible_combinations(graphs):
    clauses = [{t.finding: str(t.values) for t in i.clause} for i in graphs["vertebral-hemangioma"].model.impossible]
    assert clauses == [
        {"imaging": "typical", "extraosseous": "yes"},
        {"imaging": "typical", "enneking": "s3"},
        {"imaging": "typical", "destruction": "yes"},
    ]


@pytest.mark.long
@pytest.mark.parametrize("name", IDS)
def test_every_patient_gets_an_answer_and_the_properties_hold(graphs, name):
    """Brute force over every admissible patient, as far as the findings that the graph asks tell them apart."""
    graph = graphs[name]
    asked = {f for n in graph.model.nodes.values() if isinstance(n, Condition) for f in n.findings}
    asked |= {t.finding for i in graph.model.impossible for t in i.clause} | {
        t.finding for p in graph.model.properties for t in p.when
    }
    names = [f for f in graph.model.findings if f in asked]
    walker = Reference.__new__(Reference)
    walker.graph = graph.model
    options = [
        graph.model.findings[f].domain.options if graph.model.findings[f].type == "choice" else (True, False)
        for f in names
    ]
    seen = set()
    for point in product(*options):
        patient = dict(zip(names, point, strict=True))
        if any(all(patient[t.finding] in t.values for t in i.clause) for i in graph.model.impossible):
            continue
        walker.answer = lambda node, _, patient=patient: walker.branch_of(node, patient)
        end, nodes = walker.walk(patient)
        assert end == "leaf", (patient, nodes)
        seen.add(nodes[-1])
        said = {}
        for key in walker.keys(nodes):
            said.setdefault(key[0], set()).add(key[1])
        assert not any(Stance.AVOID in s and len(s) > 1 for s in said.values()), patient
        for wanted in graph.model.properties:
            if all(patient[t.finding] in t.values for t in wanted.when):
                assert (wanted.stance in said.get(wanted.intervention, ())) == wanted.always, (wanted, patient)
    assert seen == {leaf.id for leaf in graph.model.leaves} - unreached(graph)


def unreached(graph):
    """Leaves that only an unknown leads to: a patient whose findings are all known never comes there."""
    return {
        b.go for n in graph.model.nodes.values() if isinstance(n, Condition) for b in n.branches if b.test == "unknown"
    } & {
        leaf.id
        for leaf in graph.model.leaves
        if leaf.id
        not in {
            b.go
            for n in graph.model.nodes.values()
            if isinstance(n, Condition)
            for b in n.branches
            if b.test != "unknown"
        }
    }


@pytest.mark.long
@pytest.mark.parametrize("name", IDS)
def test_the_trace_agrees_with_brute_force_on_the_real_graphs(graphs, name):
    """Patients of whom up to five findings are not known, row by row; only what the graph asks takes part."""
    model = graphs[name].model
    conditions = [n for n in model.nodes.values() if isinstance(n, Condition)]
    asked = {f for n in conditions for f in n.findings} | {t.finding for i in model.impossible for t in i.clause}
    small = replace(
        model, findings={f: v for f, v in model.findings.items() if f in asked}, properties=(), conflicts={}
    )
    domains = {f: v.domain.options if v.type == "choice" else (True, False) for f, v in small.findings.items()}
    engine, random = type(graphs[name])(small), Random(7)
    for _ in range(60):
        patient = {f: random.choice(values) for f, values in domains.items()}
        hidden = random.sample(list(patient), min(len(patient), 5))
        reference = Reference(small, {f: v if f in hidden else (patient[f],) for f, v in domains.items()})
        if reference.patients:
            reference.engine = engine
            patient = random.choice(reference.patients)
            compare(small, reference, {f: v for f, v in patient.items() if f not in hidden[random.randint(0, 4) :]})
