"""A chart on paper: PDF and PNG by typst, on exactly A4, Letter or A3."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ..errors import Fault, ToolFault, refuse
from .notes import Data
from .text import FONTS, check_characters

PAPERS = {"a4": (595.276, 841.89), "letter": (612.0, 792.0), "a3": (841.89, 1190.551)}
"""Width and height of each paper upright, in points."""
FIT = "fit"
"""Stands for a paper as large as the chart."""
MARGIN = 28.35
_AROUND = 52 + 66 + 48
"""What header, footer and legend take of the height of the first page."""
_EPOCH = 0


@dataclass(frozen=True)
class Fit:
    """How a chart lies on a paper: the page as it is turned, and how much the chart is scaled."""

    width: float
    height: float
    scale: float


def fit(paper: str, wide: float, tall: float, below: float = 0) -> Fit:
    """Return the better way to lay a chart on a paper, upright or on its side; never scaled up by more than a tenth.

    `below` is the height of what stands under the legend. The paper `fit` is as large as the chart needs.

    >>> fit("a4", 2000, 500).width > fit("a4", 500, 2000).width
    True
    """
    if paper == FIT:
        return Fit(max(wide, 420) + 2 * MARGIN, tall + _AROUND + below, 1.0)
    if paper not in PAPERS:
        raise refuse(f"unknown paper `{paper}`", f"papers are {', '.join((*PAPERS, FIT))}")
    width, height = PAPERS[paper]
    ways = []
    for across, down in ((width, height), (height, width)):
        scale = min((across - 2 * MARGIN) / wide, (down - _AROUND - below) / tall, 1.1)
        ways.append(Fit(across, down, scale))
    return max(ways, key=lambda way: way.scale)


def pages(data: dict[str, Data], chart: str, legend: str, kind: Literal["pdf", "png"], ppi: float = 200) -> bytes:
    """Return a chart and its notes as PDF, or the first page as PNG.

    Raises ToolFault where typst is not there, or fails.
    """
    return compiled("page.typ", data, kind, ppi, chart=chart, legend=legend)


def compiled(template: str, data: dict[str, Data], kind: Literal["pdf", "png"], ppi: float = 200, **more: str) -> bytes:
    """Return the pages of a template as PDF, or the first one as PNG. Raises ToolFault as `pages` does."""
    typst = _typst()
    _check(data, "the page")
    try:
        made = typst.compile(
            str(Path(__file__).with_name(template)),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format=kind,
            ppi=ppi,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False), **more},
            pdf_standards=["ua-1"] if kind == "pdf" else [],
            timestamp=_EPOCH,
        )
    except typst.TypstError as error:
        raise ToolFault([Fault(f"the page could not be set: {str(error).splitlines()[0]}")]) from None
    return bytes(made[0] if isinstance(made, list) else made)


def _check(part: object, where: str) -> None:
    """Raise HemgraphError for a text anywhere in the data that cannot be set."""
    match part:
        case str():
            check_characters(part.replace("\n", " "), where)
        case dict():
            where = f"box {part['box']}" if "box" in part else where
            for key, value in part.items():
                if key != "alt":  # for those who do not see it, made of texts that stand elsewhere too
                    _check(value, f"`{key}`" if where == "the page" else where)
        case list() | tuple():
            for value in part:
                _check(value, where)


@cache
def _typst() -> Any:
    try:
        import typst
    except ImportError:
        help = "install it with pip install typst where there is a wheel for this machine; .svg needs no typst"
        raise ToolFault([Fault(".pdf and .png need the package typst, which is not there", help)]) from None
    return typst
