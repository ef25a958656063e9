"""UCUM units at the border: exact conversion by `ucumvert` on `pint`, imported only when needed."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from .kinds import alone, kind
from .marks import Grid, refuse_comma, refuse_point
from .numbers import exact, format_number, parse_number

# Units so common that a file which names one need not wait a second for the library.
_COMMON = frozenset(
    "1 % a mo wk d h min s m cm mm um kg g mg ug L dL mL mm[Hg] Cel Gy mmol/L mg/dL g/L g/dL kg/m2 /min 10*9/L".split(
        " "
    )
)
_LONGEST = 100  # of a unit; longer ones take time
_QUANTITY = re.compile(r"([+-]?[0-9][0-9.]*)\s*(\S.*)?")
_REMARK = re.compile(r"(\{[!-z|~]*\})+")
"""A unit of UCUM that has no size of its own, as `{score}`: it is only ever itself."""
_EXAMPLES = "such as mm, kg, a (year), mm[Hg], 10*9/L"
MOST_PLACES = 15


@cache
def _registry() -> Any:
    from ucumvert import PintUcumRegistry

    registry = PintUcumRegistry(non_int_type=Fraction)
    # UCUM fixes the columns of mercury and of water, at 133.322 Pa a millimetre and 98.0665 Pa a centimetre; pint
    # derives them from a density.
    registry.define("millimeter_Hg = 133.322 * pascal = mmHg = mm_Hg")
    registry.define("centimeter_Hg = 1333.22 * pascal")
    registry.define("meter_Hg = 133322 * pascal")
    registry.define("centimeter_H2O = 98.0665 * pascal")
    registry.define("meter_H2O = 9806.65 * pascal")
    return registry


def _unit(text: str) -> Any:
    """The unit that a UCUM code means, as pint has it; ValueError where it is none."""
    try:
        found = _registry().from_ucum(text)
        _ = found.magnitude, found.units  # a remark alone, in braces, is parsed and has none
        return found
    except Exception:  # the parser raises its own types, and pint's, for text that is no unit
        raise ValueError(f"`{text[:40]}` is not a UCUM unit\n{_EXAMPLES}") from None


def unit_fault(unit: str) -> tuple[str, str] | None:
    """Return what is wrong with a unit and what would be right, or None.

    >>> unit_fault("mm"), unit_fault("millimetre")
    (None, ('`millimetre` is not a UCUM unit', 'such as mm, kg, a (year), mm[Hg], 10*9/L'))
    """
    if unit in _COMMON or _REMARK.fullmatch(unit):
        return None
    try:
        _unit(unit)
    except ValueError as error:
        message, _, help = str(error).partition("\n")
        return message, help
    return None


@dataclass(frozen=True)
class Quantity:
    """A number with a unit that nobody typed: it comes so from a table, and no mark in it is open to doubt."""

    number: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{format_number(self.number)} {self.unit}"

    def to(self, unit: str | None) -> Decimal:
        """Return the exact number in another unit. Raises ValueError as `parse_quantity` does."""
        return _in_unit(parse_number(format_number(self.number)), str(self), self.unit, unit)


def parse_quantity(text: str, unit: str | None, grid: Grid = ()) -> Decimal:
    """Return a typed number with or without a unit as an exact number in `unit`, where its values lie on a grid.

    Raises ValueError, with help after a newline, where the text is no number, its unit is no
    UCUM unit or one of another quantity, a mark in it could be one of thousands, or the result
    is no decimal of at most 15 places.

    >>> parse_quantity("31", "mm"), parse_quantity("3.1 cm", "mm")
    (Decimal('31'), Decimal('31'))
    >>> parse_quantity("2 kg", "mm")
    Traceback (most recent call last):
    ValueError: `kg` cannot be turned into `mm`
    give the number in `mm`
    """
    refuse_comma(text.strip())
    match = _QUANTITY.fullmatch(text.strip())
    if not match:
        help = f"write a number, with its unit if it is not `{unit}`" if unit else "write a number such as 12 or 0.5"
        raise ValueError(f"`{text[:40]}` is not a number\n{help}")
    number, given = parse_number(match[1]), match[2]
    if given is None or given == unit:
        refuse_point(text.strip(), grid)
        return number
    value = _in_unit(number, text, given, unit)
    refuse_point(text.strip(), grid, _grid_in(given, unit, grid))
    return value


def _in_unit(number: Decimal, text: str, given: str, unit: str | None) -> Decimal:
    if given == unit:
        return number
    if unit is None:
        raise ValueError(f"`{text[:40]}` has a unit, but this finding has none\nwrite the number alone")
    if len(given) > _LONGEST:
        raise ValueError(f"`{given[:40]}…` is not a UCUM unit\ngive the number in `{unit}`")
    return _converted(number, given, unit)


def _grid_in(given: str, unit: str | None, grid: Grid) -> Grid:
    """A grid as it lies in another unit: a step of 0.001 mg is one of 1 ug."""
    if unit is None or not grid:
        return ()
    (zero, one), (low, step) = _line(given, unit), grid
    return (low - zero) / (one - zero), step / (one - zero)


def factors(unit: str | None) -> dict[str, Fraction]:
    """Return by how much a number in each common unit of the same kind is multiplied to be in this one.

    A unit of which 0 is not 0 here, as of degrees, is left out.

    >>> factors("mm")["cm"], factors(None)
    (Fraction(10, 1), {})
    """
    found: dict[str, Fraction] = {}
    if unit is None:
        return found
    for given in sorted(_COMMON - {unit}):
        with suppress(ValueError):
            if not _exact(0, given, unit):
                found[given] = _exact(1, given, unit)
    return found


def factor(given: str, unit: str | None) -> Fraction:
    """Return by how much a number in one unit is multiplied to be in another.

    Raises ValueError, with help after a newline, where one cannot be turned into the other by that.

    >>> factor("cm", "mm")
    Fraction(10, 1)
    """
    if given == unit:
        return Fraction(1)
    if unit is None:
        raise ValueError("this finding has no unit\nleave the unit out")
    if _exact(0, given, unit):
        raise ValueError(f"`{given}` is not turned into `{unit}` by a factor\ngive the numbers in `{unit}`")
    return _exact(1, given, unit)


@exact
def _converted(number: Decimal, given: str, unit: str) -> Decimal:
    scaled = _exact(number, given, unit) * 10**MOST_PLACES
    if scaled.denominator != 1:
        raise ValueError(
            f"`{format_number(number)} {given}` is no exact decimal in `{unit}`\ngive the number in `{unit}`"
        )
    return parse_number(format_number(Decimal(scaled.numerator).scaleb(-MOST_PLACES)))


def _exact(number: Decimal | Fraction | int, given: str, unit: str) -> Fraction:
    zero, one = _line(given, unit)
    return zero + Fraction(number) * (one - zero)


@lru_cache(1000)
def _line(given: str, unit: str) -> tuple[Fraction, Fraction]:
    """What 0 and 1 of one unit are in another; all between units of one quantity lies on the line through them."""
    _refuse_another(given, unit)  # also what is no unit at all
    from pint import DimensionalityError

    known, wanted = _unit(given), _unit(unit)
    found = []
    for number in (0, 1):
        try:
            # A quotient of units has the float 1.0 before it, which would make floats of all that follows.
            there = _registry().Quantity(Fraction(number) * Fraction(known.magnitude), known.units).to(wanted.units)
        except DimensionalityError:  # pint takes a code of UCUM for another unit: hbar for the constant of Dirac
            raise ValueError(f"`{given}` cannot be turned into `{unit}`\ngive the number in `{unit}`") from None
        if isinstance(there.magnitude, float):
            raise ValueError(f"`{given}` is not turned into `{unit}` exactly\ngive the number in `{unit}`")
        found.append(Fraction(there.magnitude) / Fraction(wanted.magnitude))
    return found[0], found[1]


def _refuse_another(given: str, unit: str) -> None:
    """Raise ValueError where two units do not measure the same quantity, though they may have one dimension."""
    for code in (given, unit):
        if not _REMARK.fullmatch(code):
            _unit(code)
    why = alone(unit) or alone(given)
    if why or kind(given) != kind(unit):
        help = f"give the number in `{unit}`" + (f": {why}" if why else "")
        raise ValueError(f"`{given}` cannot be turned into `{unit}`\n{help}")
