"""Tables for tests of cohorts, written in every way a file can have them, and what each of their rows must be told."""

from __future__ import annotations

import struct
from decimal import Context, Decimal
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, ipc, parquet

from hemgraph.compile.paths import Paths
from hemgraph.compile.program import Program
from hemgraph.errors import HemgraphError
from hemgraph.graph import Action
from hemgraph.values.domains import Boolean, Choice
from hemgraph.values.numbers import format_number
from hemgraph.values.units import Quantity

INTS = {
    pa.int8(): 8, pa.int16(): 16, pa.int32(): 32, pa.int64(): 64,
    pa.uint8(): -8, pa.uint16(): -16, pa.uint32(): -32, pa.uint64(): -64,
}  # fmt: skip
JUNK = (
    "3.1 cm", " 12 ", "+5", "012", "1e3", "-0", "1,5", "NaN", "inf", "unknown", "", "  ", "29.999999999999999", "30.0",
    "0.10", "2.675", "10000000000000001", "1.0000000", ".5", "5.", "1 000", "٣", "12 kg", "0x10", "-", "1.2.3", "9" * 31,
)  # fmt: skip
EXACT = Context(prec=60)
FLOATS = (0.1, 0.3, 0.5, 30.0, 29.999999999999996, 2.675, 1e16 + 1, 2.0**53, -0.0, 1e300, 9.5367431640625e-07)


def edges(cells):
    """Values of a finding: all options; of a number all boundaries, a step beside each, and what lies outside."""
    domain = cells.domain
    if isinstance(domain, Boolean):
        return [True, False]
    if isinstance(domain, Choice):
        return list(domain.options)
    step = domain.step or Decimal("0.001")
    places = {domain.low, domain.high, *(at for at, _ in cells.starts)}
    return sorted({place + off for place in places for off in (0, -step, step, step / 2, Decimal("0.0001"))})


def column(random, cells, count, unknown=0.2, factor=1):
    """A column for a finding in one of the ways to store it, as Arrow has it; some of its values are none.

    Its numbers are by `factor` smaller than those of the finding.
    """
    some = edges(cells) if factor == 1 else [EXACT.divide(value, factor) for value in edges(cells)]
    values = [None if random.random() < unknown else random.choice(some) for _ in range(count)]
    match cells.domain:
        case Boolean():
            if random.random() < 0.5:
                return pa.array(values, pa.bool_())
            said = {True: ("yes", "true"), False: ("no", "false"), None: (None, "unknown")}
            texts = [random.choice(said[value]) for value in values]
            return _text(random, texts, ("Yes", "True", "1", "", "maybe"))
        case Choice():
            return _text(random, values, ("unknown", "", "None", "o1 ", "'; --", "é"))
        case _:
            return random.choice((_whole, _whole, _decimal, _decimal, _double, _number_text))(random, values)


def _text(random, values, odd):
    some = [random.choice(odd) if value and random.random() < 0.05 else value for value in values]
    found = pa.array(some, random.choice((pa.string(), pa.large_string())))
    return found.dictionary_encode() if random.random() < 0.4 else found


def _whole(random, values):
    """Whole numbers of a width that has them all, or else those that it has."""
    type = random.choice(list(INTS))
    bits = abs(INTS[type]) - (INTS[type] > 0)
    low = 0 if INTS[type] < 0 else -(1 << bits)
    wide = [None if value is None else int(value) for value in values]
    return pa.array([value if value is not None and low <= value < 1 << bits else None for value in wide], type)


def _decimal(random, values):
    digits, places = random.choice(((18, 6), (9, 2), (18, 0), (5, 4), (18, 17), (38, 18), (38, 10), (38, 0), (38, 37)))
    most = Decimal(10) ** (digits - places)
    fit = [None if v is None or abs(v) >= most else EXACT.quantize(v, Decimal(1).scaleb(-places)) for v in values]
    return pa.array(fit, pa.decimal128(digits, places))


def _double(random, values):
    some = [None if v is None else random.choice(FLOATS) if random.random() < 0.1 else float(v) for v in values]
    some = [float("nan") if v is not None and random.random() < 0.02 else v for v in some]
    return pa.array(some, random.choice((pa.float64(), pa.float64(), pa.float32())))


def _number_text(random, values):
    some = [None if v is None else format_number(v) for v in values]
    return _text(random, some, JUNK)


def table(graph, count, seed, unknown=0.2, factors=()):
    """Rows for a graph, with a number for each and a column that means nothing; some numbers are in another unit."""
    random, cells = Random(seed), graph.logic.space.cells
    columns = {"id": pa.array(range(count)), "no finding": pa.array([f'x, "{n}"\n' for n in range(count)])}
    factors = dict(factors)
    columns |= {name: column(random, cells[name], count, unknown, factors.get(name, 1)) for name in cells}
    return pa.table(columns)


