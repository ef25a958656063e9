"""How many rows have which tips, summed up batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

_DENSE = 1 << 18
"""Up to how many kinds of rows each is counted in a place of its own."""


class Tally:
    """Counts rows by their tips, of which each of one or two lookups has so many, or REFUSED."""

    def __init__(self, wide: Sequence[int]) -> None:
        self._wide = [count + 1 for count in wide]  # the tips, and one for REFUSED, which is -1
        self._sparse: Counter[int] = Counter()

    def add(self, tips: Sequence[NDArray[numpy.int32]]) -> None:
        """Add a batch: the tip of each row by each lookup."""
        import numpy

        codes: NDArray[Any] = tips[0] + 1
        for each, count in zip(tips[1:], self._wide[1:], strict=True):
            codes = codes.astype(numpy.int64) * count + (each + 1)
        if prod(self._wide) <= _DENSE:
            self._dense += numpy.bincount(codes, minlength=prod(self._wide))
        else:
            found, counts = numpy.unique(codes, return_counts=True)
            self._sparse.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))

    def counts(self) -> Mapping[tuple[int, ...], int]:
        """Return how many rows have which tips, where there are any."""
        import numpy

        if prod(self._wide) > _DENSE:
            return {self._apart(code): count for code, count in self._sparse.items()}
        return {self._apart(code): int(self._dense[code]) for code in numpy.flatnonzero(self._dense).tolist()}

    @cached_property
    def _dense(self) -> NDArray[numpy.int64]:
        import numpy

        return numpy.zeros(prod(self._wide), dtype=numpy.int64)

    def _apart(self, code: int) -> tuple[int, ...]:
        found = []
        for count in reversed(self._wide):
            code, rest = divmod(code, count)
            found.append(rest - 1)
        return tuple(reversed(found))
