"""How a result shows itself in a notebook: drawn by whoever knows how to draw it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar


class Pictured:
    """A result that a notebook shows as a picture. `painters` has how, by type; it is filled where charts are known."""

    painters: ClassVar[dict[type, Callable[[Any], str]]] = {}

    def _repr_svg_(self) -> str | None:
        paint = self.painters.get(type(self))
        return paint(self) if paint else None
