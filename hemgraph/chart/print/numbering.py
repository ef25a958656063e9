"""Which page each section of a chart stands on, where other pages stand before them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..model.sections import Division, sections_of

if TYPE_CHECKING:
    from ..chart import Chart


def charts_from(chart: Chart, division: Division, path: Sequence[str], first: int) -> tuple[Chart, ...]:
    """Return the charts of `Chart.pages` with `first` as the number of the page of the first of them.

    Without a path they are those of `Chart.pages`: nothing stands before them.
    """
    charts = chart.pages(division, path)
    if not path or first == 1 or charts == (chart,):
        return charts
    sections = sections_of(chart.graph, division)
    passed = [not {*path}.isdisjoint(section.nodes) for section in sections]
    pages = tuple(first - 1 + sum(passed[: n + 1]) if on else None for n, on in enumerate(passed))
    return chart._sections(sections, pages)
