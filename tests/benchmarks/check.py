"""How long a proof takes, as graphs grow, and beside two solvers that make the same claims. Run by `make bench`.

*Kernel*: who reaches what, every gap, overlap and branch, from the graph to the claims. *Check*: every analysis,
witnesses and messages too. Python-sat and z3 make the claims of the kernel; each answer is compared.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from subprocess import run
from time import perf_counter
from types import MappingProxyType

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.mutants import mutants
from big_graphs import clinical_graph
from sat_review import sat_review
from test_sat_review import engine_says

import hemgraph
from hemgraph.analysis import check, disagreement
from hemgraph.analysis.proof import Proof
from hemgraph.api import Graph
from hemgraph.case import Case
from hemgraph.graph import Action, Condition, Stance
from hemgraph.regions.logic import Logic

SOLVERS = 1_000
"""Up to how many nodes the solvers are run."""


def once(call):
    gc.collect()
    start = perf_counter()
    result = call()
    return perf_counter() - start, result


def timed(call, times):
    return median(once(call)[0] for _ in range(times))


def memory(call):
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def checked(graph):
    return check(Logic(graph), today=date(2026, 11, 21))


def row(name, graph, times):
    kernel, whole = timed(lambda: engine_says(graph), times), timed(lambda: checked(graph), times)
    sat, z3 = solvers(graph)
    cells = [
        f"{kernel * 1000:.1f} ms",
        f"{whole * 1000:.0f} ms",
        f"{memory(lambda: checked(graph)):.0f} MiB",
        f"{checked(graph).work}",
        f"{sat / kernel:.0f}" if sat else "-",
        f"{z3 / kernel:.0f}" if z3 else "-",
    ]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def solvers(graph):
    if len(graph.nodes) > SOLVERS or any(
        branch.when == "unknown" for n in graph.nodes.values() for branch in getattr(n, "branches", ())
    ):
        return None, None
    sat, claims = once(lambda: sat_review(graph))
    assert claims == engine_says(graph)
    try:
        import z3  # noqa: F401 - the first import costs more than a review
        from z3_review import z3_review
    except ImportError:
        return sat, None
    z3_time, claims = once(lambda: z3_review(graph))
    assert claims == engine_says(graph)
    return sat, z3_time


def explained(graph):
    """The median time to explain ten patients, each at a leaf of their own, and the same with six findings unknown."""
    engine, proof = Graph(graph), Proof(Logic(graph))
    leaves = [leaf.id for leaf in graph.leaves if leaf.id in proof.flow.here]
    patients = [proof.witness(leaf, proof.flow.here[leaf][0]).case for leaf in (leaves * 10)[:10]]
    fewer = [Case(dict(list(case.findings.items())[: max(1, len(case.findings) - 6)])) for case in patients]
    engine.explain(patients[0])  # what is made at the first use
    return [median(once(lambda case=case: engine.explain(case))[0] for case in some) for some in (patients, fewer)]


def edited(graph):
    """The graph with two targets of one condition swapped, a fifth of the way down."""
    names = [name for name, node in graph.nodes.items() if isinstance(node, Condition)]
    node = graph.nodes[names[len(names) // 5]]
    one, two, *rest = node.branches
    node = replace(node, branches=(replace(one, go=two.go), replace(two, go=one.go), *rest))
    return replace(graph, nodes=MappingProxyType({**graph.nodes, node.id: node}))


def other_stances(graph):
    """The graph with a fifth of its actions avoiding what they recommend."""
    random, nodes = Random(2), {}
    for name, node in graph.nodes.items():
        nodes[name] = node
        if isinstance(node, Action) and random.random() < 0.2:
            said = tuple(replace(given, stance=Stance.AVOID) for given in node.recommend)
            nodes[name] = replace(node, recommend=said)
    return replace(graph, id="other", nodes=MappingProxyType(nodes))


def main():
    engine_says(hemgraph.load("l3").model)  # imports
    print("| graph | kernel | check | peak memory of check | work (boxes) | python-sat / kernel | z3 / kernel |")
    print("|---|---|---|---|---|---|---|")
    for name in ("l3", "vertebral-hemangioma"):
        model = hemgraph.load(name).model
        row(f"`{name}`, {len(model.nodes)} nodes", model, 9)
    for nodes, findings in ((40, 18), (100, 30), (300, 60), (1_000, 60), (2_000, 60), (5_000, 60)):
        row(f"clinical-shaped, {nodes:,} nodes, {findings} findings", clinical_graph(Random(1), nodes, findings), 5)
    print("\n| nodes | explain, all known | explain, 6 unknown | diff, an edge moved | compare | ratio to check |")
    print("|---|---|---|---|---|---|")
    for nodes, findings in ((40, 18), (1_000, 60), (5_000, 60)):
        graph = clinical_graph(Random(1), nodes, findings)
        beside, (whole, part) = timed(lambda graph=graph: checked(graph), 3), explained(graph)
        moved = edited(graph)
        apart = timed(lambda graph=graph, moved=moved: Graph(graph).diff(Graph(moved)), 3)
        graphs = {"a": graph, "b": other_stances(graph)}
        both = timed(lambda graphs=graphs: disagreement(graphs), 3)
        each = (whole, part, apart, both)
        ratios = " ".join(f"{time / beside:.2f}" for time in each)
        print(f"| {nodes:,} | {' | '.join(f'{time * 1000:.0f} ms' for time in each)} | {ratios} |", flush=True)
    model = hemgraph.load("vertebral-hemangioma").model
    three = {name: hemgraph.load(name).model for name in ("lumbar", "l3", "compression")}
    _, _, other = next(iter(mutants(model)))
    apart = timed(lambda: Graph(model).diff(Graph(other)), 5)
    print(f"`diff` of the integrated graph, a branch deleted: {apart * 1000:.0f} ms")
    print(f"the map of disagreement of the three sources: {timed(lambda: disagreement(three), 5) * 1000:.0f} ms")
    program = Path(sys.executable).parent / "hemgraph"
    words = [program, "check", "vertebral-hemangioma"]
    whole = timed(lambda: run(words, capture_output=True, check=True), 7)
    print(f"\n`hemgraph check vertebral-hemangioma`, whole process: {whole * 1000:.0f} ms")


if __name__ == "__main__":
    main()
