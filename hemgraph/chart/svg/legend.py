"""The legend: what the shapes and signs of a chart mean, those only that are on it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from ...results import Cohort, Moves, Severity, Trace
from ..layout.places import Spot
from ..model.imprint import NOTED
from ..model.plan import Kind, Plan
from ..model.text import width
from ..model.theme import Theme
from .edge_widths import FEWER, MORE, width_of
from .overlay import SYMBOLS, Alteration
from .shapes import badge, disputed_mark, num, shape, sign_mark, text_element

SIZE = 8
"""The size of its text, in points."""
SCALE = 0.81
"""How much smaller a sign is in the legend than on a chart; its text is as large as that of the legend."""
MIDDLE = 6.0
ROW = 14.5
"""Where the middle of a row is, and how far it is from one to the next."""


class Mark(StrEnum):
    """What stands at a box besides its shape: the sign of a dispute, and that of a note."""

    DISPUTED = "disputed"
    NOTED = "noted"


Kinds = frozenset[Kind | Mark]
"""What is on a chart and so in its legend."""
Item = tuple[str, float, str]
"""A picture, how wide it is, and the words beside it."""
Signs = frozenset[Severity | Alteration | None]
"""What issues a chart shows, or what differs on it; None stands for what no case takes."""


def kinds_of(plan: Plan) -> Kinds:
    """Return what of the legend a chart needs."""
    boxes = plan.boxes.values()
    disputed = {Mark.DISPUTED for box in boxes if box.disputed}
    noted = {Mark.NOTED for box in boxes if box.lead and any(line.endswith(NOTED) for line in box.lines)}
    return frozenset(box.kind for box in boxes) | disputed | noted


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
    disputes: bool = False,
    behind: bool = False,
    counting: Counting = Counting.NONE,
) -> tuple[str, float]:
    """Return the legend as SVG elements that start at 0, 0, and its height: one row, where that is wide enough.

    `disputes` and `behind` are as for `Sheet`. With `counting`, edges are as wide as the rows of a cohort are many.
    """
    paint = f'fill="{theme.ground}" stroke="{theme.line}" stroke-width="1"'
    dashed = f'{paint} stroke-dasharray="3 2"'
    question, action = (paint.replace(theme.ground, fill, 1) for fill in (theme.condition, theme.action))
    bold = f'fill="none" stroke="{theme.path}" stroke-width="2"'
    middle = Spot(10, MIDDLE, 20, 10)
    items: list[tuple[Kind | Mark, Item]] = [
        (Kind.STATE, (shape(Kind.STATE, middle, paint), 20, "start")),
        (Kind.CONDITION, (shape(Kind.CONDITION, middle, question), 20, "question")),
        (Kind.DECISION, (shape(Kind.DECISION, middle, question), 20, "question")),
        (Kind.ACTION, (shape(Kind.ACTION, middle, action), 20, "action")),
        (Kind.SILENT, (shape(Kind.SILENT, middle, dashed), 20, "no guidance")),
        (Kind.LINK, (shape(Kind.LINK, middle, paint), 20, "other page")),
        (Kind.AGAIN, (shape(Kind.AGAIN, middle, dashed), 20, "enter again")),
        (
            Mark.DISPUTED,
            (_small(disputed_mark(0, 0, theme), 6), 12, "disputed, overleaf" if disputes else "disputed"),
        ),
        (Mark.NOTED, (_dagger(theme), 6, "note overleaf" if behind else "note below")),
    ]
    found = [item for kind, item in items if kind in kinds]
    if path is not Path.NONE:
        heavy = Spot(16, MIDDLE, 20, 10)
        found.append((shape(Kind.ACTION, heavy, bold) + _small(badge("1", 0, 0, theme), 6), 26, "path, in order"))
        if path in (Path.WHOLE, Path.EITHER):
            found.append(
                (
                    shape(Kind.ACTION, middle, bold) + shape(Kind.ACTION, middle, bold.replace('"2"', '"1"'), -2.5),
                    22,
                    "its end",
                )
            )
        if path in (Path.STOPPED, Path.EITHER):
            stop = shape(Kind.CONDITION, heavy, f'{bold} stroke-dasharray="5 3"')
            found.append((stop + _small(badge("?", 0, 0, theme), 6), 26, "it stops: more must be known"))
    shown = (severity for severity in Severity if severity in signs)
    found += [(_small(sign_mark("1", severity, 0, 0, theme), 6), 12, f"{severity}: see the list") for severity in shown]
    found += [(_altered(kind, theme), 24, _ALTERED[kind]) for kind in Alteration if kind in signs]
    if counting is not Counting.NONE:
        found += [(_stream(share, theme), 24, words) for share, words in ((1, "all rows"), (0.1, "a tenth"))]
        found.append((_dotted(theme), 24, "none"))
    if counting is Counting.MOVES:
        ends = (
            (MORE, "more rows end here"),
            (FEWER, "fewer"),
            (SYMBOLS[Alteration.CHANGED], "other rows, or with other words"),
        )
        found += [(_small(sign_mark(mark, Alteration.CHANGED, 0, 0, theme), 6), 12, words) for mark, words in ends]
    if None in signs:
        found.append((_dotted(theme), 24, "no case takes this"))
    return _flowed(found, theme, wide)


def _small(sign: str, x: float) -> str:
    """A sign around 0, 0 as it fits a row of the legend."""
    return f'<g transform="translate({num(x)} {num(MIDDLE)}) scale({SCALE})">{sign}</g>'


def _dagger(theme: Theme) -> str:
    return text_element((NOTED,), 3, MIDDLE, 9, theme.ink)


def _stream(share: float, theme: Theme) -> str:
    """An edge that this share of the rows takes."""
    return f'<path d="M0 {MIDDLE}H24" fill="none" stroke="{theme.line}" stroke-width="{num(width_of(share))}"/>'


def _dotted(theme: Theme) -> str:
    return f'<path d="M0 {MIDDLE}H24" fill="none" stroke="{theme.line}" stroke-width="1" stroke-dasharray="2 3"/>'


_ALTERED = {
    Alteration.ADDED: "added",
    Alteration.REMOVED: "removed; it has its number of the old version",
    Alteration.CHANGED: "changed",
}


def _altered(kind: Alteration, theme: Theme) -> str:
    """A box as it is drawn where two versions differ."""
    heavy = f'fill="{theme.ground}" stroke="{theme.ink}" stroke-width="2"'
    plain = f'fill="{theme.ground}" stroke="{theme.line}" stroke-width="1"'
    paint = {Alteration.ADDED: heavy, Alteration.REMOVED: f'{plain} stroke-dasharray="2 3"', Alteration.CHANGED: plain}
    sign = _small(sign_mark(SYMBOLS[kind], kind, 0, 0, theme), 6)
    return shape(Kind.ACTION, Spot(14, MIDDLE, 20, 10), paint[kind]) + sign


def _flowed(items: Sequence[Item], theme: Theme, wide: float) -> tuple[str, float]:
    """The items in rows; those of one row that is nearly full stand a little closer."""
    needs = [across + 3 + width(words, SIZE) for _, across, words in items]
    gap = max(6.0, min(14.0, (wide - sum(needs)) / max(len(needs) - 1, 1)))
    x, y, drawn = 0.0, 0.0, list[str]()
    for (picture, across, words), need in zip(items, needs, strict=True):
        if x and x + need > wide + 0.01:
            x, y = 0.0, y + ROW
        text = text_element((words,), across + 3, MIDDLE, SIZE, theme.ink, anchor="start")
        drawn.append(f'<g transform="translate({num(x)} {num(y)})">{picture}{text}</g>')
        x += need + gap
    return "".join(drawn), y + 2 * MIDDLE
