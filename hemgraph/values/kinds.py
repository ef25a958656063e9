"""What a unit measures: a number goes over from one unit to another only where both measure the same quantity.

The same dimension is not enough: gray and sievert are both J/kg, `mmol/mol` and `%` both mere numbers. So a unit is
told by what each of its parts measures, over the line and under it, and one with a part that is not listed is alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

Kind = tuple[tuple[str, ...], tuple[str, ...]]
"""What the parts of a unit measure: those over the line, and those under it."""

# Only units whose size is in ucumvert and pint the one that UCUM gives them; tests/test_units.py holds each against it.
_MEASURES = {
    "length": "m [in_i] [ft_i] [yd_i] [mi_i] [nmi_i] [mil_i] Ao",
    "area": "ar [sin_i] [sft_i] [syd_i]",
    "volume": "l L [cin_i] [gal_us] [qt_us] [pt_us] [foz_us] [tbs_us] [tsp_us] [cup_us] [foz_m] [cup_m] [tsp_m] [tbs_m]"
    " [gal_br] [qt_br] [pt_br] [foz_br] [drp]",
    "mass": "g t [gr] [lb_av] [oz_av] [stone_av] [oz_tr] [oz_m]",
    "time": "s min h d wk mo mo_j mo_g a a_j a_g",
    "temperature": "K Cel [degF]",
    "amount": "mol",
    "charges": "eq",
    "particles": "osm",
    "pressure": "Pa bar atm m[Hg] m[H2O] [psi]",
    "force": "N dyn gf",
    "energy": "J cal cal_th cal_IT erg eV",
    "power": "W",
    "frequency": "Hz",
    "radioactivity": "Bq Ci",
    "energy dose": "Gy",
    "dose equivalent": "Sv REM",
    "catalytic activity": "kat U",
    "electric potential": "V",
    "electric current": "A",
    "electric resistance": "Ohm",
    "electric conductance": "S mho",
    "electric capacitance": "F",
    "magnetic flux density": "T",
    "luminous intensity": "cd",
    "luminous flux": "lm",
    "illuminance": "lx",
    "dynamic viscosity": "P",
    "kinematic viscosity": "St",
    "fluid resistance": "[PRU] [wood'U]",
}
_OF = {unit: what for what, units in _MEASURES.items() for unit in units.split(" ")}
_POWERS = {2: "area", 3: "volume"}  # of a length: cm3 is what mL is
_LENGTHS = {"area": 2, "volume": 3}
_RATIOS = ("%", "[ppth]", "[ppm]", "[ppb]", "[pptr]")
_FROM_ZERO_ELSEWHERE = ("Cel", "[degF]")  # 0 is not 0 in another one: no part of a unit, nor with a prefix


def alone(unit: str) -> str | None:
    """Return why no number in another unit is ever one in this UCUM unit, nor the other way; None where some are.

    >>> alone("mg/dL"), alone("%"), alone("ug/{g}")
    (None, '`%` is a ratio, which has no dimension', '`ug/{g}` has braces, which make it another quantity')
    """
    if "{" in unit:
        return f"`{unit}` has braces, which make it another quantity"
    found = None if unit in _RATIOS else kind(unit)
    if found is None and unit not in _RATIOS:
        return f"`{unit}` is a unit of its own"
    over, under = map(_dimension, found or ((), ()))
    return f"`{unit}` is a ratio, which has no dimension" if over == under else None


@cache
def kind(unit: str) -> Kind | None:
    """Return what the parts of a UCUM unit without braces measure, or None where one of them is alone.

    >>> kind("mg/dL"), kind("cm3"), kind("[iU]/L")
    ((('mass',), ('volume',)), (('volume',), ()), None)
    """
    over: list[str] = []
    under: list[str] = []
    for part, power in _parts(_parser().parse(unit), 1):
        if part.isdigit() or part in ("10*", "10^"):
            continue  # a mere number, as in 10*9/L
        if part not in _OF or (part in _FROM_ZERO_ELSEWHERE and part != unit):
            return None
        what, times = _OF[part], abs(power)
        if what == "length" and times in _POWERS:
            what, times = _POWERS[times], 1
        (over if power > 0 else under).extend([what] * times)
    return tuple(sorted(over)), tuple(sorted(under))


def _dimension(parts: tuple[str, ...]) -> Counter[str]:
    found: Counter[str] = Counter()
    for what in parts:
        found["length" if what in _LENGTHS else what] += _LENGTHS.get(what, 1)
    return found


def _parts(tree: Any, sign: int) -> Iterator[tuple[str, int]]:
    """The units that a parsed code has, without prefixes, each with its power."""
    parts = tree.children
    match tree.data:
        case "simple_unit":
            yield str(parts[-1]), sign
        case "annotatable":  # with a power
            yield from ((unit, power * int(parts[1])) for unit, power in _parts(parts[0], sign))
        case "term":
            yield from _parts(parts[0], sign)
            yield from _parts(parts[2], -sign if parts[1] == "/" else sign)
        case _:  # the whole, or what stands in brackets, with or without a `/` before it
            yield from _parts(parts[-1], -sign if len(parts) == 2 else sign)


@cache
def _parser() -> Any:
    from ucumvert import get_ucum_parser

    return get_ucum_parser()
