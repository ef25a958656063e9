"""What can go wrong with a graph in use, what keeps it from it, and what shows that this works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..errors import Place

Kind = Literal["node", "property", "case", "test"]


@dataclass(frozen=True)
class Link:
    """What a control or evidence stands on: a node, a property by its `because`, a case of a bank, or a test."""

    kind: Kind
    name: str
    says: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Hazard:
    """A row of a hazard log, in the columns of DCB0129."""

    id: str
    hazard: str
    cause: str
    harm: str
    control: tuple[Link, ...]
    evidence: tuple[Link, ...]


@dataclass(frozen=True)
class HazardLog:
    """The hazards of a graph, by its id."""

    graph: str
    hazards: Mapping[str, Hazard]
