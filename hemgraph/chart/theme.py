"""Every colour, width and size of the chart, in one record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """How a chart looks. Lengths are points of the layout; colours are `#rrggbb`.

    Text and lines keep the contrasts that print asks for: text at least 4.5:1 on its ground, lines 3:1.
    """

    ink: str = "#000000"
    soft: str = "#4d4d4d"  # text of boxes that the path leaves out: 8.4:1
    line: str = "#6b6b6b"  # lines of boxes and edges off the path: 5.3:1
    ground: str = "#ffffff"
    path: str = "#000000"
    condition: str = "#ffffff"
    action: str = "#ececec"
    silent: str = "#ffffff"
    draft: str = "#6b6b6b"
    text_size: float = 10
    label_size: float = 9.3
    thin: float = 1
    thick: float = 3
    family: str = "Liberation Sans, Arimo, Helvetica, Arial, sans-serif"


PRINT = Theme()
"""Black, white and one light grey: for paper."""

SCREEN = Theme(path="#0072b2", condition="#fff7d6", action="#dceaf7")
"""For screens: the path in the blue of Okabe and Ito, the only one of their colours that is dark enough for text."""

THEMES = {"print": PRINT, "screen": SCREEN}
