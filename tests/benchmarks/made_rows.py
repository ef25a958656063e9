"""Made-up patients by the million, in Parquet: `python tests/benchmarks/made_rows.py GRAPH ROWS PATH [--files N] ...`.

A column for each finding in its natural type (text for a choice, BOOLEAN, INTEGER, DECIMAL with as many digits as the range
and the tests need) and seven that have nothing to do with the graph. Values are drawn independently of each other, every
third number at a boundary of some test or just beside it, so that some rows are impossible patients: an engine is to refuse
those. A share of every finding is NULL. The same seed gives the same rows, however many files they lie in.

Rows are drawn and written a batch at a time by two threads, so that memory does not grow with the rows.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from random import Random

from peer_cases import NEAR, edge_values
from thirty import thirty

import hemgraph
from hemgraph.values.domains import Boolean, Choice

BATCH = 250_000
"""Rows of a batch, which is a row group of the file."""
DRAWN = 5_000
"""How many different values of a number are drawn at most, besides those at boundaries."""
EDGES = 0.3
"""The share of numbers at a boundary or beside it."""


def make_rows(model, rows, path, *, files=0, nulls=0.05, seed=1, coded=True, compression="zstd"):
    """Write a table for a graph, into one file or into a folder of so many, and return its paths.

    `nulls` is the share of NULL in each finding; `coded` writes choices as Arrow dictionaries, else as plain texts.
    """
    made = columns(model, nulls, seed, coded)
    batches = [(n, min(BATCH, rows - n * BATCH)) for n in range(-(-rows // BATCH))]
    if not files:
        return [_write(path, made, batches, seed, compression, threads=2)]
    path.mkdir(parents=True, exist_ok=True)
    parts = [batches[n * len(batches) // files : (n + 1) * len(batches) // files] for n in range(files)]
    with ThreadPoolExecutor(2) as pool:
        waiting = [
            pool.submit(_write, path / f"part-{n:04}.parquet", made, part, seed, compression, threads=0)
            for n, part in enumerate(parts)
        ]
        return [done.result() for done in waiting]


def columns(model, nulls, seed, coded):
    """Return for each column all that can be drawn for it, as often as it is likely."""
    import pyarrow as pa

    random, edges, found = Random(seed), edge_values(model), {}
    for name, finding in model.findings.items():
        values, kind = _values(random, finding.domain, sorted(edges.get(name, ())))
        more = round(len(values) * nulls / (1 - nulls))
        drawn = pa.array([*values, *[None] * more], kind)
        found[name] = drawn.dictionary_encode() if coded and isinstance(finding.domain, Choice) else drawn
    for name, drawn in _unrelated(random).items():
        found[name if name not in found else f"{name}_"] = drawn
    return found


def _values(random, domain, edges):
    """The values of a finding, each as often as it is likely, and the type of its column."""
    import pyarrow as pa

    match domain:
        case Boolean():
            return [True, False] * (DRAWN // 2), pa.bool_()
        case Choice(options):
            return list(options) * (DRAWN // len(options)), pa.string()
    step = domain.step or NEAR
    last = int((domain.high - domain.low) / step)
    places = range(last + 1) if last < DRAWN else random.sample(range(last + 1), DRAWN)
    values = [domain.low + step * place for place in places]
    if edges:
        values += edges * max(1, round(len(values) * EDGES / (1 - EDGES) / len(edges)))
    if domain.integer:
        return [int(value) for value in values], pa.int32()
    scale = max(-value.normalize().as_tuple().exponent for value in values)
    digits = max(len(str(int(abs(value)))) for value in (domain.low, domain.high))
    return values, pa.decimal128(digits + max(scale, 0), max(scale, 0))


def _unrelated(random):
    """What other columns there are, besides a running `id`."""
    import pyarrow as pa

    def word(length):
        return "".join(random.choices("abcdefghijklmnopqrstuvwxyz ", k=length))

    return {
        "hospital": pa.array([f"Hospital {n}" for n in range(400)]),
        "admitted": pa.array([date(2015, 1, 1) + timedelta(days=n) for n in range(4_000)]),
        "device": pa.array([word(8) for _ in range(60)]),
        "cost": pa.array([random.expovariate(1 / 5_000) for _ in range(20_000)]),
        "remark": pa.array([None, *[word(random.randint(10, 60)) for _ in range(5_000)]]),
        "visits": pa.array([int(random.expovariate(0.3)) for _ in range(1_000)], pa.int16()),
    }


def _write(path, made, batches, seed, compression, threads):
    """Write batches into one file; with threads the next ones are drawn meanwhile."""
    import pyarrow.parquet as pq

    running = _running_number()
    with pq.ParquetWriter(
        path, _schema(made), compression=compression, store_decimal_as_integer=True, write_statistics=True
    ) as writer:
        if not threads:
            for number, rows in batches:
                writer.write_batch(_batch(made, running, number, rows, seed), row_group_size=BATCH)
            return path
        with ThreadPoolExecutor(threads) as pool:
            waiting = []
            for number, rows in [*batches, *[(None, 0)] * threads]:
                if number is not None:
                    waiting.append(pool.submit(_batch, made, running, number, rows, seed))
                if waiting and (number is None or len(waiting) > threads):
                    writer.write_batch(waiting.pop(0).result(), row_group_size=BATCH)
    return path


def _schema(made):
    import pyarrow as pa

    return pa.schema(
        [("id" if "id" not in made else "id_", pa.int64()), *((name, drawn.type) for name, drawn in made.items())]
    )


def _running_number():
    import pyarrow as pa

    return pa.array(range(BATCH), pa.int64())


def _batch(made, running, number, rows, seed):
    """The rows of one batch, which depend on nothing but its number and the seed."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = [pc.add(running.slice(0, rows), number * BATCH)]
    for n, drawn in enumerate(made.values()):
        drawing = pc.random(rows, initializer=(seed * 1_000_003 + number) * 1_009 + n)
        places = pc.multiply(drawing, float(len(drawn)))
        found.append(drawn.take(pc.cast(places, pa.int32(), safe=False)))
    return pa.record_batch(found, schema=_schema(made))


def main():
    parser = argparse.ArgumentParser(description="Make a big table of made-up patients for a graph.")
    parser.add_argument("graph", help="a graph's id or file; `thirty` for the one of 30 conditions")
    parser.add_argument("rows", type=lambda text: int(float(text)))
    parser.add_argument("path", type=Path)
    parser.add_argument("--files", type=int, default=0, help="a folder of so many files, by default one file")
    parser.add_argument("--nulls", type=float, default=0.05, help="the share of NULL in each finding")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="choices as plain texts")
    parser.add_argument("--compression", default="zstd", choices=("zstd", "snappy"))
    given = parser.parse_args()
    graph = thirty() if given.graph == "thirty" else hemgraph.load(given.graph)
    start = time.perf_counter()
    written = make_rows(
        graph.model, given.rows, given.path,
        files=given.files, nulls=given.nulls, seed=given.seed, coded=not given.plain, compression=given.compression,
    )  # fmt: skip
    size = sum(file.stat().st_size for file in written) / 1e6
    print(f"{given.rows:,} rows in {len(written)} files, {size:,.0f} MB, {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
