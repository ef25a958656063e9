"""A finding's domain cut into cells: values that no test of the graph can tell apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from .domains import Boolean, Choice, Domain, Number, Value
from .numbers import exact, format_number, parse_number
from .sets import Interval, Members, Ranges, ValueSet

Cut = tuple[Decimal, bool]
"""A place between two numbers: just before the number, or (True) just after it."""


@dataclass(frozen=True)
class Cells:
    """The cells of one domain, as one bit each, lowest value or first option first."""

    domain: Domain
    starts: tuple[Cut, ...]  # of a number: where each cell starts; empty for other domains

    @property
    def count(self) -> int:
        """How many cells there are."""
        match self.domain:
            case Choice(options):
                return len(options)
            case Boolean():
                return 2
            case Number():
                return len(self.starts)
            case _:
                assert_never(self.domain)

    def cell_of(self, value: Value) -> int:
        """Return the number of the cell that holds a value of the domain.

        What is not checked: that the value lies in the domain.
        """
        match self.domain:
            case Choice(options):
                return options.index(str(value))
            case Boolean():
                return 0 if value else 1
            case Number():
                assert isinstance(value, Decimal)
                return bisect_right(self.starts, (value, False)) - 1
            case _:
                assert_never(self.domain)

    def mask(self, values: ValueSet) -> int:
        """Return the cells that a set of values takes, one bit each.

        Each set that took part in the cutting takes a cell whole or not at all.

        >>> from .sets import parse_set
        >>> days = Number(Decimal(0), Decimal(9), Decimal(1), integer=True)
        >>> tests = [parse_set(days, "< 5"), parse_set(days, "<= 4"), parse_set(days, "7")]
        >>> cells = cut(days, tests)
        >>> [bin(cells.mask(test)) for test in tests]
        ['0b1', '0b1', '0b100']
        """
        match values:
            case Members():
                return sum(1 << self.cell_of(value) for value in values.values)
            case Ranges():
                inside = (i for i in range(self.count) if self.sample(i) in values)
                return sum(1 << i for i in inside)
            case _:
                assert_never(values)

    @exact
    def sample(self, cell: int) -> Value:
        """Return one value of a cell: of a number the smallest where there is one, else one inside."""
        match self.domain:
            case Choice(options):
                return options[cell]
            case Boolean():
                return cell == 0
            case Number(high=high):
                low, after = self.starts[cell]
                if not after:
                    return low
                upper = self.starts[cell + 1][0] if cell + 1 < len(self.starts) else high
                return (low + upper) / 2
            case _:
                assert_never(self.domain)

    def edge(self, cell: int) -> Value:
        """Return the value of a cell that lies on a boundary as it is best written; where none does, a plain one.

        >>> from .sets import parse_set
        >>> size = Number(Decimal(0), Decimal(200), unit="mm")
        >>> cells = cut(size, [parse_set(size, "< 20"), parse_set(size, "> 30")])
        >>> [str(cells.edge(n)) for n in range(3)], [str(cells.plain(n)) for n in range(3)]
        (['10', '20', '100'], ['10', '25', '100'])
        """
        if not isinstance(self.domain, Number):
            return self.sample(cell)
        if (only := self.only(cell)) is not None:
            return only
        if cell and (low := self.begins(cell))[1]:
            return low[0]
        if cell + 1 < self.count and (high := self.ends(cell))[1]:
            return high[0]
        return self.plain(cell)

    @exact
    def last(self, cell: int) -> Decimal | None:
        """Return the largest value of a cell of a number below the next cell, or None where there is none.

        >>> from .sets import parse_set
        >>> size = Number(Decimal(0), Decimal(200))
        >>> cells = cut(size, [parse_set(size, "< 20"), parse_set(size, "> 30")])
        >>> [cells.last(n) for n in range(3)]
        [None, Decimal('30'), None]
        """
        if not isinstance(self.domain, Number) or cell + 1 == len(self.starts):
            return None
        at, after = self.starts[cell + 1]
        if after:
            return at
        return None if self.domain.step is None else at - self.domain.step

    @exact
    def middle(self) -> Value:
        """Return the middle of a number's range; of anything else its first value."""
        domain = self.domain
        if not isinstance(domain, Number):
            return self.sample(0)
        return (domain.low + domain.high) / 2

    def plain(self, cell: int) -> Value:
        """Return the roundest value of a cell, near its middle: what a person would write as an example.

        >>> from .sets import parse_set
        >>> age = Number(Decimal(0), Decimal(120), Decimal(1), "a", integer=True)
        >>> cells = cut(age, [parse_set(age, "< 18"), parse_set(age, ">= 65")])
        >>> [str(cells.plain(n)) for n in range(3)]
        ['10', '40', '90']
        """
        value = self.sample(cell)
        if not isinstance(self.domain, Number) or self.only(cell) is not None:
            return value
        low = self.starts[cell][0]
        high = self.starts[cell + 1][0] if cell + 1 < len(self.starts) else self.domain.high
        middle = (low + high) / 2
        for exponent in range((high - low).adjusted() + 1, -12, -1):
            for unit in (Decimal(10) ** exponent, Decimal(5) * Decimal(10) ** (exponent - 1)):
                if unit * 2 > high - low:
                    continue
                below = middle // unit * unit
                for near in sorted((below, below + unit), key=lambda v: abs(v - middle)):
                    if low <= near <= high and not self.domain.fault(near) and self.cell_of(near) == cell:
                        return parse_number(format_number(near))
        return value

    @exact
    def only(self, cell: int) -> Value | None:
        """Return the value of a cell that holds just one, or None.

        >>> from .sets import parse_set
        >>> size = Number(Decimal(0), Decimal(200))
        >>> [cut(size, [parse_set(size, "20")]).only(n) for n in range(3)]
        [None, Decimal('20'), None]
        """
        sample = self.sample(cell)
        if not isinstance(self.domain, Number) or not isinstance(sample, Decimal):
            return sample
        last = cell + 1 == len(self.starts)
        end = (self.domain.high, True) if last else self.starts[cell + 1]
        step = self.domain.step
        alone = (sample, True) >= end if step is None else (sample + step, False) >= end
        return sample if alone else None

    def values(self, mask: int) -> ValueSet:
        """Return some cells as a set of values: ranges of a number, the options of anything else.

        >>> str(cut(Choice(("none", "mild", "severe")), []).values(0b101))
        'none, severe'
        """
        if isinstance(self.domain, Number):
            return self.ranges(mask)
        samples = (self.sample(n) for n in range(self.count) if mask >> n & 1)
        return Members(tuple(value for value in samples if isinstance(value, str | bool)))

    def ranges(self, mask: int) -> Ranges:
        """Return some cells of a number as ranges, merged where they touch.

        >>> from .sets import parse_set
        >>> size = Number(Decimal(0), Decimal(200))
        >>> cells = cut(size, [parse_set(size, "[10..20)")])
        >>> str(cells.ranges(0b101)), str(cells.ranges(0b011))
        ('< 10, >= 20', '< 20')
        >>> days = Number(Decimal(0), Decimal(200), Decimal(1), integer=True)
        >>> str(cut(days, [parse_set(days, "< 20"), parse_set(days, "> 20")]).ranges(0b10))
        '20'
        """
        found: list[Interval] = []
        for i in range(self.count):
            if not mask >> i & 1:
                continue
            low, low_closed = self.begins(i) if i else (None, False)
            high, high_closed = self.ends(i) if i + 1 < self.count else (None, False)
            if found and mask >> (i - 1) & 1:
                low, low_closed = found[-1].low, found[-1].low_closed
                found.pop()
            elif (only := self.only(i)) is not None:
                assert isinstance(only, Decimal)
                low, low_closed, high, high_closed = only, True, only, True
            found.append(Interval(low, low_closed, high, high_closed))
        if len(found) == 1 and found[0].low is None and found[0].high is None:
            assert isinstance(self.domain, Number)
            found = [Interval(self.domain.low, True, self.domain.high, True)]
        return Ranges(tuple(found))

    @exact
    def begins(self, cell: int) -> tuple[Decimal, bool]:
        """Return where a cell of a number begins, and whether it has that number: of two ways to say it the shorter."""
        low, after = self.starts[cell]
        step = self.domain.step if isinstance(self.domain, Number) else None
        if step is None or len(format_number(low - step)) >= len(format_number(low)):
            return low, not after
        return low - step, False

    @exact
    def ends(self, cell: int) -> tuple[Decimal, bool]:
        """Return where a cell of a number ends that is not the last, in the same way."""
        high, after = self.starts[cell + 1]
        step = self.domain.step if isinstance(self.domain, Number) else None
        if step is None or len(format_number(high - step)) > len(format_number(high)):
            return high, after
        return high - step, True


