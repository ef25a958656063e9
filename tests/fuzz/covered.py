"""Fuzz one target, or all in turn, by coverage: `python tests/fuzz/covered.py [TARGET]... [--seconds N]`.

Needs `atheris`. What reaches new lines is added to `corpus/TARGET`; what fails is written to a file `crash-...`, and
becomes a test in `test_fuzz.py` once it is mended.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]


def one(name, seconds, corpus):
    """Fuzz one target in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["hemgraph"]):
        from targets import TARGETS

        import hemgraph.analysis.check
        import hemgraph.chart
        import hemgraph.cohort.run
        import hemgraph.files.graph_file  # noqa: F401
    for warm in HERE.joinpath("corpus", name).iterdir():
        TARGETS[name](warm.read_bytes())
        break
    options = [
        f"-max_total_time={seconds}",
        "-timeout=60",
        "-rss_limit_mb=4096",
        "-max_len=20000",
        "-print_final_stats=1",
    ]
    dictionary = HERE / "words.dict"
    atheris.Setup([sys.argv[0], *options, f"-dict={dictionary}", str(corpus)], TARGETS[name])
    atheris.Fuzz()


def main():
    """Fuzz what was asked for, each target in a process of its own, and print executions and the size of the corpus."""
    if sys.argv[1:2] == ["--inside"]:  # nothing may be imported before it is instrumented
        one(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    from targets import TARGETS

    parser = argparse.ArgumentParser(description="Fuzz targets by coverage.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; by default all")
    parser.add_argument("--seconds", type=int, default=60, help="for each of them")
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus", help="the folder that grows")
    asked = parser.parse_args()
    failed = 0
    for name in asked.targets or TARGETS:
        corpus = asked.corpus / name
        corpus.mkdir(parents=True, exist_ok=True)
        words = [sys.executable, __file__, "--inside", name, str(asked.seconds), str(corpus)]
        done = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False, env={**os.environ})
        count = re.search(r"number_of_executed_units: (\d+)", done.stderr)
        files = len(list(corpus.iterdir()))
        print(
            f"{name:<18} {int(count[1]) if count else 0:>10,} runs  corpus {files:>5}  {'FAILED' if done.returncode else 'ok'}",
            flush=True,
        )
        if done.returncode:
            failed += 1
            print(done.stderr[-3000:], flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
