"""What an action recommends, as it stands in its box: every recommendation whole, in the order of the file."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph import Action, DecisionGraph, Recommendation, Stance
from .text import check_characters, width, wrap
from .theme import Theme

WORDS = {Stance.DO: "Do", Stance.CONSIDER: "Consider", Stance.AVOID: "Avoid"}
DISPUTED = "≠"
DENSE = 1.12
"""The height of a line, in sizes of its text: denser than elsewhere."""
INDENT = 5.0
"""How far the further lines of a recommendation stand in, in points."""


@dataclass(frozen=True)
class Detail:
    """One recommendation in a box: its stance, then its lines, the first of them behind the stance."""

    stance: str
    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """How tall it is, in points."""
        return len(self.lines) * self.size * DENSE + 1.0


def details_of(graph: DecisionGraph, action: Action, theme: Theme, most: float) -> tuple[Detail, ...]:
    """Return what an action recommends, with dose and timing, in lines of at most this width."""
    return tuple(_detail(graph, action.id, given, theme.detail_size, most) for given in action.recommend)


def _detail(graph: DecisionGraph, name: str, given: Recommendation, size: float, most: float) -> Detail:
    stance = WORDS[given.stance]
    parts = (graph.interventions[given.intervention], given.detail, given.timing)
    text = "; ".join(part for part in parts if part) + (f" {DISPUTED}" if given.disputed else "")
    check_characters(text, f"a recommendation of node `{name}`")
    first = most - width(f"{stance} ", size, bold=True)
    return Detail(stance, wrap(text, most - INDENT, size, first=first, within=True), size)