def as_text(rows):
    """The rows as text, as a CSV file has them."""
    return pa.table([pc.cast(each, pa.string()) for each in rows.columns], rows.schema.names)


def without_empty(rows):
    """The rows as a CSV file is read: an empty text is none."""
    return pa.table([pc.if_else(pc.equal(each, ""), None, each) for each in as_text(rows).columns], rows.schema.names)


def write(rows, path):
    """Write rows to a file, by its ending."""
    if path.suffix == ".parquet":
        parquet.write_table(rows, path, row_group_size=64)
    elif path.suffix == ".csv":
        csv.write_csv(rows, path)
    else:
        with ipc.new_file(path, rows.schema) as file:
            file.write_table(rows, max_chunksize=50)
    return path


def read(path):
    """Return the rows of a file, by its ending."""
    if path.suffix == ".parquet":
        return parquet.read_table(path)
    if path.suffix == ".csv":
        with path.open("rb") as file:
            names = file.readline().decode().strip().replace('"', "").split(",")
        types = csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        )
        return csv.read_csv(path, parse_options=csv.ParseOptions(newlines_in_values=True), convert_options=types)
    with pa.memory_map(str(path)) as file:
        return ipc.open_file(file).read_all()


class Expected:
    """What the reference says of each row, and traces of all of them; rows with the same values are asked once."""

    def __init__(self, graph, rows, findings, units=(), fixed=()):
        """`findings` has the column of each finding, `units` the units of some columns."""
        self.graph, self.paths = graph, Paths(Program(graph.logic))
        self.findings, self.units, self.fixed, self.known = findings, dict(units), dict(fixed), {}
        lists = {name: entries_of(rows.column(of)) for name, of in findings.items()}
        self.rows = [self.answer(values) for values in zip(*lists.values(), strict=True)]
        self.traces = [trace for trace, _ in self.rows]

    def answer(self, values):
        key = tuple((type(value), str(value)) for value in values)
        if key not in self.known:
            entries = {
                name: value if of not in self.units else in_unit(value, self.units[of])
                for (name, of), value in zip(self.findings.items(), values, strict=True)
                if value is not None
            }
            try:
                self.known[key] = self.graph.trace(self.graph.case(entries | self.fixed)), None
            except HemgraphError as error:
                said = (" ".join(f"{f.message}\n: {f.help}".removesuffix("\n: ").split()) for f in error.faults)
                self.known[key] = None, "; ".join(text.replace(" : ", ": ") for text in said)
        return self.known[key]

    def told(self):
        """The columns that are added."""
        model = self.graph.model
        told = {r.intervention for node in model.nodes.values() if isinstance(node, Action) for r in node.recommend}
        found = {
            name: []
            for name in ("status", "leaf", "path", "missing", "boxes", *(i for i in model.interventions if i in told))
        }
        for trace in self.traces:
            for name, values in found.items():
                values.append(self._value(trace, name))
        return found

    def _value(self, trace, name):
        if trace is None:
            return "refused" if name == "status" else None
        match name:
            case "status":
                return str(trace.status)
            case "leaf":
                return trace.leaf
            case "path":
                return self.paths.number(trace)
            case "missing":
                return ", ".join(missing.finding for missing in trace.missing) or None
            case "boxes":
                return " ".join(str(self.graph.model.boxes[step.node]) for step in trace.path)
        stances = {str(given.stance) for given in trace.recommendations if given.intervention == name}
        return ", ".join(stance for stance in ("do", "consider", "avoid") if stance in stances) or None

    def refused(self):
        """The file of refused rows."""
        return [(n, why) for n, (_, why) in enumerate(self.rows, 1) if why is not None]


def entries_of(column):
    """The values of a column as entries of a case: a float of 32 bits is its shortest text."""
    values = column.to_pylist()
    if not pa.types.is_float32(column.type):
        return values
    return [v if v is None or v != v or abs(v) == float("inf") else shortest(v) for v in values]


def shortest(value):
    """The text of fewest digits that is this float of 32 bits and no other, as a number."""
    texts = (f"{value:.{digits}g}" for digits in range(1, 18))
    return next(Decimal(repr(float(t))) for t in texts if struct.pack("f", float(t)) == struct.pack("f", value))


def in_unit(value, unit):
    """An entry of a case for a number that is in another unit; what is no number is as it is."""
    if isinstance(value, float):
        if value != value or abs(value) == float("inf"):
            return value
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return Quantity(value, unit)
    text = str(value).strip()
    return f"{text} {unit}" if text and all(sign in "+-.0123456789" for sign in text) and text[-1].isdigit() else value
