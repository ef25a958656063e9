"""Which engine made a file, when, and of which contents of which graphs: one line that every file carries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from .errors import refuse
from .graph import DecisionGraph

_CONTENT = re.compile(r"([a-z][a-z0-9._-]*) ([0-9][0-9A-Za-z.+-]*) (draft|reviewed|retired) sha256:([0-9a-f]{64})")
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?"
_LINE = re.compile(rf"hemgraph ([0-9A-Za-z.+-]*); made ((?:{_TIME})?)((?:; [^;]+)+)")


@dataclass(frozen=True)
class Content:
    """One content of a graph; `sha256` is of its canonical form."""

    graph: str
    version: str
    status: str
    sha256: str

    @classmethod
    def of(cls, graph: DecisionGraph) -> Content:
        """Return that of a graph."""
        return cls(graph.id, graph.version, graph.status, graph.sha256)

    def comes_from(self, here: Content | None) -> bool:
        """Tell whether a file that says so can be made of what is at hand; anything can be made as a draft."""
        if here is None or self.status not in ("draft", here.status):
            return False
        return replace(self, status=here.status) == here

    def json(self) -> dict[str, str]:
        """Return it with the keys that it has in every JSON."""
        return {"id": self.graph, "version": self.version, "status": self.status, "sha256": self.sha256}

    def __str__(self) -> str:
        return f"{self.graph} {self.version} {self.status} sha256:{self.sha256}"


@dataclass(frozen=True)
class Origin:
    """Where a file comes from. Nobody has signed it: who changes a file can change this, too.

    >>> made = Origin("0.1.0", None, (Content("l3", "1.0.0", "draft", "0" * 64),))
    >>> str(made)[:42], Origin.read(str(made)) == made
    ('hemgraph 0.1.0; made ; l3 1.0.0 draft sha2', True)
    """

    engine: str
    made: datetime | None
    contents: tuple[Content, ...]

    @classmethod
    def of(cls, engine: str, made: datetime | None, graphs: Iterable[DecisionGraph]) -> Origin:
        """Return that of a file of these graphs, each named once."""
        return cls(engine, made, tuple(dict.fromkeys(map(Content.of, graphs))))

    @classmethod
    def read(cls, line: str) -> Origin:
        """Return what a line says. Raises HemgraphError where it is none that was written by this."""
        try:
            engine, made, rest = _LINE.fullmatch(line).groups()  # type: ignore[union-attr]  # told below
            contents = [Content(*_CONTENT.fullmatch(part).groups()) for part in rest[2:].split("; ")]  # type: ignore[union-attr]
            return cls(engine, datetime.fromisoformat(made) if made else None, tuple(contents))
        except (AttributeError, ValueError):
            raise refuse(f"`{line[:80]}` does not say where it comes from", "it was changed") from None

    def __str__(self) -> str:
        made = self.made.isoformat(timespec="seconds") if self.made else ""
        return "; ".join([f"hemgraph {self.engine}", f"made {made}", *map(str, self.contents)])
