"""Many rows: a cohort against DuckDB reading the same columns: `python tests/benchmarks/cohort.py [--rows 1e6,1e7]`.

Both run in turns, each in a process of its own, which tells its seconds without starting up, and the most memory it had.
The rows are made of the graph that comes along and of one with decimals; each finding is missing in a share of the rows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from made_rows import make_rows
from thirty import write

import hemgraph

HEAD = "import json, resource, sys, time; graph, file, out = sys.argv[1:4]\n"
TAIL = "\nprint(json.dumps([time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))"
READ = """
import duckdb, hemgraph
names = [f'max("{name}")' for name in hemgraph.load(graph).model.findings]
connection = duckdb.connect()
start = time.perf_counter()
connection.execute(f"SELECT {', '.join(names)} FROM read_parquet('{file}')").fetchall()
"""
COPY = """
import duckdb
connection = duckdb.connect()
start = time.perf_counter()
connection.execute(f"COPY (SELECT * FROM read_parquet('{file}')) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")
"""
COUNT = """
import hemgraph, duckdb, networkx, numpy, pyarrow.parquet
from pathlib import Path
from hemgraph.cohort.asked import Asked
from hemgraph.cohort.run import run
loaded = hemgraph.load(graph)
start = time.perf_counter()
run(loaded, Path(file), Asked())
"""
WRITE = COUNT.replace("Asked()", "Asked(output=Path(out))")


def once(script, *words):
    """Run a script in a process of its own, and return its seconds and megabytes."""
    made = subprocess.run(
        [sys.executable, "-c", HEAD + script + TAIL, *map(str, words)], check=True, capture_output=True
    )
    return json.loads(made.stdout.splitlines()[-1])


def in_turns(ours, theirs, words, rounds):
    """Return the median seconds of both, and the most memory of ours."""
    found = [(once(theirs, *words), once(ours, *words)) for _ in range(rounds)]
    return median(a[0] for a, _ in found), median(b[0] for _, b in found), max(b[1] for _, b in found)


def measure(graph, name, rows, nulls, folder):
    """Print two lines of the table."""
    file = folder / f"{name}-{rows}-{nulls}.parquet"
    make_rows(hemgraph.load(graph).model, rows, file, nulls=nulls)
    words = graph, file, folder / "out.parquet"
    rounds = 3 if rows <= 10_000_000 else 1
    for what, ours, theirs in (("count / read the columns", COUNT, READ), ("write / copy the file", WRITE, COPY)):
        read, run, memory = in_turns(ours, theirs, words, rounds if what.startswith("count") else 1)
        left = f"{name:<22} {rows:>12,} {100 * nulls:>4.0f} %  {what:<24}"
        print(f"{left} {run:8.2f} s {read:8.2f} s {run / read:6.2f}x {memory:6.0f} MB", flush=True)
    file.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default="1e6,1e7")
    counts = [int(float(text)) for text in parser.parse_args().rows.split(",")]
    print(f"{'graph':<22} {'rows':>12} {'not known':>6}  {'what / against what':<24} {'ours':>10} {'theirs':>10}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in counts:
            for nulls in (0.0, 0.05, 0.2):
                measure("vertebral-hemangioma", "vertebral-hemangioma", rows, nulls, folder)
            measure(str(write(folder)), "thirty conditions", rows, 0.05, folder)


if __name__ == "__main__":
    main()
