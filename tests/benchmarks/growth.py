"""How time grows with nodes and with rows, as one small picture: `python tests/benchmarks/growth.py [-o FILE] [--rows N]`.

Graphs are clinical-shaped (`big_graphs.py`), from 10 to 10,000 nodes, each written to a file and read again. Rows are of the
graph that comes along, in one Parquet file.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent))

from big_graphs import clinical_graph
from graph_text import text_of
from log_chart import Curve, Panel, picture
from made_rows import make_rows
from peer_cases import whole_cases
from test_sat_review import engine_says

import hemgraph
from hemgraph.cohort.asked import Asked
from hemgraph.cohort.run import run
from hemgraph.compile.compiled import Compiled

NODES = (10, 30, 100, 300, 1_000, 3_000, 10_000)
ROWS = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
CASES = 100


def load_seconds(file):
    """Reading a graph file."""
    return timed(lambda: hemgraph.load(file))


def kernel_seconds(graph):
    """The kernel of the proof: who reaches what, every gap, overlap and branch taken."""
    return timed(lambda: engine_says(graph.model))


def compile_seconds(graph):
    """Compiling a graph anew, which is otherwise done once."""
    return timed(lambda: Compiled(graph.logic, graph.case))


def case_seconds(graph):
    """Leaf and path of one case that was read before, compiled."""
    return each(graph.compile().leaf_and_path, cases_of(graph))


def reference_seconds(graph):
    """The trace of one case that was read before, by the reference."""
    return each(graph.trace, cases_of(graph))


def reading_seconds(graph, file):
    """Reading the columns of the findings alone, as Arrow."""
    import pyarrow.parquet as pq

    names = list(graph.model.findings)
    return timed(lambda: sum(b.num_rows for b in pq.ParquetFile(file).iter_batches(250_000, columns=names)), 3)


def cohort_seconds(graph, file):
    """Every row of a table, counted."""
    return timed(lambda: run(graph, Path(file), Asked()), 3)


BY_NODES = {
    "load": lambda graph, file: load_seconds(file),
    "proof": lambda graph, file: kernel_seconds(graph),
    "compile": lambda graph, file: compile_seconds(graph),
    "trace": lambda graph, file: reference_seconds(graph),
    "one case": lambda graph, file: case_seconds(graph),
}
BY_ROWS = {"cohort": cohort_seconds, "reading alone": reading_seconds}


def timed(call, times=5):
    """The median seconds of a call; one that takes over a second is not repeated."""
    found = []
    for _ in range(times):
        gc.collect()
        start = perf_counter()
        call()
        found.append(perf_counter() - start)
        if found[0] > 1:
            break
    return median(found)


def each(call, rows):
    """The median seconds of a call for one of the rows."""

    def all_rows():
        for row in rows:
            call(row)

    all_rows()  # what is made at the first use
    return timed(all_rows) / len(rows)


def cases_of(graph):
    """Return some cases, read."""
    return [graph.case(values) for values in whole_cases(graph, CASES)[0]]


def by_nodes(folder, most):
    """Measure graphs of growing size."""
    found = {name: [] for name in BY_NODES}
    for nodes in (n for n in NODES if n <= most):
        file = folder / f"{nodes}.yaml"
        file.write_text(text_of(clinical_graph(Random(1), nodes, min(60, max(6, nodes // 3)))), encoding="utf-8")
        graph = hemgraph.load(file)
        for name, measure in BY_NODES.items():
            found[name].append((len(graph.model.nodes), measure(graph, file)))
        print(f"{len(graph.model.nodes):>12,} nodes  {_last(found)}", flush=True)
    return found


def by_rows(folder, most):
    """Measure tables of growing length."""
    graph, found = hemgraph.load("vertebral-hemangioma"), {name: [] for name in BY_ROWS}
    for rows in (n for n in ROWS if n <= most):
        file = folder / "rows.parquet"
        make_rows(graph.model, rows, file)
        for name, measure in BY_ROWS.items():
            found[name].append((rows, measure(graph, file)))
        print(f"{rows:>12,} rows   {_last(found)}", flush=True)
    return found


def _last(found):
    return "  ".join(f"{name} {points[-1][1]:.3g} s" for name, points in found.items() if points)


def draw(nodes, rows):
    """Return the picture of both."""
    panels = (("By nodes of the graph", "nodes", nodes), ("By rows of a table", "rows", rows))
    return picture(
        [
            Panel(title, across, "time", tuple(Curve(name, tuple(points)) for name, points in found.items()))
            for title, across, found in panels
        ]
    )


def main():
    parser = argparse.ArgumentParser(description="Draw how time grows.")
    parser.add_argument("-o", "--output", type=Path, default=Path("output/growth.svg"))
    parser.add_argument("--nodes", type=lambda text: int(float(text)), default=10_000, help="the largest graph")
    parser.add_argument("--rows", type=lambda text: int(float(text)), default=10_000_000, help="the longest table")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        nodes, rows = by_nodes(Path(folder), given.nodes), by_rows(Path(folder), given.rows)
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(draw(nodes, rows), encoding="utf-8")
    print(f"wrote {given.output}")


if __name__ == "__main__":
    main()
