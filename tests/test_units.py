"""A unit that measures another quantity is refused, and a mark that can be read two ways: in cases, tables, `ask`, pages."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pytest
import ucumvert
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from typed import ANOTHER, OPEN, SETTLED, graph_file
from ucumvert import get_ucum_parser

import hemgraph
from hemgraph.cli import main
from hemgraph.errors import HemgraphError
from hemgraph.values.kinds import _MEASURES, alone
from hemgraph.values.units import _COMMON, factors, parse_quantity


def command(*words, said=""):
    """What the program says, on both channels, and its exit code."""
    done = CliRunner().invoke(main, [*map(str, words)], input=said)
    return done.exit_code, " ".join(done.output.split())


# ---- every way in which a number with a unit is read; each gives what was said where it was refused, else None


def as_setting(graph, text, folder):
    code, said = command("trace", "-g", graph, "--set", f"n={text}")
    return said if code == 1 else None


def as_case(graph, text, folder):
    quoted = text.replace("'", "''")
    (folder / "case.yaml").write_text(f"findings: {{n: '{quoted}'}}\n")
    code, said = command("trace", folder / "case.yaml", "-g", graph)
    return said if code == 1 else None


def as_json_text(graph, text, folder):
    (folder / "case.json").write_text(json.dumps({"findings": {"n": text}}))
    code, said = command("trace", folder / "case.json", "-g", graph)
    return said if code == 1 else None


def as_python(graph, text, folder):
    try:
        hemgraph.load(str(graph)).trace({"n": text})
    except HemgraphError as error:
        return " ".join(str(error).split())


def as_compiled(graph, text, folder):
    try:
        hemgraph.load(str(graph)).compile().trace({"n": text})
    except HemgraphError as error:
        return " ".join(str(error).split())


def as_answer(graph, text, folder):
    code, said = command("ask", "-g", graph, said=f"{text}\nq\n")
    return None if code == 0 else said


def as_csv_cell(graph, text, folder):
    return of_table(graph, folder, csv=f'n\n"{text}"\n')


def as_text_column(graph, text, folder):
    return of_table(graph, folder, rows=pa.table({"n": [text]}))


WAYS = [as_setting, as_case, as_json_text, as_python, as_compiled, as_answer, as_csv_cell, as_text_column]


def of_table(graph, folder, rows=None, csv=None, words=()):
    """Why the one row of a table is refused, or the table; None where it is read."""
    source = folder / ("rows.parquet" if csv is None else "rows.csv")
    if csv is None:
        parquet.write_table(rows, source)
    else:
        source.write_text(csv)
    refused = folder / "refused.csv"
    refused.unlink(missing_ok=True)
    code, said = command("cohort", source, "-g", graph, "--min-cell", "0", "--refused", refused, *words)
    if code == 1:
        return said
    return " ".join(refused.read_text().split()) if refused.exists() else None


# ---- another quantity


@pytest.mark.parametrize(("given", "unit"), ANOTHER, ids=lambda unit: unit)
def test_a_unit_of_another_quantity_is_refused(given, unit):
    with pytest.raises(ValueError, match=r"cannot be turned into .*\n") as refusal:
        parse_quantity(f"48 {given}", unit)
    said = str(refusal.value)
    assert said.startswith(f"`{given}` cannot be turned into `{unit}`\ngive the number in `{unit}`")
    assert given not in factors(unit)
    assert parse_quantity(f"48 {unit}", unit) == 48


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("given", "unit"), [
    ("mmol/mol", "%"), ("ug/{g}", "ug"), ("[arb'U]", "[iU]"), ("Gy", "Sv"), ("mL/min", "mL/min/{1.73_m2}"), ("mL/min/{1.73_m2}", "mL/min"),
])  # fmt: skip
def test_it_is_refused_however_it_comes(way, given, unit, tmp_path):
    graph = graph_file(tmp_path, unit, "0.1")
    said = way(graph, f"48 {given}", tmp_path)
    assert said, "it was read"
    assert f"`{given}` cannot be turned into `{unit}`" in said
    assert f"give the number in `{unit}`" in said
    assert way(graph, f"48 {unit}", tmp_path) is None
    assert way(graph, "48", tmp_path) is None


@pytest.mark.parametrize(("given", "unit"), [
    ("mmol/mol", "%"), ("ug/{g}", "ug"), ("[arb'U]", "[iU]"), ("Gy", "Sv"), ("mL/min", "mL/min/{1.73_m2}"), ("mL/min/{1.73_m2}", "mL/min"),
])  # fmt: skip
def test_a_column_in_such_a_unit_is_refused(given, unit, tmp_path):
    graph = graph_file(tmp_path, unit, "0.1")
    for rows in (pa.table({"n": [48]}), pa.table({"n": ["48"]}), pa.table({"n": [48.0]})):
        said = of_table(graph, tmp_path, rows, words=("--unit", f"n={given}"))
        assert said
        assert f"column `n`: `{given}` cannot be turned into `{unit}`" in said
        field = pa.field("n", rows.schema.field("n").type, metadata={"unit": given})
        assert of_table(graph, tmp_path, rows.cast(pa.schema([field]))) == said
        assert of_table(graph, tmp_path, rows, words=("--unit", f"n={unit}")) is None


@cache
def sizes():
    """The size and dimension that UCUM gives to each unit, from its own file."""
    root = ElementTree.parse(Path(ucumvert.__file__).parent / "vendor" / "ucum-essence.xml").getroot()
    found, prefixes = {}, {}
    for each in root:
        value = each.find("{*}value")
        match each.tag.partition("}")[2]:
            case "prefix":
                prefixes[each.get("Code")] = Fraction(value.get("value"))
            case "base-unit":
                found[each.get("Code")] = None
            case "unit" if value.get("value"):
                found[each.get("Code")] = Fraction(value.get("value")), value.get("Unit")
    return found, prefixes


def size(tree, sign=1):
    """The size of a parsed code in base units, and the power of each of these."""
    parts = tree.children
    match tree.data:
        case "simple_unit":
            number, of = unit_size(str(parts[-1]))
            number *= sizes()[1][str(parts[0])] if len(parts) == 2 else 1
            return number**sign, {name: power * sign for name, power in of.items()}
        case "annotatable":
            return size(parts[0], sign * int(parts[1]))
        case "term":
            one, two = size(parts[0], sign), size(parts[2], -sign if parts[1] == "/" else sign)
            of = {name: one[1].get(name, 0) + two[1].get(name, 0) for name in {*one[1], *two[1]}}
            return one[0] * two[0], {name: power for name, power in of.items() if power}
        case _:
            return size(parts[-1], -sign if len(parts) == 2 else sign)


def unit_size(code):
    if code.isdigit():
        return Fraction(code), {}
    if code in ("10*", "10^"):
        return Fraction(10), {}
    if (made := sizes()[0][code]) is None:
        return Fraction(1), {code: 1}
    number, of = size(get_ucum_parser().parse(made[1])) if made[1] != "1" else (Fraction(1), {})
    return made[0] * number, of


@pytest.mark.parametrize("what", _MEASURES)
def test_every_unit_that_is_turned_has_the_size_that_ucum_gives_it(what):
    """Of 240 units pint gives 30 another size, `[Cal]` a thousandth: none of these is turned."""
    units = [unit for unit in _MEASURES[what].split() if unit not in ("Cel", "[degF]")]
    wanted = {"length": "m", "area": "m2", "volume": "m3", "temperature": "K"}.get(what, units[0])
    least = size(get_ucum_parser().parse(wanted))
    for unit in units:
        for code in (unit, *(f"{prefix}{unit}" for prefix in ("k", "d", "c", "m", "u", "n", "p", "M"))):
            try:
                found = factors_to(code, wanted)
            except ValueError:
                assert code != unit or unit == wanted, code
                continue  # not every unit has prefixes
            number, of = size(get_ucum_parser().parse(code))
            assert of == least[1], code
            assert found == number / least[0], code


def factors_to(given, unit):
    from hemgraph.values.units import factor

    return factor(given, unit)


def test_what_is_turned_as_before():
    for known, unit, value in (
        ("48 mg/dL", "g/L", "0.48"), ("5 10*9/L", "10*6/mL", "5"), ("5 /uL", "10*6/L", "5"), ("1 cm3", "mL", "1"), ("2 m2", "cm2", "20000"),
        ("3 mg/kg/d", "ug/kg/d", "3000"), ("5 mU/mL", "U/L", "5"), ("1 cGy", "Gy", "0.01"), ("1 REM", "Sv", "0.01"), ("1 mCi", "MBq", "37"),
        ("1 kcal", "J", "4184"), ("70 kg/m2", "g/cm2", "7"), ("37 Cel", "K", "310.15"), ("12 mo", "a", "1"), ("1 mL/kg/h", "uL/kg/h", "1000"),
    ):  # fmt: skip
        assert str(parse_quantity(known, unit)) == value, known


def test_which_units_are_alone():
    assert [unit for unit in sorted(_COMMON) if alone(unit)] == ["%", "1"]


# ---- a mark before three digits


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("typed", "unit", "step", "one", "other"), OPEN)
def test_a_mark_before_three_digits_is_refused_with_both_readings(way, typed, unit, step, one, other, tmp_path):
    said = way(graph_file(tmp_path, unit, step), typed, tmp_path)
    assert said, "it was read"
    assert f"`{typed}` has a mark before three digits" in said.replace('""', '"')
    assert f"write `{one}` or `{other}`" in said


def test_what_the_help_writes_is_read(tmp_path):
    """Where both readings are values of the finding; else the one that is."""
    for typed, unit, step, *readings in OPEN:
        graph = hemgraph.load(str(graph_file(tmp_path, unit, step)))
        read = []
        for text in readings:
            try:
                read.append(graph.case({"n": text}).findings["n"])
            except HemgraphError as error:
                assert "step" in str(error) or "range" in str(error), (typed, text)  # noqa: PT017
        assert read, typed


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("typed", "unit", "step", "low"), SETTLED)
def test_what_can_be_read_in_one_way_is_read(way, typed, unit, step, low, tmp_path):
    assert way(graph_file(tmp_path, unit, step, low), typed, tmp_path) is None


@pytest.mark.parametrize("typed", ["1,000,000", "1,000.5", "1.000,5", "1,000,5 ug"])
def test_more_than_one_mark_is_not_settled_for_the_reader(typed, tmp_path):
    said = as_setting(graph_file(tmp_path, "ug", "0.1"), typed, tmp_path)
    assert f"`{typed}` has more than one mark" in said
    assert "write a point: " not in said


@pytest.mark.parametrize("unit", [None, "g", "kg"])
def test_a_number_that_nobody_typed_is_read_as_it_is(unit, tmp_path):
    """Of Parquet, of JSON, and of Python."""
    graph = graph_file(tmp_path, "g", "1")
    words = ("--unit", f"n={unit}") if unit else ()
    for type, value in ((pa.decimal128(9, 3), "2.000"), (pa.decimal128(30, 3), "2.000"), (pa.float64(), "2.000")):
        column = pa.array([value]).cast(type)
        assert of_table(graph, tmp_path, pa.table({"n": column}), words=words) is None, type
    if unit == "kg":
        column = pa.array(["2.125"]).cast(pa.decimal128(30, 3))
        assert of_table(graph, tmp_path, pa.table({"n": column}), words=words) is None
        assert "mark before three digits" in of_table(graph, tmp_path, pa.table({"n": ["2.125"]}), words=words)


def test_a_number_of_json_is_read_as_it_is_and_one_of_yaml_is_typed(tmp_path):
    graph = graph_file(tmp_path, "g", "1")
    (tmp_path / "a.json").write_text('{"findings": {"n": 2.000}}')
    assert command("trace", tmp_path / "a.json", "-g", graph)[0] == 0
    (tmp_path / "a.yaml").write_text("findings: {n: 2.000}\n")
    code, said = command("trace", tmp_path / "a.yaml", "-g", graph)
    assert code == 1
    assert "write `2` or `2000`" in said
    assert command("trace", "-", "-g", graph, said='{"findings": {"n": 2.000}}')[0] == 0


@given(st.integers(1, 10**6), st.sampled_from(["0.1", "0.25", "1", "5", "0.01", "0.001", ""]))
def test_what_we_write_is_read_again(n, step):
    from decimal import Decimal

    from hemgraph.values.domains import Number, value_text

    value = Decimal(n) * Decimal(step or "0.001")
    grid = Number(Decimal(0), Decimal(10**9), Decimal(step) if step else None).grid
    assert parse_quantity(value_text(value), None, grid) == value
