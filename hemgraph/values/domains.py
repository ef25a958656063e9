"""The four types of finding, as three domains, and whether a value lies in one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .numbers import beyond_step, exact, format_number

Value = str | bool | Decimal
"""A known value: an option's id, true or false, or an exact number in the finding's unit."""


@dataclass(frozen=True)
class Choice:
    """One of some named options, in the order of the file."""

    options: tuple[str, ...]


@dataclass(frozen=True)
class Boolean:
    """Yes or no."""


@dataclass(frozen=True)
class Number:
    """A decimal from `low` to `high`, both included; with `step`, only low, low + step, ...

    An integer finding is a number of step 1 with `integer` set.
    """

    low: Decimal
    high: Decimal
    step: Decimal | None = None
    unit: str | None = None
    integer: bool = False

    @property
    def grid(self) -> tuple[Fraction, ...]:
        """Its lowest value and its step, from which all others follow; nothing where it has no step."""
        return () if self.step is None else (Fraction(self.low), Fraction(self.step))

    def fault(self, value: Decimal) -> tuple[str, str] | None:
        """Return why the value is not in the domain and which are, or None.

        >>> Number(Decimal(0), Decimal(9), Decimal("0.1")).fault(Decimal("2.53"))
        ('is not on a step of 0.1, counted from 0', 'the nearest are 2.5 and 2.6')
        """
        if not self.low <= value <= self.high:
            unit = f" {self.unit}" if self.unit else ""
            return "is outside its range", f"it goes from {format_number(self.low)} to {format_number(self.high)}{unit}"
        if self.step is not None and (rest := beyond_step(value, self.low, self.step)):
            below, above = _beside(value, rest, self.step)
            kind = f"is not on a step of {format_number(self.step)}, counted from {format_number(self.low)}"
            return (
                "is not a whole number" if self.integer and self.step == 1 else kind,
                f"the nearest are {below} and {above}",
            )
        return None


@exact
def _beside(value: Decimal, rest: Decimal, step: Decimal) -> tuple[str, str]:
    return format_number(value - rest), format_number(value - rest + step)


Domain = Choice | Boolean | Number


def value_text(value: Value) -> str:
    """Return a value as a case file writes it.

    >>> value_text(True), value_text(Decimal("31.50")), value_text("stable")
    ('yes', '31.5', 'stable')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return format_number(value) if isinstance(value, Decimal) else value
