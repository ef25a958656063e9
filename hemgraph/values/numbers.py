"""Numbers exactly as they are written: never a binary float."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import wraps
from typing import ParamSpec, TypeVar

_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?")
_MOST_DIGITS = 30
_EXACT = Context(prec=200, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[DivisionByZero, Inexact, InvalidOperation, Overflow])
"""Python rounds to 28 digits by itself, without a word; here nothing is rounded, or it is an error."""
_RIGHT = "write it out, as 12 or 0.5: no exponent, no leading zero"


P = ParamSpec("P")
R = TypeVar("R")


def exact(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function calculate with Decimals without rounding; ArithmeticError where that cannot be.

    >>> @exact
    ... def more(number):
    ...     return number + 1
    >>> more(Decimal("1E-30")) == 1, Decimal("1E-30") + 1 == 1
    (False, True)
    """

    @wraps(function)
    def called(*args: P.args, **named: P.kwargs) -> R:
        with localcontext(_EXACT):
            return function(*args, **named)

    return called


def beyond_step(number: Decimal, low: Decimal, step: Decimal) -> Decimal:
    """Return by how much a number not below `low` lies beyond a step that is counted from there: 0 on a step."""
    return _EXACT.remainder(_EXACT.subtract(number, low), step)


def too_long(number: Decimal) -> bool:
    """Tell whether a finite number, written out without trailing zeros, has more digits than are read."""
    text = str(number)
    if len(text) <= _MOST_DIGITS and "E" not in text:
        return False  # nearly always, and at once
    if len(number.as_tuple().digits) > _EXACT.prec:
        return True
    _, digits, exponent = number.normalize(_EXACT).as_tuple()
    return len(digits) > _MOST_DIGITS or not -_MOST_DIGITS <= int(exponent) <= _MOST_DIGITS


def parse_number(text: str) -> Decimal:
    """Return the exact value of a decimal number.

    Raises ValueError, with help after a newline, for exponents, leading zeros, naked decimal
    points, NaN, infinities and more than 30 digits.

    >>> parse_number("0.10"), parse_number("-3")
    (Decimal('0.1'), Decimal('-3'))
    >>> parse_number("012")
    Traceback (most recent call last):
    ValueError: `012` is not a plain decimal number
    write it out, as 12 or 0.5: no exponent, no leading zero
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"`{text[:40]}` is not a plain decimal number\n{_RIGHT}")
    if len(text) > _MOST_DIGITS:
        raise ValueError(f"`{text[:40]}` has more than {_MOST_DIGITS} digits\n{_RIGHT}")
    return Decimal(format_number(Decimal(text)))


def format_number(number: Decimal) -> str:
    """Return the number without exponent and without trailing zeros.

    >>> format_number(Decimal("30.0")), format_number(Decimal("1E+2")), format_number(Decimal("-0"))
    ('30', '100', '0')
    """
    text = str(number)  # four times as fast as `format`
    text = format(number, "f") if "E" in text else text
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
