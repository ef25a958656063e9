"""Measure printing against `dot -Tpdf` on the same chart, side by side in one run: `python tests/benchmarks/printing.py`."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile

from run import row, side_by_side

import hemgraph
from hemgraph.chart import Chart, Picture
from hemgraph.files.bank_file import read_bank
from hemgraph.files.shelf import bank_paths


def main() -> None:
    """Print the table."""
    if shutil.which("dot") is None:
        print("the program `dot` is not on PATH: pages are not compared with it")
        return
    os.environ["XDG_CACHE_HOME"] = os.environ["LOCALAPPDATA"] = tempfile.mkdtemp()
    for name in ("vertebral-hemangioma", "compression"):
        measure(name)


def measure(name: str) -> None:
    """Print the rows of one graph."""
    graph = hemgraph.load(name)
    drawn = graph.chart().picture.dot()
    size = f"{name}, {len(graph.model.nodes)} boxes"

    def by_dot() -> object:
        return subprocess.run(["dot", "-Tpdf"], input=drawn.encode(), capture_output=True, check=True)

    def searched() -> object:
        shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)
        return [sheet.chart.drawn for sheet in Picture(Chart(hemgraph.load(name).model)).sheets()]

    def found() -> object:
        return [sheet.chart.drawn for sheet in hemgraph.load(name).chart().picture.sheets()]

    print(f"{size:<66} {'ours':>12} {'dot -Tpdf':>12}")
    row("search for all pages, nothing kept", "-", side_by_side(searched, by_dot, 3))
    row("layouts kept beside the graph; with reading both files", "-", side_by_side(found, by_dot, 9))
    (path,) = bank_paths(name)
    cases = read_bank(path).cases
    traces = [graph.trace(graph.case(cases[n % len(cases)].entries)) for n in range(100)]
    row("SVG", "1x", side_by_side(graph.chart().picture.svg, by_dot, 15))
    row("PDF: all pages with their notes", "-", side_by_side(graph.chart().picture.pdf, by_dot, 9))
    row("handout: the path, and the pages behind it", "-", side_by_side(graph.chart(traces[4]).picture.pdf, by_dot, 9))
    handouts = side_by_side(
        lambda: [graph.chart(trace).picture.pdf() for trace in traces], lambda: [by_dot() for _ in traces], 3
    )
    row("100 handouts / 100 times `dot -Tpdf`", "2x", handouts)


if __name__ == "__main__":
    main()
