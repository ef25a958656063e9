"""The legend: what the shapes and signs of a chart mean, those only that are on it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from ...results import Cohort, Moves, Severity, Trace
from ..layout.places import Spot
from ..model.plan import Kind, Plan
from ..model.text import width
from ..model.theme import Theme
from .edge_widths import FEWER, MORE, width_of
from .overlay import SYMBOLS, Alteration
from .pen import badge, disputed_mark, num, shape, sign_mark, text_element

SIZE = 8.5
"""The size of its text, in points."""
Kinds = frozenset[Kind | None]
"""What is on a chart and so in its legend; None stands for the mark of a dispute."""
Signs = frozenset[Severity | Alteration | None]
"""What issues a chart shows, or what differs on it; None stands for what no case takes."""


def kinds_of(plan: Plan) -> Kinds:
    """Return what of the legend a chart needs."""
    return frozenset(box.kind for box in plan.boxes.values()) | {None for box in plan.boxes.values() if box.disputed}


class Path(StrEnum):
    """What path is marked on a chart: none, one that ends, one that stops for want of more, or now this, now that."""

    NONE = "none"
    WHOLE = "whole"
    STOPPED = "stopped"
    EITHER = "either"


def path_of(trace: Trace | None) -> Path:
    """Return what path is marked on the chart of a trace."""
    if trace is None:
        return Path.NONE
    return Path.STOPPED if trace.leaf is None else Path.WHOLE


class Counting(StrEnum):
    """What is counted on a chart: nothing, the rows of a cohort, or those before and after."""

    NONE = "none"
    COHORT = "cohort"
    MOVES = "moves"


def counting_of(counts: Cohort | Moves | None) -> Counting:
    """Return what is counted on a chart with these counts."""
    if counts is None:
        return Counting.NONE
    return Counting.MOVES if isinstance(counts, Moves) else Counting.COHORT


@cache
def legend(
    theme: Theme,
    wide: float,
    kinds: Kinds,
    signs: Signs = frozenset(),
    path: Path = Path.NONE,
    *,
    told: bool = False,
    counting: Counting = Counting.NONE,
) -> tuple[str, float]:
    """Return the legend as SVG elements that start at 0, 0, and its height; `told` is as for `Sheet`.

    With `counting`, edges are as wide as the rows of a cohort are many.
    """
    paint = f'fill="{theme.ground}" stroke="{theme.line}" stroke-width="1"'
    dashed = f'{paint} stroke-dasharray="5 3"'
    bold = f'fill="none" stroke="{theme.path}" stroke-width="3"'
    middle = Spot(19, 8, 26, 13)
    items: list[tuple[Kind | None, str, str]] = [
        (Kind.STATE, shape(Kind.STATE, middle, paint), "start"),
        (Kind.CONDITION, shape(Kind.CONDITION, middle, paint.replace(theme.ground, theme.condition, 1)), "question"),
        (Kind.DECISION, shape(Kind.DECISION, middle, paint.replace(theme.ground, theme.condition, 1)), "question"),
        (Kind.ACTION, shape(Kind.ACTION, middle, paint.replace(theme.ground, theme.action, 1)), "action"),
        (Kind.SILENT, shape(Kind.SILENT, middle, dashed), "no guidance in the sources"),
        (Kind.LINK, shape(Kind.LINK, middle, paint), "to or from another page"),
        (Kind.AGAIN, shape(Kind.AGAIN, middle, dashed), "enter again there with news"),
        (None, disputed_mark(19, 8, theme), "disputed: see Who disagrees" if told else "disputed between the sources"),
    ]
    found = [(picture, words) for kind, picture, words in items if kind in kinds]
    if path is not Path.NONE:
        box = shape(Kind.ACTION, middle, bold)
        found.append((box + badge("1", 6, 14, theme), "path, in order"))
        if path in (Path.WHOLE, Path.EITHER):
            found.append((box + shape(Kind.ACTION, middle, bold.replace('"3"', '"1"'), -4), "its end"))
        if path in (Path.STOPPED, Path.EITHER):
            stop = shape(Kind.CONDITION, middle, f'{bold} stroke-dasharray="5 3"')
            found.append((stop + badge("?", 6, 14, theme), "it stops: more must be known"))
    shown = (severity for severity in Severity if severity in signs)
    found += [(sign_mark("1", severity, 26, 8, theme), f"{severity}: see the list") for severity in shown]
    found += [(_altered(kind, theme, middle), _ALTERED[kind]) for kind in Alteration if kind in signs]
    if counting is not Counting.NONE:
        found += [(_stream(share, theme), words) for share, words in ((1, "all rows"), (0.1, "a tenth"))]
        found.append((_dotted(theme), "none"))
    if counting is Counting.MOVES:
        ends = (
            (MORE, "more rows end here"),
            (FEWER, "fewer"),
            (SYMBOLS[Alteration.CHANGED], "other rows, or told otherwise"),
        )
        found += [(sign_mark(mark, Alteration.CHANGED, 26, 8, theme), words) for mark, words in ends]
    if None in signs:
        found.append((_dotted(theme), "no case takes this"))
    return _flowed(found, theme, wide)


def _stream(share: float, theme: Theme) -> str:
    """An edge that this share of the rows takes."""
    return f'<path d="M4 8H34" fill="none" stroke="{theme.line}" stroke-width="{num(width_of(share))}"/>'


def _dotted(theme: Theme) -> str:
    return f'<path d="M4 8H34" fill="none" stroke="{theme.line}" stroke-width="1" stroke-dasharray="2 3"/>'


_ALTERED = {
    Alteration.ADDED: "added",
    Alteration.REMOVED: "removed; it has its number of the old version",
    Alteration.CHANGED: "changed",
}


def _altered(kind: Alteration, theme: Theme, spot: Spot) -> str:
    """A box as it is drawn where two versions differ."""
    heavy = f'fill="{theme.ground}" stroke="{theme.ink}" stroke-width="3"'
    plain = f'fill="{theme.ground}" stroke="{theme.line}" stroke-width="1"'
    paint = {Alteration.ADDED: heavy, Alteration.REMOVED: f'{plain} stroke-dasharray="2 3"', Alteration.CHANGED: plain}
    return shape(Kind.ACTION, spot, paint[kind]) + sign_mark(SYMBOLS[kind], kind, 8, 4, theme)


def _flowed(items: Sequence[tuple[str, str]], theme: Theme, wide: float) -> tuple[str, float]:
    x, y, drawn = 0.0, 0.0, list[str]()
    for picture, words in items:
        need = 38 + width(words, SIZE) + 8
        if x and x + need > wide:
            x, y = 0.0, y + 20
        text = text_element((words,), 38, 8, SIZE, theme.ink, anchor="start")
        drawn.append(f'<g transform="translate({num(x)} {num(y)})">{picture}{text}</g>')
        x += need
    return "".join(drawn), y + 22
