"""What of a chart a trace marks: the boxes and edges on its path, their order, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from ..results import Trace
from .plan import Plan


@dataclass(frozen=True)
class Marks:
    """`order` numbers the boxes of the path from 1; `taken` has every key on it, labels too; `lines` its edges."""

    order: Mapping[str, int] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    lines: frozenset[tuple[str, str]] = frozenset()
    leaf: str | None = None
    stop: str | None = None


NONE = Marks()


def marks_of(plan: Plan, trace: Trace) -> Marks:
    """Return the marks of a trace.

    Where an unknown did not matter, the ways on part and meet again: between the two boxes no edge is marked.
    """
    nodes = [step.node for step in trace.path]
    taken, lines = {"S0", *nodes}, {("S0", nodes[0])}
    for here, there in pairwise(trace.path):
        known = here.kind == "action" or here.branch is not None
        if not known or (here.node, there.node) not in plan.ways:
            continue
        label = plan.ways[here.node, there.node]
        chain = (here.node, label, there.node) if label else (here.node, there.node)
        taken.update(chain)
        lines.update(pairwise(chain))
    order = {node: n + 1 for n, node in enumerate(nodes)}
    return Marks(order, frozenset(taken), frozenset(lines), trace.leaf, None if trace.leaf else nodes[-1])
