"""Paper: which sizes there are, and how a chart lies on one of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ...errors import refuse

MARGIN = 28.35
"""The margin on all four sides: 10 mm, in points."""
_LEAST = 420.0  # how narrow a page that is as large as its chart may be
EDGE_OF_SHEET = 42.52
"""The margin of the sheets of a poster: 15 mm, of which 5 are for the marks."""
_OVERLAP = 2 * MARGIN  # of two sheets of a poster, within their margins

Around = Callable[[float], float]
"""How much of the height of a page is not the chart's, for a page of this width; in points."""


@dataclass(frozen=True)
class Paper:
    """A paper with the pages that it can be, upright or on its side; none where a page is as large as the chart.

    A poster is one large page, cut into `tiles`, columns and rows, of its `base`. `most` is how much a chart may grow.
    """

    name: str
    pages: tuple[tuple[float, float], ...] = ()
    most: float = 1.1
    tiles: tuple[int, int] = (1, 1)
    base: Paper | None = None

    def __str__(self) -> str:
        if self.base:
            return f"a poster of {self.tiles[0]} × {self.tiles[1]} {self.base}"
        return self.name.upper() if self.name in ("a3", "a4") else self.name.capitalize()

    @property
    def is_large(self) -> bool:
        """Whether it is for a wall: what is read there has to stand on its front."""
        return bool(self.pages) and min(self.pages[0]) > 800


def _turned(name: str, wide: float, tall: float, most: float = 1.1) -> Paper:
    return Paper(name, ((wide, tall), (tall, wide)), most)


A4 = _turned("a4", 595.276, 841.89)
LETTER = _turned("letter", 612.0, 792.0)
A3 = _turned("a3", 841.89, 1190.551, 1.6)  # for the wall
FIT = Paper("fit")
"""A paper as large as the chart."""
PAPERS = {paper.name: paper for paper in (A4, LETTER, A3, FIT)}


def paper_of(name: str) -> Paper:
    """Return the paper of this name. Raises HemgraphError where there is none.

    >>> str(paper_of("a4")), paper_of("letter").pages[0]
    ('A4', (612.0, 792.0))
    """
    if name not in PAPERS:
        raise refuse(f"unknown paper `{name}`", f"papers are {', '.join(PAPERS)}")
    return PAPERS[name]


def poster_of(paper: Paper, tiles: str) -> Paper:
    """Return a poster of so many columns and rows of a paper, as `2x3`; its sheets overlap by 20 mm.

    Raises HemgraphError for a size that is none, for more than 100 sheets, and for a paper without a size.

    >>> [round(side) for side in poster_of(A4, "2x1").pages[0]]
    [1020, 814]
    """
    if not paper.pages:
        raise refuse(f"a poster has sheets of a4, letter or a3, not of `{paper.name}`", "leave out --paper fit")
    found = re.fullmatch(r"([1-9][0-9]{0,3})[xX×]([1-9][0-9]{0,3})", tiles)
    if not found:
        raise refuse(f"`{tiles}` is no poster", "write columns and rows, as 2x3")
    columns, rows = int(found[1]), int(found[2])
    if columns * rows > 100:
        raise refuse(f"a poster of {columns * rows} sheets is too large", "take at most 100 sheets")
    pages = tuple((covered(columns, wide), covered(rows, tall)) for wide, tall in paper.pages)
    return Paper(f"{tiles} {paper.name}", pages, 6.0, (columns, rows), paper)


def covered(count: int, side: float) -> float:
    """Return how long so many sheets in a row are, whose margins are cut off and which overlap."""
    return count * (side - 2 * EDGE_OF_SHEET) - (count - 1) * _OVERLAP + 2 * MARGIN


@dataclass(frozen=True)
class Fit:
    """How a chart lies on a paper: the page as it is turned, and how much the chart is scaled."""

    width: float
    height: float
    scale: float


def fit(paper: Paper, wide: float, tall: float, around: Around) -> Fit:
    """Return the better way to lay a chart of this size on a paper, upright or on its side.

    >>> fit(A4, 2000, 500, lambda width: 100).width > fit(A4, 500, 2000, lambda width: 100).width
    True
    """
    if not paper.pages:
        width = max(wide, _LEAST) + 2 * MARGIN
        return Fit(width, tall + around(width), 1.0)
    ways = (
        Fit(across, down, min((across - 2 * MARGIN) / wide, (down - around(across)) / tall, paper.most))
        for across, down in paper.pages
    )
    return max(ways, key=lambda way: way.scale)
