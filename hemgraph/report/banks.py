"""A bank that was run, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import indent

from ..bank import BankRun, coverage
from ..graph import DecisionGraph
from .text import Strong


def bank_text(run: BankRun, strong: Strong = str) -> str:
    """Return how many cases of a bank passed, and each missed expectation as expected against got."""
    return "\n".join(_lines(run, strong)) + "\n"


def _lines(run: BankRun, strong: Strong) -> Iterator[str]:
    failed, count = run.failed, len(run.runs)
    verdict = f"{len(failed)} of {count} cases failed" if failed else f"{count} cases passed"
    yield f"{strong(run.graph.id)} {run.graph.version}: {verdict} ({run.file})"
    for case in failed:
        yield f"  {strong(case.case.id)}" + (f" ({case.case.at})" if case.case.at else "")
        for miss in case.misses:
            yield f"    expected  {miss.expected}"
            yield indent(miss.got, " " * 14).replace(" " * 14, "    got       ", 1)


def coverage_text(graph: DecisionGraph, runs: Sequence[BankRun]) -> str:
    """Return how many nodes and branches some banks of one graph passed, naming those they did not."""
    traces = [case.trace for run in runs for case in run.runs if case.trace is not None]
    found = coverage(graph, traces)
    lines = [
        f"  nodes {found.nodes - len(found.unseen_nodes)} of {found.nodes}, "
        f"branches {found.branches - len(found.unseen_branches)} of {found.branches}"
    ]
    lines += [f"    not reached: box {graph.boxes[name]} `{name}`" for name in found.unseen_nodes]
    for name, n in found.unseen_branches:
        branch = graph.condition(name).branches[n]
        lines.append(f"    not taken: box {graph.boxes[name]} `{name}`, branch `{branch.test}` to `{branch.go}`")
    return "\n".join(lines) + "\n"
