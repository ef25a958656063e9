"""The links of a chart on a page: from a box to what stands behind it, from an oval to the page that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import TYPE_CHECKING

from ...graph import Action
from ..model.data import Data
from ..model.page_graph import PageGraph
from ..svg.shapes import EDGE

if TYPE_CHECKING:
    from ..chart import Drawn


def links(
    drawn: Drawn, scheme: PageGraph, explained: Set[str], pages: Mapping[str, int], scale: float
) -> Iterator[dict[str, Data]]:
    """Yield each link with its place on the chart, in points from its upper left corner, in the order of the boxes.

    `explained` are the nodes of which the pages behind the chart say something, `pages` those of the nodes on charts.
    """
    ends = {key: head for (_, head), key in drawn.plan.out.items()}
    for name, key in drawn.plan.links.items():
        node = scheme.graph.nodes[name]
        if isinstance(node, Action) and node.reassess:
            ends[key] = node.reassess
    for key, box in drawn.plan.boxes.items():
        to = ""
        if key in explained:
            to = f"box-{box.lead}"
        elif ends.get(key) in pages:
            to = f"page-{pages[ends[key]]}"
        if to:
            spot = drawn.layout.spots[key]
            x, y = (spot.x - spot.width / 2 + EDGE) * scale, (spot.y - spot.height / 2 + EDGE) * scale
            size: dict[str, Data] = {"width": spot.width * scale, "height": spot.height * scale}
            yield {"to": to, "x": x, "y": y, **size, "alt": " ".join(box.lines)}
