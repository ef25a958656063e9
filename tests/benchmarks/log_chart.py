"""A small grey picture of curves on logarithmic axes, as SVG: no library is needed for it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM, APART = 360, 260, 52, 96, 26, 38, 12
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 2")


@dataclass(frozen=True)
class Curve:
    """A line with its label; the points are (x, y), both above 0."""

    label: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Panel:
    """Some curves on the same axes."""

    title: str
    across: str
    up: str
    curves: tuple[Curve, ...]


def picture(panels):
    """Return panels side by side as one SVG, grey on nothing, so that it can be read on light and on dark."""
    panels = [panel for panel in panels if any(curve.points for curve in panel.curves)]
    parts = [f'<g transform="translate({n * WIDTH} 0)">{_panel(panel)}</g>' for n, panel in enumerate(panels)]
    size = f'width="{WIDTH * len(panels)}" height="{HEIGHT}" viewBox="0 0 {WIDTH * len(panels)} {HEIGHT}"'
    said = escape(". ".join(panel.title for panel in panels))
    style = 'font-family="sans-serif" font-size="11" fill="#777" role="img"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}><title>{said}</title>{"".join(parts)}</svg>\n'


def _panel(panel):
    curves = [curve for curve in panel.curves if curve.points]
    (x, across), (y, up) = (
        _axis([p[n] for c in curves for p in c.points], *ends)
        for n, ends in ((0, (LEFT, WIDTH - RIGHT)), (1, (HEIGHT - BOTTOM, TOP)))
    )
    parts = [f'<text x="{LEFT}" y="14" font-size="12">{escape(panel.title)}</text>']
    for at in across:
        parts.append(_line(x(at), TOP, x(at), HEIGHT - BOTTOM))
        parts.append(f'<text x="{x(at):.1f}" y="{HEIGHT - BOTTOM + 14}" text-anchor="middle">{_power(at)}</text>')
    for at in up:
        parts.append(_line(LEFT, y(at), WIDTH - RIGHT, y(at)))
        parts.append(f'<text x="{LEFT - 5}" y="{y(at) + 4:.1f}" text-anchor="end">{_time(at)}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(panel.across)}</text>')
    labels = _apart([(y(curve.points[-1][1]), curve.label) for curve in curves])
    for curve, dash in zip(curves, DASHES, strict=False):
        points = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in curve.points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(f'<polyline points="{points}" fill="none" stroke="#777" stroke-width="1.6"{dashed}/>')
        end = x(curve.points[-1][0]) + 5
        parts.append(f'<text x="{end:.1f}" y="{labels[curve.label] + 4:.1f}">{escape(curve.label)}</text>')
    return "".join(parts)


def _axis(values, start, end):
    """Where a value stands between two places, and the powers of ten from the one below all to the one above all."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    high = max(high, low + 1)
    return (lambda value: start + (log10(value) - low) / (high - low) * (end - start)), [
        10**n for n in range(low, high + 1)
    ]


def _line(x1, y1, x2, y2):
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#777" stroke-opacity="0.25"/>'


def _apart(labels):
    """Move labels down until none lies on another."""
    found, last = {}, -APART
    for at, label in sorted(labels):
        last = max(at, last + APART)
        found[label] = last
    return found


def _power(value):
    return (
        f"{round(value):,}" if value < 1e5 else f"10{''.join('⁰¹²³⁴⁵⁶⁷⁸⁹'[int(n)] for n in str(round(log10(value))))}"
    )


def _time(seconds):
    for unit, name in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= unit * 0.999:
            return f"{round(seconds / unit):,} {name}"
    return f"{seconds / 1e-9:.0f} ns"
