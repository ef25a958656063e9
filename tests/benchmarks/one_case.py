"""How long one whole case takes, in every engine that can hold the same graph: `python tests/benchmarks/one_case.py [GRAPH ...]`.

All engines are told the graph once and take the same cases in turns; their answers are compared before they are timed.
Each figure is the median of the rounds, the mean over the cases in each, with the call itself; the floor is Python by hand
with binary floats. *Exact*: whether 0.3 and
0.29999999999999999999 are told apart. *Unknown*: of which types a missing finding gets a leaf as if it were known.
"""

from __future__ import annotations

import gc
import sys
from statistics import median
from time import perf_counter

from peers import checked_peers, limits
from thirty import paths, thirty

import hemgraph

ROUNDS, SHORTEST = 15, 0.01


def in_turns(runs):
    """Return the median seconds of one call of each (run, rows), all run in turns."""
    times, repeats = [[] for _ in runs], []
    for run, rows in runs:
        once = _once(run, rows, 1)
        repeats.append(max(1, int(SHORTEST / once)))
    for _ in range(ROUNDS):
        for (run, rows), kept, times_each in zip(runs, times, repeats, strict=True):
            kept.append(_once(run, rows, times_each) / times_each / len(rows))
    return [median(kept) for kept in times]


def _once(run, rows, repeats):
    gc.collect()
    start = perf_counter()
    for _ in range(repeats):
        for row in rows:
            run(row)
    return perf_counter() - start


def measure(graph):
    """Print the table of one graph."""
    model = graph.model
    peers, cases, said = checked_peers(graph)
    asked = sum(sum(step.kind == "condition" for step in graph.trace(case).path) for case in cases) / len(cases)
    conditions = sum(hasattr(node, "branches") for node in model.nodes.values())
    print(f"\n`{model.id}`: {conditions} conditions, {len(model.leaves)} leaves, {paths(model)} paths.", end=" ")
    print(f"A case meets {asked:.1f} conditions. {'. '.join(said)}.")
    if not hasattr(graph, "compile"):
        print("`Graph.compile` is not there yet: its rows are left out.")
    told, times = limits(), in_turns([(peer.run, [peer.row(case) for case in cases]) for peer in peers])
    floor = times[0]
    print("\n| engine | µs a case | times the floor | gives | decimals | a leaf for an unknown |")
    print("|---|---|---|---|---|---|")
    for peer, time in sorted(zip(peers, times, strict=True), key=lambda row: row[1]):
        numbers, unknown = told[peer.name]
        cells = (_short(time * 1e6), _short(time / floor), peer.gives, numbers, ", ".join(unknown) or "-")
        print(f"| {peer.name} | {' | '.join(cells)} |", flush=True)


def _short(number):
    return f"{number:.2f}" if number < 10 else f"{number:,.0f}"


def main():
    names = sys.argv[1:]
    for graph in [hemgraph.load(name) for name in names] or [thirty(), hemgraph.load("vertebral-hemangioma")]:
        measure(graph)


if __name__ == "__main__":
    main()
