"""The same decision in every other engine, each checked row by row against the graph's own trace.

`peers_of` tells them a graph, `disagreements` compares leaf and path, `limits` finds out what a peer makes of a number of
twenty digits and of a finding that is not known. `python tests/benchmarks/peers.py [GRAPH]` compares without timing.
"""

from __future__ import annotations

import sys
import tempfile
from decimal import Decimal
from pathlib import Path

from peer_cases import whole_cases
from peer_expressions import by_json_logic, by_rule_engine
from peer_ours import by_hemgraph, differing_parts
from peer_python import by_hand, by_networkx
from peer_spiff import by_spiff
from peer_zen import by_zen
from thirty import thirty

import hemgraph

MAKERS = (by_hand, by_hemgraph, by_zen, by_json_logic, by_rule_engine, by_networkx, by_spiff)
TINY = """\
hemgraph: 1
id: tiny
title: One question
version: 1.0.0
status: draft
findings:
  size: {{ask: Size?, type: number, range: [0, 1]}}
  kind: {{ask: Kind?, type: choice, options: {{some: Some, other: Other}}}}
  given: {{ask: Given?, type: boolean}}
interventions: {{}}
start: asked
nodes:
  asked: {{ask: {}, branches: [{{when: {}, go: first}}, {{when: {}, go: second}}]}}
  first: {{title: First, silent: yes}}
  second: {{title: Second, silent: yes}}
"""
QUESTIONS = {"size": ("'< 0.3'", "'>= 0.3'"), "kind": ("some", "other"), "given": ("yes", "no")}
ALMOST = Decimal("0.29999999999999999999")
"""Below 0.3, but the binary float nearest to it is the one nearest to 0.3."""


def peers_of(model, makers=MAKERS):
    """Return every peer that is installed, and the module that is missing for each that is not."""
    found, missing = [], []
    for make in makers:
        try:
            found += make(model)
        except ImportError as error:
            missing.append(f"{make.__name__.removeprefix('by_')}: {error.name} is not installed")
    return found, missing


def disagreements(graph, peers, cases):
    """Return each peer's rows that differ from the graph's own trace, as (peer, case, told, traced)."""
    found = []
    for case in cases:
        trace = graph.trace(case)
        path = tuple(step.node for step in trace.path)
        asked = tuple(step.node for step in trace.path if step.kind == "condition" or step.node == trace.leaf)
        for peer in peers:
            leaf, way = peer.read(peer.run(peer.row(case)))
            whole = asked if peer.skips_actions else path
            if leaf != trace.leaf or way not in (None, whole):
                found.append((peer.name, case, (leaf, way), (trace.leaf, whole)))
    return found


def limits():
    """Return for each peer, by its name, whether its decimals are exact, and the types of which an unknown gets a leaf."""
    whole, found = {"size": ALMOST, "kind": "some", "given": True}, {}
    told = [peers_of(_tiny(name, *tests))[0] for name, tests in QUESTIONS.items()]
    for by_type in zip(*told, strict=True):
        right = _leaf(by_type[0], whole) == "first" and _leaf(by_type[0], {**whole, "size": Decimal("0.3")}) == "second"
        unknown = []
        for peer, name, kind in zip(by_type, whole, ("number", "choice", "yes or no"), strict=True):
            if _leaf(peer, {other: value for other, value in whole.items() if other != name}):
                unknown.append(kind)
        found[by_type[0].name] = ("exact" if right else "binary floats", unknown)
    return found


def _tiny(name, one, other):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tiny.yaml"
        file.write_text(TINY.format(name, one, other), encoding="utf-8")
        return hemgraph.load(file).model


def _leaf(peer, case):
    try:
        return peer.read(peer.run(peer.row(case)))[0]
    except Exception:  # whatever it raises, no leaf is told
        return None


def checked_peers(graph, count=400):
    """Return the peers, the cases on which all of them agree with the trace, and what is to be said of them."""
    cases, refused = whole_cases(graph, count)
    peers, missing = peers_of(graph.model)
    wrong = disagreements(graph, peers, cases)
    assert not wrong, wrong[0]
    assert not (parts := differing_parts(graph, cases)), parts[0]
    said = f"{len(peers)} engines agree with the trace on leaf and path of {count} whole cases"
    return peers, cases, [f"{said}; {refused} impossible ones were left out", *missing]


def main():
    name = next(iter(sys.argv[1:]), None)
    graph = hemgraph.load(name) if name else thirty()
    for line in checked_peers(graph)[2]:
        print(line)
    for peer, (numbers, leaves) in limits().items():
        print(f"{peer}: {numbers}; a leaf although a finding is missing: {', '.join(leaves) or 'never'}")


if __name__ == "__main__":
    main()
