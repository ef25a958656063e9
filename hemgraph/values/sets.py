"""Sets of values of one finding, and the tests that write them (DMN's S-FEEL unary tests for numbers)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..errors import nearest
from .domains import Boolean, Choice, Domain, Number, Value
from .numbers import exact, format_number, parse_number


@dataclass(frozen=True)
class Interval:
    """Numbers from `low` to `high`; None is no bound on that side."""

    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool

    def __contains__(self, value: Decimal) -> bool:
        if self.low is not None and (value < self.low or (value == self.low and not self.low_closed)):
            return False
        return self.high is None or value < self.high or (value == self.high and self.high_closed)

    def __str__(self) -> str:
        if self.low == self.high and self.low is not None:
            return format_number(self.low)
        if self.low is None:
            return f"{'<=' if self.high_closed else '<'} {format_number(self.high or Decimal(0))}"
        if self.high is None:
            return f"{'>=' if self.low_closed else '>'} {format_number(self.low)}"
        left, right = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
        return f"{left}{format_number(self.low)}..{format_number(self.high)}{right}"


@dataclass(frozen=True)
class Members:
    """Some options of a choice, in the author's order, or yes or no."""

    values: tuple[str | bool, ...]

    def __contains__(self, value: Value) -> bool:
        return value in self.values

    def __str__(self) -> str:
        return ", ".join(("yes" if v else "no") if isinstance(v, bool) else v for v in self.values)


@dataclass(frozen=True)
class Ranges:
    """Numbers in any of some intervals, in the author's order."""

    intervals: tuple[Interval, ...]

    def __contains__(self, value: Value) -> bool:
        return isinstance(value, Decimal) and any(value in interval for interval in self.intervals)

    def __str__(self) -> str:
        return ", ".join(map(str, self.intervals))


ValueSet = Members | Ranges

_BOUND = re.compile(r"(<=|>=|<|>)\s*(\S+)")
_SPAN = re.compile(r"([\[(])\s*(\S+?)\s*\.\.\s*(\S+?)\s*([\])])")


def _interval(text: str) -> Interval:
    if match := _BOUND.fullmatch(text):
        sign, number = match[1], parse_number(match[2])
        with_it = "=" in sign
        return Interval(None, False, number, with_it) if "<" in sign else Interval(number, with_it, None, False)
    if match := _SPAN.fullmatch(text):
        low, high = parse_number(match[2]), parse_number(match[3])
        closed = match[1] == "[", match[4] == "]"
        if low > high or (low == high and closed != (True, True)):
            raise ValueError(f"`{text}` holds no number\nwrite the smaller bound first")
        return Interval(low, closed[0], high, closed[1])
    number = parse_number(text)
    return Interval(number, True, number, True)


def parse_ranges(text: str) -> Ranges:
    """Return the numbers that a unary test takes.

    Raises ValueError where the text is not one of `< 10`, `<= 10`, `> 10`, `>= 10`, `10`,
    `[10..20)` with any of `[ ( ] )`, or some of these with commas between.

    >>> str(parse_ranges("[10..20), >=30")), Decimal(20) in parse_ranges("[10..20)")
    ('[10..20), >= 30', False)
    """
    if not re.fullmatch(r"[-+0-9.,<>=\[\]() ]+", text):
        raise ValueError(f"`{text[:40]}` is not a test on a number\nwrite `< 10`, `>= 10`, `10` or `[10..20)`")
    return Ranges(tuple(_interval(part.strip()) for part in text.split(",")))


def parse_set(domain: Domain, written: str | Sequence[str]) -> ValueSet:
    """Return the set of values that a test on a finding of this domain takes.

    Raises ValueError, with help after a newline, where the test is not one of this domain or
    no value of the domain passes it.

    >>> str(parse_set(Choice(("none", "mild", "severe")), ["mild", "severe"]))
    'mild, severe'
    >>> parse_set(Boolean(), "maybe")
    Traceback (most recent call last):
    ValueError: `maybe` is not an answer to a yes-or-no question
    write `yes` or `no`
    """
    parts = [written] if isinstance(written, str) else list(written)
    match domain:
        case Boolean():
            if len(parts) != 1 or parts[0] not in ("yes", "no", "true", "false"):
                shown = ", ".join(parts)
                raise ValueError(f"`{shown}` is not an answer to a yes-or-no question\nwrite `yes` or `no`")
            return Members((parts[0] in ("yes", "true"),))
        case Choice(options):
            if not parts:
                raise ValueError("an empty list takes no option\nname at least one")
            for part in parts:
                if part not in options:
                    raise ValueError(f"`{part}` is not one of its options\n{nearest(part, options)}")
                if parts.count(part) > 1:
                    raise ValueError(f"`{part}` stands twice in one test\nname each option once")
            return Members(tuple(parts))
        case Number():
            if not isinstance(written, str):
                raise ValueError(
                    "a test on a number is not a list\nwrite one text, with commas for `or`: '< 5, [10..20)'"
                )
            ranges = parse_ranges(written)
            for interval in ranges.intervals:
                if holds_nothing(domain, interval):
                    low, high = format_number(domain.low), format_number(domain.high)
                    raise ValueError(
                        f"no value of the finding passes `{interval}`\nits range is [{low}..{high}]{_steps(domain)}"
                    )
            return ranges


def _steps(domain: Number) -> str:
    if domain.integer:
        return ", whole numbers only"
    return f", in steps of {format_number(domain.step)}" if domain.step else ""


@exact
def holds_nothing(domain: Number, interval: Interval) -> bool:
    """Tell whether no value of the domain lies in the interval.

    >>> holds_nothing(Number(Decimal(0), Decimal(9), Decimal(1)), parse_ranges("(3..4)").intervals[0])
    True
    """
    low = domain.low if interval.low is None else max(domain.low, interval.low)
    high = domain.high if interval.high is None else min(domain.high, interval.high)
    if low > high:
        return True
    if domain.step is None:
        return low == high and low not in interval
    rest = (low - domain.low) % domain.step
    first = low + (domain.step - rest if rest else 0)
    if first not in interval:  # on an open bound: the next step is the smallest candidate
        first += domain.step
    return first > high or first not in interval
