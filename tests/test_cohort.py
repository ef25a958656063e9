"""Every row of a table as the reference has it: answers, reasons, counts and moves, however the rows are stored.

`HEMGRAPH_COHORT_GRAPHS=300 HEMGRAPH_COHORT_ROWS=2000` is a long run.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random

import pyarrow as pa
import pytest
from counted import counted
from rows import FLOATS, JUNK, Expected, as_text, read, table, without_empty, write
from strategies import faulty_graph, make_graph, random_graph

import hemgraph
from hemgraph.api import Graph
from hemgraph.cohort.asked import Asked
from hemgraph.cohort.run import run
from hemgraph.errors import HemgraphError
from hemgraph.finding import Finding
from hemgraph.graph import Action, Branch, Condition, Recommendation, Stance
from hemgraph.values.domains import Choice, Number
from hemgraph.values.sets import parse_set

GRAPHS = int(os.environ.get("HEMGRAPH_COHORT_GRAPHS", "12"))
ROWS = int(os.environ.get("HEMGRAPH_COHORT_ROWS", "150"))
SHIPPED = ("vertebral-hemangioma", "lumbar", "compression", "l3")
KINDS = (".parquet", ".csv", ".arrow")


def store(rows, folder, kind, parts=1):
    """Write rows to one file, or to a folder of several, and return where."""
    if parts == 1:
        return write(rows, folder / f"rows{kind}")
    (folder / "rows").mkdir()
    step = len(rows) // parts + 1
    for n in range(parts):
        write(rows.slice(n * step, step), folder / "rows" / f"part-{n}{kind}")
    return folder / "rows"


def agree(graph, rows, folder, kind=".parquet", parts=1, out=".parquet", units=(), settings=(), names=()):
    """Every row is told what the reference says, and nothing else is changed."""
    folder.mkdir(exist_ok=True)
    rows = without_empty(rows) if kind == ".csv" else rows
    path = store(rows, folder, kind, parts)
    mapped = dict(reversed(name.split("=")) for name in names)
    findings = {name: mapped.get(name, name) for name in graph.model.findings if name not in dict(settings)}
    fixed = {name: value for name, value in dict(settings).items() if value != "unknown"}
    expected = Expected(graph, rows, findings, dict(unit.split("=") for unit in units), fixed)
    made, refused = folder / f"made{out}", folder / "refused.csv"
    ran = run(graph, path, Asked(names, units, dict(settings), made, refused, boxes=True, recommends=True))

    found, told = read(made), expected.told()
    if any(value != "unknown" or name in rows.schema.names for name, value in settings):
        assert {n: v.split()[0] for n, v in ran.cohort.given.items()} == {n: str(v) for n, v in settings}
        said = "; ".join(f"{n}={v}" for n, v in ran.cohort.given.items())
        told["set"] = [None if status == "refused" else said for status in told["status"]]
    assert found.schema.names == [*rows.schema.names, *told]
    before = as_text(rows) if out == ".csv" else rows
    for name in rows.schema.names:
        assert found.column(name).to_pylist() == before.column(name).to_pylist() or has_nan(before.column(name)), name
    for name, values in told.items():
        plain = [str(v) if v is not None else None for v in values] if out == ".csv" else values
        wrong = [n for n, (a, b) in enumerate(zip(found.column(name).to_pylist(), plain, strict=True)) if a != b]
        assert not wrong, (name, rows.slice(wrong[0], 1).to_pylist(), expected.rows[wrong[0]])
    assert refusals(refused) == expected.refused()
    assert ran.cohort == replace(
        counted(graph, expected.traces, path.name), unread=ran.cohort.unread, given=ran.cohort.given
    )
    return expected


def has_nan(values):
    return pa.types.is_floating(values.type) and "nan" in map(str, values.to_pylist())


def refusals(path):
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["row", "reason"]
    assert rows
    return [(int(row), why) for row, why in rows]


# ---- the same answers


@pytest.mark.parametrize(("name", "kind"), list(zip(SHIPPED, (*KINDS, ".parquet"), strict=True)))
def test_the_graphs_that_come_along(name, kind, tmp_path):
    graph = hemgraph.load(name)
    expected = agree(graph, table(graph, ROWS * 2, name), tmp_path, kind, parts=3)
    assert {str(trace.status) for trace in expected.traces if trace} == {"recommended", "silent", "incomplete"}
    assert expected.refused()


@pytest.mark.parametrize("make", [random_graph, faulty_graph])
def test_random_graphs(make, tmp_path):
    met, why = set(), ""
    for seed in range(GRAPHS):
        random = Random(f"{make.__name__} {seed}")
        graph, kind, out = Graph(make(random)), KINDS[seed % 3], KINDS[seed // 3 % 3]
        if not graph.logic.space.admits(graph.logic.space.full):
            continue  # nobody can be a patient
        rows = table(graph, ROWS, seed, unknown=random.choice((0, 0.2, 0.5)))
        expected = agree(graph, rows, tmp_path / str(seed), kind, parts=1 + seed % 2, out=out)
        met |= {str(trace.status) for trace in expected.traces if trace}
        why += str(expected.refused())
    assert met == {"recommended", "silent", "incomplete"}
    assert "no patient can have" in why
    assert "is not one of its options" in why
    assert "branch" in why


# ---- numbers


def numbers_graph(**ranges):
    """A graph that asks for numbers, one after the other, with a boundary at each of some values of each."""
    findings, nodes = {}, {}
    for n, (name, (domain, places)) in enumerate(ranges.items()):
        findings[name] = Finding(name, f"{name}?", domain, {})
        texts = [f"< {places[0]}", *(f"[{a}..{b})" for a, b in pairwise(places)), f">= {places[-1]}"]
        go = [f"q{n + 1}" if k % 2 else f"l{k % 3}" for k in range(len(texts))]
        nodes[f"q{n}"] = Condition(
            f"q{n}", name, tuple(Branch(parse_set(domain, t), to) for t, to in zip(texts, go, strict=True))
        )
    leaves = (f"q{len(ranges)}", "l0", "l1", "l2")
    nodes |= {name: Action(name, name, recommend=(Recommendation("i0", Stance.DO, name),)) for name in leaves}
    return Graph(make_graph(nodes, findings))


def number(low, high, step=None, unit=None, integer=False):
    return Number(Decimal(low), Decimal(high), Decimal(step) if step else None, unit, integer)


NUMBERS = {
    "size": (number(0, 200, "0.1", "mm"), ("0.1", "29.9", "30", "30.1", "199.9")),
    "share": (number("0.05", "0.95", "0.1"), ("0.15", "0.35", "0.95")),
    "heat": (number(-50, 50, "0.25", "Cel"), (-20, "-0.25", 0, "37.75")),
    "count": (number(-10, 1 << 60, 1, integer=True), (0, 1 << 53, (1 << 53) + 1, (1 << 53) + 2)),
    "fives": (number(0, 100, 5, integer=True), (5, 50, 95)),
    "any": (number(0, 10**20), ("0.1", "0.3", "2.675", "29.999999999999999", 30, 10**16 + 1)),
    "time": (number(0, 1000, unit="mo"), ("0.5", 3, 12, 487)),
}
FACTORS = {"size": Decimal(10), "any": 1, "time": Decimal("0.23")}
UNITS = ("size=cm", "time=wk")


@pytest.mark.parametrize("seed", range(GRAPHS))
def test_numbers(seed, tmp_path):
    """Each value stands on a boundary, or beside one: stored as whole numbers, decimals, floats and text."""
    graph, random = numbers_graph(**dict(Random(seed).sample(sorted(NUMBERS.items()), 3))), Random(seed)
    in_units = [unit for unit in UNITS if unit.partition("=")[0] in graph.model.findings and random.random() < 0.7]
    factors = {name: FACTORS[name] for name in (unit.partition("=")[0] for unit in in_units)}
    rows = table(graph, ROWS, seed, factors=factors)
    agree(graph, rows, tmp_path, KINDS[seed % 3], out=KINDS[seed // 3 % 3], units=in_units)


@pytest.mark.parametrize("unit", [None, "cm"])
def test_every_odd_number(unit, tmp_path):
    graph = numbers_graph(size=NUMBERS["size"], any=NUMBERS["any"])
    texts = pa.array([*JUNK, *JUNK], pa.string())
    floats = pa.array([*FLOATS, float("nan"), float("inf"), -float("inf"), *[None] * (len(texts) - len(FLOATS) - 3)])
    units = [f"size={unit}"] if unit else []
    for n, (one, other) in enumerate([(texts, floats), (floats, texts), (texts.dictionary_encode(), texts)]):
        expected = agree(graph, pa.table({"size": one, "any": other}), tmp_path / str(n), units=units)
        assert len(expected.refused()) < len(texts)
    assert "is not on a step" in str(expected.refused()) or "has a comma" in str(expected.refused())


def test_a_number_is_never_read_as_another_one(tmp_path):
    """What is written with an exponent has no unit of its own: a column's unit counts for it all the same."""
    graph = numbers_graph(size=(number(0, 200, unit="mm"), ("0.5", 1, 100)))
    rows = pa.table({"size": [2.0**-20, 2.0**-24, 1e-5, 2.0**-13]})  # in km
    expected = agree(graph, rows, tmp_path, units=["size=km"])
    assert [trace and trace.case.findings["size"] for trace in expected.traces] == [
        Decimal("0.95367431640625"), None, Decimal(10), Decimal("122.0703125"),
    ]  # fmt: skip


