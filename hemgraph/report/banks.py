"""A bank that was run, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import indent

from ..bank import BankRun, coverage_of
from .text import Strong


def bank_text(run: BankRun, strong: Strong = str) -> str:
    """Return how many cases of a bank passed, and each missed expectation as expected against got."""
    return "\n".join(_lines(run, strong)) + "\n"


def _lines(run: BankRun, strong: Strong) -> Iterator[str]:
    failed, count = run.failed, len(run.runs)
    cases = "case" if count == 1 else "cases"
    verdict = f"{len(failed)} of {count} {cases} failed" if failed else f"{count} {cases} passed"
    yield f"{strong(run.graph.id)} {run.graph.version}: {verdict} ({run.file})"
    for case in failed:
        yield f"  {strong(case.case.id)}" + (f" ({case.case.at})" if case.case.at else "")
        for miss in case.misses:
            yield f"    expected  {miss.expected}"
            yield indent(miss.got, " " * 14).replace(" " * 14, "    got       ", 1)


def report_text(runs: Mapping[str, Sequence[BankRun]], strong: Strong = str) -> str:
    """Return the banks of some graphs, by the name they call them, then what they cover."""
    told = "".join(bank_text(run, strong) for done in runs.values() for run in done)
    covered = "".join(f"{name}\n{coverage_text(done)}" for name, done in runs.items())
    return f"{told}\n{strong('Coverage')}\n{covered}"


def coverage_text(runs: Sequence[BankRun]) -> str:
    """Return how many nodes and branches some banks of one graph passed, naming those they did not."""
    graph, found = runs[0].graph, coverage_of(runs)
    lines = [
        f"  nodes {found.nodes - len(found.unseen_nodes)} of {found.nodes}, "
        f"branches {found.branches - len(found.unseen_branches)} of {found.branches}"
    ]
    lines += [f"    not reached: box {graph.boxes[name]} `{name}`" for name in found.unseen_nodes]
    for name, n in found.unseen_branches:
        branch = graph.condition(name).branches[n]
        lines.append(f"    not taken: box {graph.boxes[name]} `{name}`, branch `{branch.test}` to `{branch.go}`")
    return "\n".join(lines) + "\n"
