"""Numbers exactly as they are written: never a binary float."""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?")
_MOST_DIGITS = 30
_RIGHT = "write it out, as 12 or 0.5: no exponent, no leading zero"


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
