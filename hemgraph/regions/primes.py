"""The largest boxes within a union of boxes: all prime implicants.

By iterated consensus (Quine 1955; for many-valued variables Brayton et al. 1984).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .space import Box, Space


def primes(space: Space, boxes: Iterable[Box], spend: Callable[[int], None]) -> list[Box]:
    """Return the largest boxes that some boxes cover together. `spend` is told how many there are at each step."""
    found: list[Box] = []
    waiting = list(dict.fromkeys(boxes))
    while waiting:
        box = waiting.pop()
        if any(box & other == box for other in found):
            continue
        found = [other for other in found if other & box != other]
        waiting.extend(joined for other in found for joined in _consensus(space, box, other))
        found.append(box)
        spend(len(found) + len(waiting))
    return found


def _consensus(space: Space, one: Box, two: Box) -> Iterator[Box]:
    """The boxes that reach over both in one finding, and lie in both in every other."""
    both = one & two
    for name, field in space.field.items():
        if one & field in (both & field, field) or two & field == both & field:
            continue  # one holds the other in this field: nothing is won
        joined = space.limit(space.put(both, name, field), name, ((one | two) & field) >> space.offset[name])
        if not space.is_void(joined):
            yield joined
