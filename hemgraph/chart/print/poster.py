"""A poster: one large page, cut into sheets that overlap, with marks where they are cut and joined."""

from __future__ import annotations

from .paper import Fit, Paper
from .typeset import compiled


def tiled(page: bytes, title: str, language: str, paper: Paper, lies: Fit, origin: str) -> bytes:
    """Return the sheets of a poster, row by row, from its one page.

    They are neither PDF/UA nor PDF/A: a page within a page cannot be tagged.
    """
    assert paper.base is not None
    turned = min(range(len(paper.pages)), key=lambda n: abs(paper.pages[n][0] - lies.width))
    sheet = paper.base.pages[turned]
    return compiled(
        "poster.typ",
        {
            "title": title,
            "language": language,
            "columns": paper.tiles[0],
            "rows": paper.tiles[1],
            "sheet": {"width": sheet[0], "height": sheet[1]},
            "page": {"width": lies.width, "height": lies.height},
        },
        origin=origin,
        within=page,
    )