def test_a_float_of_32_bits_is_its_own_shortest_text(tmp_path):
    """As one of 64 bits 1234567.125 is another number than 1234567.1, which is all that 32 bits tell."""
    graph = numbers_graph(size=(number(0, 2_000_000), ("0.1", "1234567.11")))
    for type, value in ((pa.float32(), "1234567.1"), (pa.float64(), "1234567.125")):
        rows = pa.table({"size": pa.array([1234567.125, 0.1, 0.5], type)})
        expected = agree(graph, rows, tmp_path / str(type))
        assert [str(trace.case.findings["size"]) for trace in expected.traces] == [value, "0.1", "0.5"]


def test_the_unit_of_a_column_stands_in_its_metadata(tmp_path):
    graph = numbers_graph(size=NUMBERS["size"], time=NUMBERS["time"])
    rows = pa.table(
        {"size": pa.array(["3.1", "0.3", "30 mm", "0.001"]), "time": pa.array([487, 974, 0, 1], pa.uint16())}
    )
    units = {"size": "cm", "time": "wk"}
    fields = [field.with_metadata({"unit": units[field.name], "more": "é"}) for field in rows.schema]
    path = write(rows.cast(pa.schema(fields)), tmp_path / "rows.parquet")
    made = tmp_path / "made.parquet"
    ran = run(graph, path, Asked(output=made))
    expected = Expected(graph, rows, {"size": "size", "time": "time"}, units)
    assert read(made).column("leaf").to_pylist() == expected.told()["leaf"]
    assert ran.cohort.refused == len(expected.refused()) == 1
    assert [read(made).schema.field(name).metadata for name in units] == [field.metadata for field in fields]
    with pytest.raises(HemgraphError, match="column `size` is in `cm`, says the file, and `mm` was said"):
        run(graph, path, Asked(units=["size=mm"], output=made))
    assert run(graph, path, Asked(units=["size=cm"])).cohort == ran.cohort


