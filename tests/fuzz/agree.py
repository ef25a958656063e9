"""Random graphs and cases, on which all ways must agree: `python tests/fuzz/agree.py [--seconds N] [--seed N]`.

For each graph and case: the walk of the reference, the trace, the compiled graph, the query on SQLite and, where there
is a browser, the page for one say the same; what is known more never makes more leaves reachable; and a graph written to a file and read again tells every case the
same.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from big_graphs import clinical_graph
from browser import chromium, found
from engine import answers, begin, expected, same, texts
from graph_text import text_of
from reference import Reference, values_of
from sql_rows import ask_sqlite, compare
from strategies import faulty_graph, random_case, random_graph
from test_trace_reference import compare as by_brute_force

from hemgraph.api import Graph
from hemgraph.compile.sql import Wants
from hemgraph.compile.sql.dialects import Dialect
from hemgraph.errors import HemgraphError, NotDecided
from hemgraph.files.graph_file import read_graph

CASES = 12


def answered(ask, case):
    """What a way tells of a case: status, leaf and path, or that it is refused."""
    try:
        trace = ask(case)
    except NotDecided:
        return "not decided"
    except HemgraphError:
        return "refused"
    return (
        str(trace.status),
        trace.leaf,
        [step.node for step in trace.path],
        {each.finding for each in trace.missing},
        set(trace.reachable),
    )


def one(seed, folder, page=None):
    """Compare all ways on one graph, with a page if there is one, and return how many cases were compared."""
    random = Random(seed)
    model = faulty_graph(random) if seed % 3 == 0 else random_graph(random)
    reference, graph = Reference(model, values_of(model)), Graph(model)
    if not reference.patients:
        return 0
    reference.engine = graph
    ways = [graph.trace]
    with suppress(NotDecided):
        ways.append(graph.compile().trace)
    cases = [random_case(random, reference.values, reference.patients, random.random()) for _ in range(CASES)]
    for case in cases:
        if seed % 3:
            by_brute_force(model, reference, case)
        told, *others = (answered(way, case) for way in ways)
        assert all(other == told for other in others), (seed, case)
        if isinstance(told, tuple) and seed % 3:
            _knowing_more(graph, reference, case, told)
    if page:
        entries = [texts(case) for case in cases]
        for case, said in zip(entries, answers(page, model, entries), strict=True):
            assert same(expected(graph, case), said), (seed, case)
    names = list(model.findings)
    with suppress(NotDecided):
        rows = [[case.get(name) for name in names] for case in cases]
        compare(model, rows, Wants(), ask_sqlite, Dialect.SQLITE)
    if seed % 10 == 0:
        _written(random, folder)
    return len(cases)


def _knowing_more(graph, reference, case, found):
    for name in set(reference.values) - set(case):
        for value in reference.possible(case, name):
            told = answered(graph.trace, {**case, name: value})
            assert not isinstance(told, tuple) or told[4] <= found[4], (case, name, value)


def _written(random, folder):
    """Write a graph to a file, read it, and compare what both say."""
    model = clinical_graph(random, random.randint(10, 60), 8)
    file = folder / "written.yaml"
    file.write_text(text_of(model), encoding="utf-8")
    one, two = Graph(model), Graph(read_graph(file))
    short = {name: f"n{n}" for n, name in enumerate(model.nodes)}
    values = values_of(model)
    for _ in range(CASES):
        case = {name: random.choice(pool) for name, pool in values.items() if random.random() < 0.7}
        found = answered(one.trace, case)
        if isinstance(found, tuple):
            status, leaf, path, missing, leaves = found
            found = status, short.get(leaf), [short[name] for name in path], missing, {short[name] for name in leaves}
        assert found == answered(two.trace, case), case


def main():
    """Compare until the time is over, and print how much."""
    import tempfile

    parser = argparse.ArgumentParser(description="Random graphs and cases, on which all ways must agree.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0, help="the first of the graphs")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _page() as page:
        end, seed, cases = time.monotonic() + asked.seconds, asked.seed, 0
        while time.monotonic() < end:
            cases += one(seed, Path(folder), page)
            seed += 1
    print(f"{seed - asked.seed:,} graphs, {cases:,} cases: no disagreement{'' if page else ', without the page'}")


@contextmanager
def _page():
    """A page with the evaluator in it; nothing where there is no browser."""
    if path := found():
        with chromium(path) as browser:
            page = browser.new_page()
            begin(page)
            yield page
    else:
        yield None


if __name__ == "__main__":
    main()
