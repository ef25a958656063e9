"""Spark on two threads beside DuckDB: `python tests/benchmarks/spark.py [--rows 1e6,1e7]`.

Each run is a whole process, from its start to its end, over ten files of Parquet: counted only, and written too. Memory is
the sum over the process and those it started, sampled five times a second. What both print must be the same.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from made_rows import make_rows

import hemgraph

RUN = [sys.executable, "-c", "from hemgraph.cli import main; main()", "cohort"]
PAGE = os.sysconf("SC_PAGE_SIZE") / 1e6


def held(pid):
    """The megabytes a process and all that it started hold now."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        inner = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    return pages * PAGE + sum(held(int(each)) for each in inner)


def once(*words):
    """Run a cohort, and return its seconds, the most megabytes, and what it printed."""
    start, most = time.perf_counter(), 0.0
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": "0",
        "MASTER": "local[2]",
        "PYSPARK_SUBMIT_ARGS": "--master local[2] pyspark-shell",
    }
    with tempfile.TemporaryFile("w+") as said, subprocess.Popen(
        [*RUN, *map(str, words)], stdout=said, stderr=subprocess.DEVNULL, env=environment
    ) as run:  # fmt: skip
        while run.poll() is None:
            most = max(most, held(run.pid))
            time.sleep(0.2)
        if run.returncode:
            raise SystemExit(f"it failed: {words}")
        said.seek(0)
        return time.perf_counter() - start, most, said.read()


def main():
    parser = argparse.ArgumentParser(description="Spark on two threads beside DuckDB.")
    parser.add_argument("--rows", default="1e6,1e7")
    parser.add_argument("--count", action="store_true", help="only count")
    given = parser.parse_args()
    if shutil.which("java") is None:
        print("there is no Java: Spark is not measured")
        return
    model = hemgraph.load("vertebral-hemangioma").model
    print(f"{'rows in 10 files':>18}  {'what':<6} {'Spark':>20} {'DuckDB':>20}")
    with tempfile.TemporaryDirectory() as name:
        for rows in (int(float(text)) for text in given.rows.split(",")):
            folder = Path(name) / "rows"
            make_rows(model, rows, folder, files=10)
            for what in ("count",) if given.count else ("count", "write"):
                found = {}
                for engine in ("spark", "duckdb"):
                    out = Path(name) / f"{engine}.parquet"
                    told = ["--refused", Path(name) / "refused.csv"] if engine == "duckdb" else []
                    told += ["-o", out] if what == "write" else []
                    found[engine] = once(folder, "--engine", engine, "--json", *told)
                    shutil.rmtree(out) if out.is_dir() else out.unlink(missing_ok=True)
                assert found["spark"][2] == found["duckdb"][2], "what is printed is not the same"
                sides = " ".join(f"{seconds:8.1f} s {most:6.0f} MB" for seconds, most, _ in found.values())
                print(f"{rows:>18,}  {what:<6} {sides}", flush=True)
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
