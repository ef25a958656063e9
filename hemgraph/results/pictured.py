"""How a result shows itself in a notebook: drawn by whoever knows how to draw it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar


class Pictured:
    """A result that a notebook shows as a picture; `painter` draws it, and is set where charts are known."""

    painter: ClassVar[Callable[[Any], str] | None] = None

    def _repr_svg_(self) -> str | None:
        paint = type(self).painter
        return paint(self) if paint else None