@pytest.mark.parametrize("name", ["vertebral-hemangioma", "l3"])
def test_many_findings_set_alike(name, tmp_path):
    graph = hemgraph.load(name)
    rows = table(graph, ROWS, 1)
    first, second, *_ = [f for f, finding in graph.model.findings.items() if isinstance(finding.domain, Choice)]
    option = graph.model.findings[first].domain.options[-1]
    agree(graph, rows, tmp_path, settings=((first, option), (second, "unknown")))


# ---- counts and moves


def moves_of(before, after):
    """What two lists of traces of the same rows come to, one by one."""
    pairs, altered, changed = Counter(), Counter(), 0
    for old, new in zip(before, after, strict=True):
        ends = tuple("refused" if t is None else t.leaf or "incomplete" for t in (old, new))
        keys = [t and {g.recommendation.key for g in t.recommendations} for t in (old, new)]
        pairs[ends] += 1
        if ends[0] != ends[1]:
            changed += 1
        elif keys[0] != keys[1]:
            altered[ends[0]] += 1
            changed += 1
    return dict(pairs), dict(altered), changed


def same_moves(moves, before, after):
    assert (dict(moves.counts), dict(moves.altered), moves.changed) == moves_of(before.traces, after.traces)
    for cohort, expected in ((moves.old, before), (moves.new, after)):
        made = counted(Graph(cohort.graph), expected.traces, cohort.name)
        assert cohort == replace(made, unread=cohort.unread, given=cohort.given)


def test_what_if(tmp_path):
    met, altered = 0, 0
    for seed in (56, 122, *range(GRAPHS)):  # in the first two some rows end in the same place, with other words
        random = Random(seed)
        graph = Graph(random.choice((random_graph, faulty_graph))(random))
        if not graph.logic.space.admits(graph.logic.space.full):
            continue
        rows = table(graph, ROWS, seed)
        name = random.choice(list(graph.model.findings))
        cells = graph.logic.space.cells[name]
        value = cells.sample(random.randrange(cells.count))
        findings = {f: f for f in graph.model.findings}
        mapped = rows.rename_columns(["=é" if each == name else each for each in rows.column_names])
        path = write(mapped, tmp_path / f"{seed}.parquet")
        one = graph.logic.space.limit(graph.logic.space.full, name, 1 << cells.cell_of(value))
        if not graph.logic.space.admits(one):
            continue  # nobody has that value
        ran = run(graph, path, Asked(names=[f"=é={name}"], settings={name: value}, recommends=seed % 2 == 0))
        without = {f: f for f in findings if f != name}
        before = Expected(graph, rows, findings)
        same_moves(ran.moves, before, Expected(graph, rows, without, fixed={name: value}))
        met += ran.moves.changed
        altered += len(ran.moves.altered)
    assert met
    assert altered


def test_against_another_graph(tmp_path):
    graph, other = hemgraph.load("vertebral-hemangioma"), hemgraph.load("lumbar")
    rows = table(graph, ROWS * 2, 5)
    path = write(rows, tmp_path / "rows.arrow")
    ran = run(graph, path, Asked(), other)
    pair = [Expected(g, rows, {name: name for name in g.model.findings}) for g in (other, graph)]
    same_moves(ran.moves, *pair)


def test_a_unit_in_which_numbers_have_too_many_places(tmp_path):
    graph = numbers_graph(size=(number(0, 1, unit="km"), ("0.1", "0.2")))
    for n, type in enumerate((pa.decimal128(18, 6), pa.decimal128(38, 10), pa.decimal128(4, 3), pa.float64())):
        rows = pa.table({"size": pa.array([Decimal("1.5"), Decimal("0.001"), Decimal(0), None]).cast(type)})
        expected = agree(graph, rows, tmp_path / str(n), units=["size=pm"])
        assert expected.refused() if n < 3 else True
