"""Values, sets, cells and units: exact, at every boundary."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hemgraph.analysis import joint
from hemgraph.compile.reading import Reader
from hemgraph.files.entries import read_entries
from hemgraph.finding import Finding
from hemgraph.values.cells import cut
from hemgraph.values.domains import Number
from hemgraph.values.numbers import format_number, parse_number, too_long
from hemgraph.values.sets import holds_nothing, parse_ranges, parse_set
from hemgraph.values.units import parse_quantity, unit_fault

STEPS = (None, Decimal("0.1"), Decimal("0.25"), Decimal(1))
numbers = st.integers(-40, 140).map(lambda n: Decimal(n) / 4)


def written():
    bound = st.tuples(st.sampled_from(["<", "<=", ">", ">=", ""]), numbers).map(
        lambda p: f"{p[0]} {format_number(p[1])}".strip()
    )
    span = st.tuples(st.sampled_from("[("), numbers, numbers, st.sampled_from("])")).filter(lambda s: s[1] < s[2])
    spans = span.map(lambda s: f"{s[0]}{format_number(s[1])}..{format_number(s[2])}{s[3]}")
    return st.lists(st.one_of(bound, spans), min_size=1, max_size=3).map(", ".join)


def grid(domain):
    step = domain.step or Decimal("0.125")
    return [domain.low + step * n for n in range(int((domain.high - domain.low) / step) + 1)]


@given(st.lists(written(), max_size=4), st.sampled_from(STEPS))
def test_a_cell_is_taken_whole_or_not_at_all(texts, step):
    domain = Number(Decimal(0), Decimal(20), step)
    sets = [parse_ranges(text) for text in texts]
    cells = cut(domain, sets)
    assert cells.cell_of(domain.low) == 0
    for value in grid(domain):
        for values in sets:
            assert (cells.mask(values) >> cells.cell_of(value) & 1) == (value in values)
    for n in range(cells.count):
        sample = cells.sample(n)
        assert domain.fault(sample) is None
        assert cells.cell_of(sample) == n
        if cells.only(n) is not None:
            assert [v for v in grid(domain) if cells.cell_of(v) == n] == [sample]


@given(st.lists(written(), min_size=1, max_size=3), st.sampled_from(STEPS), st.integers(0))
def test_ranges_of_a_mask_hold_just_its_cells(texts, step, mask):
    domain = Number(Decimal(0), Decimal(20), step)
    cells = cut(domain, [parse_ranges(text) for text in texts])
    ranges = cells.ranges(mask)
    for value in grid(domain):
        assert (value in ranges) == bool(mask >> cells.cell_of(value) & 1)


@given(written(), st.sampled_from(STEPS))
def test_a_test_that_takes_nothing_is_known(text, step):
    domain = Number(Decimal(0), Decimal(20), step)
    for interval in parse_ranges(text).intervals:
        if step:
            assert holds_nothing(domain, interval) == (not any(v in interval for v in grid(domain)))
        elif any(v in interval for v in grid(domain)):
            assert not holds_nothing(domain, interval)


@given(written())
def test_a_test_survives_its_own_text(text):
    once = parse_ranges(text)
    assert parse_ranges(str(once)) == once


@pytest.mark.parametrize("step", STEPS)
def test_a_test_at_an_end_of_the_range_makes_no_empty_cell(step):
    domain = Number(Decimal(0), Decimal(20), step)
    for text, count in (("<= 20", 1), (">= 0", 1), ("20", 2), ("0", 2), ("< 20", 2), ("> 0", 2)):
        cells = cut(domain, [parse_ranges(text)])
        assert cells.count == count, text
        assert [cells.cell_of(cells.sample(n)) for n in range(count)] == list(range(count))


def test_integers_and_whole_tests_are_the_same_cut():
    days = Number(Decimal(0), Decimal(20), Decimal(1), integer=True)
    assert cut(days, [parse_set(days, "< 10"), parse_set(days, "[0..9]")]).count == 2


@pytest.mark.parametrize("text", ["1e3", "012", ".5", "5.", "NaN", "inf", "", "1_000", "٣", "0x1", "--1", "1" * 31])
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(ValueError, match=r"plain decimal|digits"):
        parse_number(text)


@pytest.mark.parametrize("text", ["< ", "[1..2", "1..2", "[2..1]", "(1..1]", "a", "< 1 2", "= 3", "", "[1,2]"])
def test_what_is_no_test_is_refused(text):
    with pytest.raises(ValueError, match=r"\n"):
        parse_set(Number(Decimal(0), Decimal(9)), text)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("31 mm", "mm", "31"), ("3.1 cm", "mm", "31"), ("3.1cm", "mm", "31"), ("1 [in_i]", "mm", "25.4"), ("24 mo", "a", "2"), ("98.6 [degF]", "Cel", "37"),
        ("120 mm[Hg]", "kPa", "15.99864"), ("5 10*9/L", "10*6/mL", "5"), ("14 d", "wk", "2"), ("36 h", "d", "1.5"), ("0.5", None, "0.5"), ("-3", "Cel", "-3"),
        ("0.1 m[Hg]", "mm[Hg]", "100"), ("1 cm[Hg]", "mm[Hg]", "10"), ("1 m[H2O]", "cm[H2O]", "100"), ("1 cm[H2O]", "Pa", "98.0665"),
        ("37 umol/L", "mmol/L", "0.037"), ("5 10*6/L", "10*9/L", "0.005"), ("1.5 mg/dL", "g/L", "0.015"), ("7 kg/m2", "g/cm2", "0.7"),
    ],
)  # fmt: skip
def test_units_are_turned_exactly(text, unit, value):
    assert parse_quantity(text, unit) == Decimal(value)


@given(
    st.integers(0, 10**6),
    st.sampled_from(
        [("cm", "mm", 10), ("m", "mm", 1000), ("g", "mg", 1000), ("wk", "d", 7), ("[in_i]", "mm", Fraction("25.4"))]
    ),
)
def test_a_factor_is_a_fraction_not_a_float(n, units):
    given_unit, wanted, factor = units
    number = Decimal(n) / 100
    assert Fraction(parse_quantity(f"{format_number(number)} {given_unit}", wanted)) == Fraction(number) * factor


@pytest.mark.parametrize(
    ("text", "unit", "message"),
    [
        ("2 kg", "mm", "`kg` cannot be turned into `mm`"), ("3 wk", "mo", "`3 wk` is no exact decimal in `mo`"), ("3 furlong", "mm", "`furlong` is not a UCUM unit"),
        ("3 mm", None, "`3 mm` has a unit, but this finding has none"), ("big", "mm", "`big` is not a number"), ("1e3 mm", "mm", "`e3 mm` is not a UCUM unit"),
        ("4 meq/L", "mmol/L", "`meq/L` cannot be turned into `mmol/L`"),
        ("5 {x}", "mm", "`{x}` cannot be turned into `mm`"), ("5 mm", "{x}", "`mm` cannot be turned into `{x}`"),
    ],
)  # fmt: skip
def test_a_wrong_unit_is_refused(text, unit, message):
    with pytest.raises(ValueError, match=r"\n") as refusal:
        parse_quantity(text, unit)
    assert str(refusal.value).startswith(message)


def test_a_unit_is_known_or_told():
    assert unit_fault("[in_i]") is None
    assert unit_fault("mm[Hg]") is None
    assert unit_fault("inch")[0] == "`inch` is not a UCUM unit"


LONG = st.from_regex(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,27})?", fullmatch=True).filter(lambda text: len(text) <= 30)


@example("-50", "-0.000000000000000000000000001", "0.1")
@example("-50", "19.999999999999999999999999999", "0.1")
@example("-50", "20.1", "0.000000000000000000000000001")
@given(LONG, LONG, st.sampled_from(["0.1", "0.5", "1", "0.000000000000000000000000001"]))
def test_no_digit_of_a_long_number_is_rounded_away(low, text, step):
    start, value, by = Decimal(low), Decimal(text), Decimal(step)
    domain = Number(start, Decimal(10**16), by)
    on = (Fraction(value) - Fraction(start)) % Fraction(by) == 0
    assert (domain.fault(value) is None) == (on and start <= value <= domain.high)


@example("1.0000000000000000000000000001", "1.0000000000000000000000000002")
@given(LONG, LONG)
def test_the_sample_of_a_narrow_cell_lies_within(low, high):
    domain = Number(Decimal(-(10**16)), Decimal(10**16))
    cells = cut(domain, [parse_set(domain, f"({low}..{high}]")] if Decimal(low) < Decimal(high) else [])
    for n in range(cells.count):
        assert cells.cell_of(cells.sample(n)) == n


@pytest.mark.parametrize("entry", ["1E-1000000", "1E-99999999999", "1E-31", "1E+40", "0." + "3" * 40, "1" * 250])
def test_a_number_that_is_too_long_is_refused(entry):
    domain = Number(Decimal(-(10**60)), Decimal(10**60))
    findings = {"n": Finding("n", "N?", domain, {})}
    assert too_long(Decimal(entry))
    _, (fault,) = read_entries(findings, {"n": Decimal(entry)})
    assert "30 digits" in fault.message
    assert Reader(findings).read({"n": Decimal(entry)}) is None


def test_zeros_at_the_end_make_no_number_long():
    assert not too_long(Decimal("1.5" + "0" * 60))


def test_a_float_of_a_class_of_its_own_is_a_float():
    class Other(float):
        __repr__ = object.__repr__

    values, faults = read_entries({"n": Finding("n", "N?", Number(Decimal(0), Decimal(9)), {})}, {"n": Other(0.5)})
    assert (values, faults) == ({"n": Decimal("0.5")}, [])


def test_what_two_steps_share_is_a_step_of_both():
    one, other = (Number(Decimal(0), Decimal(9), Decimal(step)) for step in ("0.2", "0.25"))
    assert joint._numbers(one, other).step == Decimal("0.05")