def cut(domain: Domain, sets: Iterable[ValueSet]) -> Cells:
    """Return the coarsest cells of a domain that each of the sets takes whole or not at all.

    On a stepped domain a cut lies on a step, so `< 5` and `<= 4` are the same cut of an integer.
    """
    if not isinstance(domain, Number):
        return Cells(domain, ())
    first: Cut = (domain.low, False)
    cuts = {first}
    for values in sets:
        assert isinstance(values, Ranges)
        cuts.update(place for interval in values.intervals for place in _cuts(domain, interval))
    return Cells(domain, tuple(sorted(c for c in cuts if first <= c < (domain.high, True) and c[0] <= domain.high)))


def _cuts(domain: Number, interval: Interval) -> Iterable[Cut]:
    if interval.low is not None:
        yield _on_step(domain, interval.low, not interval.low_closed)
    if interval.high is not None:
        yield _on_step(domain, interval.high, interval.high_closed)


@exact
def _on_step(domain: Number, at: Decimal, after: bool) -> Cut:
    """Move a cut up to just before the next value of a stepped domain."""
    if domain.step is None:
        return at, after
    if at < domain.low:
        return domain.low, False
    rest = (at - domain.low) % domain.step
    if rest:
        return at + domain.step - rest, False
    return (at + domain.step, False) if after else (at, False)
