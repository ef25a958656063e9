"""A mark in a typed number that can be read as one of decimals and as one of thousands."""

from __future__ import annotations

import re
from fractions import Fraction

_NUMBER = re.compile(r"([+-]?)([0-9][0-9.,]*)(.*)", re.DOTALL)
_BOTH_WAYS = re.compile(r"([1-9][0-9]*)[.,]([0-9]{3})")
"""One mark before exactly three digits. After a 0 alone it can only be one of decimals."""

Grid = tuple[Fraction, ...]
"""Where the values of a number lie: its lowest one and its step, or nothing where it has no step."""


def is_open(text: str) -> bool:
    """Tell whether a number has a mark that can be one of decimals and one of thousands.

    >>> is_open("1.000"), is_open("-1,000"), is_open("0.125"), is_open("1.5")
    (True, True, False, False)
    """
    return bool(_BOTH_WAYS.fullmatch(text.lstrip("+-")))


def refuse_comma(text: str) -> None:
    """Raise ValueError for a typed number with a comma, with help after a newline that settles nothing which is open.

    >>> refuse_comma("1,5 mm")
    Traceback (most recent call last):
    ValueError: `1,5 mm` has a comma
    write a point: 1.5 mm
    """
    found = _NUMBER.fullmatch(text)
    if not found or not re.search(r",[0-9]", found[2]):
        return
    if is_open(found[2]):
        raise _either(text)
    if len(re.findall("[.,]", found[2])) > 1:
        help = "write a point before decimals, and no mark between thousands, as 1234.5"
        raise ValueError(f"`{text[:40]}` has more than one mark\n{help}")
    raise ValueError(f"`{text[:40]}` has a comma\nwrite a point: {text[:40].replace(',', '.', 1)}")


def refuse_point(text: str, *grids: Grid) -> None:
    """Raise ValueError for a typed number whose point can be one of thousands, with both readings after a newline.

    It can where its step has fewer than three decimals, in any of the units that `grids` are in; without a step, where
    the last digit is a 0, which nobody needs who writes decimals, and thousands mostly end in.

    >>> refuse_point("1.000 ug", (Fraction(0), Fraction(1, 10)))
    Traceback (most recent call last):
    ValueError: `1.000 ug` has a mark before three digits: is it 1 or 1000?
    write `1 ug` or `1000 ug`
    >>> refuse_point("1.001", (Fraction(0), Fraction(1, 1000)))
    """
    found = _NUMBER.fullmatch(text)
    if not found or not is_open(found[2]):
        return
    if any(map(_is_coarse, grids)) or (not any(grids) and found[2].endswith("0")):
        raise _either(text)


def _is_coarse(grid: Grid) -> bool:
    """Whether no value on a grid has more than two decimals."""
    return bool(grid) and all((place * 100).denominator == 1 for place in grid)


def _either(text: str) -> ValueError:
    found = _NUMBER.fullmatch(text)
    assert found
    sign, number, rest = found.groups()
    whole, decimals = re.split("[.,]", number)
    # Written with three decimals it would be refused again; a fourth one leaves nothing open.
    short = decimals.rstrip("0")
    small = f"{whole}.{decimals}0" if len(short) == 3 else f"{whole}.{short}".rstrip(".")
    one, other = f"{sign}{small}", f"{sign}{whole}{decimals}"
    what = f"`{text[:40]}` has a mark before three digits: is it {one} or {other}?"
    return ValueError(f"{what}\nwrite `{one}{rest[:40]}` or `{other}{rest[:40]}`")
