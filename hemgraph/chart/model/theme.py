"""Every colour, width and size of the chart, in one record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Style(StrEnum):
    """Whose shapes the boxes have: those of clinical algorithms, or those of ISO 5807, where a diamond asks."""

    CLINICAL = "clinical"
    ISO5807 = "iso5807"


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
    action: str = "#e4e4e4"
    silent: str = "#ffffff"
    stamp: str = "#f1f1f1"  # the status across the page
    text_size: float = 10
    label_size: float = 10
    detail_size: float = 8
    thin: float = 1
    thick: float = 3
    family: str = "Liberation Sans, Arimo, Helvetica, Arial, Nimbus Sans, FreeSans, sans-serif"  # all of one width
    hatch: str = "#c9c9c9"  # fine lines that tell sections apart: they carry nothing that must be read
    tinted: bool = False
    style: Style = Style.CLINICAL


PRINT = Theme()
"""Black, white and one light grey: for paper."""

COLOUR = Theme(path="#0072b2", condition="#fff7d6", action="#dceaf7", tinted=True)
"""For screens: the path in the blue of Okabe and Ito, the only one of their colours that is dark enough for text."""

DARK = Theme(
    ink="#f2f2f2",
    soft="#bdbdbd",
    line="#8f8f8f",
    ground="#121212",
    path="#56b4e9",
    condition="#2b2710",
    action="#15263a",
    silent="#121212",
    stamp="#242424",
)
"""For dark screens: the path in the sky blue of Okabe and Ito, which is no text on white but one on black."""

CONTRAST = replace(COLOUR, soft="#000000", line="#000000", path="#004a73", stamp="#ffffff")
"""For screens of those who ask for more contrast."""

DARK_CONTRAST = replace(DARK, ink="#ffffff", soft="#ffffff", line="#ffffff", ground="#000000", stamp="#000000")
"""For dark screens of those who ask for more contrast."""

SYSTEM = Theme(
    ink="CanvasText",
    soft="CanvasText",
    line="CanvasText",
    ground="Canvas",
    path="Highlight",
    condition="Canvas",
    action="Canvas",
    silent="Canvas",
    stamp="Canvas",
)
"""The colours that the reader's system forces on all pages, by their names in CSS."""

THEMES = {"print": PRINT, "colour": COLOUR, "dark": DARK}
