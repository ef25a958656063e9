"""Measure hemgraph against named yardsticks, side by side in one run: `make bench`.

Each figure is a ratio of medians, taken in turns so that a busy machine slows both alike. Where the program `dot` is
not on PATH, the figures that need it are left out, and said to be.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import hemgraph

PYTHON = sys.executable
BARE_CLICK = """
import click
@click.group()
def main(): "A bare program."
for name in ('list', 'trace', 'draw', 'test'):
    main.command(name)(lambda: None)
main(['--help'])
"""
IMPORTS = "import click, pydantic, networkx, yaml"


def side_by_side(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the median seconds of both, run in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for run, kept in zip((ours, theirs), times, strict=True):
            start = time.perf_counter()
            run()
            kept.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def process(*words: str) -> Callable[[], object]:
    """Return a call that runs a whole process."""
    return lambda: subprocess.run(words, stdout=subprocess.DEVNULL, check=True)


def row(name: str, aim: str, measured: tuple[float, float]) -> None:
    """Print one line of the table."""
    ours, theirs = measured
    print(f"{name:<66} {ours * 1e3:9.1f} ms {theirs * 1e3:9.1f} ms {ours / theirs:7.3f}x  (aim {aim})", flush=True)


def main() -> None:
    """Print the table."""
    print(f"{'what, against what':<66} {'ours':>12} {'theirs':>12}")
    run = [PYTHON, "-c", "from hemgraph.cli import main; main()"]
    row(
        "`hemgraph --help` / a bare click program's",
        "1.5x",
        side_by_side(process(*run, "--help"), process(PYTHON, "-c", BARE_CLICK), 15),
    )
    trace = process(*run, "trace", "emergency-extraosseous")
    row("`hemgraph trace` / importing what it needs", "1.3x", side_by_side(trace, process(PYTHON, "-c", IMPORTS), 15))

    graph = hemgraph.load("vertebral-hemangioma")
    case = graph.case(
        {"stage": "initial", "deficit": "progressive", "compression": "cord", "enneking": "s2", "extraosseous": "yes"}
    )
    row(
        "one trace in process / loading its graph",
        "-",
        side_by_side(lambda: graph.trace(case), lambda: hemgraph.load("vertebral-hemangioma"), 15),
    )
    charts(graph, case)


def charts(graph: hemgraph.Graph, case: object) -> None:
    """Many marked charts of one layout against as many runs of `dot`."""
    if shutil.which("dot") is None:
        print("the program `dot` is not on PATH: charts are not compared with it")
        return
    from hemgraph.files.bank_file import read_bank
    from hemgraph.files.shelf import bank_paths

    drawn = graph.chart().picture.dot()

    def by_dot(text: str) -> object:
        return subprocess.run(["dot", "-Tsvg"], input=text, text=True, capture_output=True, check=True)

    (path,) = bank_paths(graph.model.id)
    cases = read_bank(path).cases
    traces = [graph.trace(graph.case(cases[n % len(cases)].entries)) for n in range(100)]
    row(
        "100 marked charts of one graph / 100 runs of `dot`",
        "0.05x",
        side_by_side(
            lambda: [graph.chart(trace).picture.svg() for trace in traces], lambda: [by_dot(drawn) for _ in traces], 3
        ),
    )


if __name__ == "__main__":
    main()
