"""Shapes, text and signs as SVG elements; no text ever passes through another program's markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape as html_escape

from ...results import Severity
from ..layout.places import Point, Spot
from ..model.plan import SLANT, Kind
from ..model.text import LEADING
from ..model.theme import Theme
from .overlay import Alteration

BADGE = 7.5
SIGN = 13.0
EDGE = 9
"""The margin of a chart that keeps badges, signs and strokes whole."""
BASELINE = 0.36
"""From the middle of a line of text down to its baseline, in sizes."""
_BOLD = ' font-weight="bold"'


def escape(text: str) -> str:
    """Return a text as SVG shows it.

    >>> escape("<48 h> & more")
    '&lt;48 h&gt; &amp; more'
    """
    return html_escape(text, quote=False)


def quoted(text: str) -> str:
    """Return a text as the value of an attribute, with its quotes."""
    return f'"{html_escape(text)}"'


def num(value: float) -> str:
    """Return a length with at most two decimals.

    >>> num(3.0), num(2.456)
    ('3', '2.46')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text_element(
    lines: Iterable[str], x: float, y: float, size: float, fill: str, *, bold: int = False, anchor: str = "middle"
) -> str:
    """Return lines of text around a middle height; each line is a text of its own, exactly as it is.

    They are bold if `bold` is True, and if it is a number, so many of the last.
    """
    rows = tuple(lines)
    top = y - (len(rows) - 1) * size * LEADING / 2 + size * BASELINE
    light = 0 if bold is True else len(rows) - bold
    return "\n".join(  # a reader of the text alone finds a space between two lines
        f'<text x="{num(x)}" y="{num(top + n * size * LEADING)}" font-size="{num(size)}" text-anchor="{anchor}"'
        f' fill="{fill}"{"" if n < light else _BOLD}>{escape(row)}</text>'
        for n, row in enumerate(rows)
    )


def shape(kind: Kind, spot: Spot, paint: str, inset: float = 0) -> str:
    """Return the outline of a box, drawn `inset` points within its edge."""
    x, y = spot.x - spot.width / 2 + inset, spot.y - spot.height / 2 + inset
    wide, tall = spot.width - 2 * inset, spot.height - 2 * inset
    if kind is Kind.CONDITION:
        corners = [
            (x + SLANT, y),
            (x + wide - SLANT, y),
            (x + wide, spot.y),
            (x + wide - SLANT, y + tall),
            (x + SLANT, y + tall),
            (x, spot.y),
        ]
        return f'<polygon points="{_points(corners)}" {paint}/>'
    if kind is Kind.DECISION:
        corners = [(spot.x, y), (x + wide, spot.y), (spot.x, y + tall), (x, spot.y)]
        return f'<polygon points="{_points(corners)}" {paint}/>'
    if kind is Kind.LINK:
        return f'<ellipse cx="{num(spot.x)}" cy="{num(spot.y)}" rx="{num(wide / 2)}" ry="{num(tall / 2)}" {paint}/>'
    round_ = f' rx="{num(min(tall / 2, 14))}"' if kind in (Kind.STATE, Kind.AGAIN) else ""
    return f'<rect x="{num(x)}" y="{num(y)}" width="{num(wide)}" height="{num(tall)}"{round_} {paint}/>'


def _points(corners: Iterable[Point]) -> str:
    return " ".join(f"{num(x)},{num(y)}" for x, y in corners)


def face(kind: Severity | Alteration) -> str:
    """Return how a sign looks: `full` black with a white mark, `plain` white, or `dashed`."""
    if kind in (Severity.ERROR, Alteration.ADDED):
        return "full"
    return "dashed" if kind in (Severity.NOTE, Alteration.REMOVED) else "plain"


def sign_mark(mark: str, kind: Severity | Alteration, x: float, y: float, theme: Theme) -> str:
    """Return the square mark of an issue, or of what differs in two versions."""
    look = face(kind)
    fill, ink, wide = (theme.ink, theme.ground, 1.0) if look == "full" else (theme.ground, theme.ink, 1.6)
    dash = ' stroke-dasharray="2 1.5" stroke-width="0.8"' if look == "dashed" else f' stroke-width="{num(wide)}"'
    across = SIGN + 5.6 * max(len(mark) - 2, 0)
    box = f'x="{num(x - across / 2)}" y="{num(y - SIGN / 2)}" width="{num(across)}" height="{num(SIGN)}"'
    return f'<rect {box} fill="{fill}" stroke="{theme.ink}"{dash}/>' + text_element((mark,), x, y, 10, ink, bold=True)


def badge(sign: str, x: float, y: float, theme: Theme) -> str:
    """Return the round badge that numbers a box on the path."""
    paint = f'fill="{theme.path}" stroke="{theme.ground}" stroke-width="1"'
    circle = f'<circle cx="{num(x)}" cy="{num(y)}" r="{BADGE}" {paint}/>'
    return circle + text_element((sign,), x, y, 10, theme.ground, bold=True)


def disputed_mark(x: float, y: float, theme: Theme) -> str:
    """Return the mark of a box in which something is disputed."""
    paint = f'fill="{theme.ground}" stroke="{theme.ink}" stroke-width="1"'
    circle = f'<circle cx="{num(x)}" cy="{num(y)}" r="6.5" {paint}/>'
    return circle + text_element(("≠",), x, y, 10, theme.ink, bold=True)
