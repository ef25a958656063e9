"""Text measured with the bundled font and wrapped by us, so that a chart is the same on every machine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from ...errors import HemgraphError, refuse

FONTS = Path(__file__).parents[1] / "fonts"
_FILES = {False: "LiberationSans-Regular.ttf", True: "LiberationSans-Bold.ttf"}
LEADING = 1.2
"""The height of a line, in sizes of its text."""

_NUMBER_AND_UNIT = re.compile(
    r"(?<=[0-9]) (?=%|(mg|g|kg|Gy|h|mm|cm|mL|ml|L|years?|months?|weeks?|days?|fractions)\b)"
    r"|(?<=[<>≤≥])(?<!->) (?=[0-9])"
)
_LONGEST = 240.0  # a word may be wider than its line up to this; then it is broken
_EVEN = 50  # the most lines that are made even: beyond it the search for a width costs much and shows little
_GLUE = "\u00a0"
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # categories: control, format, surrogate, separators of lines and paragraphs


@cache
def _advances(bold: bool) -> tuple[dict[int, int], int]:
    """How wide each character is, and how many units make the size of the text."""
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / _FILES[bold], lazy=True) as font:
        widths = font["hmtx"].metrics
        return {code: widths[glyph][0] for code, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm


def check_characters(text: str, where: str) -> None:
    """Raise HemgraphError, naming them, for characters that cannot be drawn or that hide how text is read.

    >>> check_characters("Grade ✔", "node `a`")
    Traceback (most recent call last):
    hemgraph.errors.HemgraphError: node `a` has characters that cannot be drawn: U+2714
      help: write them in other words
    """
    known, _ = _advances(False)
    bad = [c for c in dict.fromkeys(text) if ord(c) not in known or _hides(c)]
    if bad:
        raise _undrawable(where, bad)


def check_hidden(text: str, where: str) -> None:
    r"""Raise HemgraphError for characters that hide how text is read, though all that a reader sees can be shown.

    >>> check_hidden("Grade \N{CHECK MARK}, \N{HEBREW LETTER ALEF}", "node `a`")
    >>> check_hidden("a\N{RIGHT-TO-LEFT OVERRIDE}b", "node `a`")
    Traceback (most recent call last):
    hemgraph.errors.HemgraphError: node `a` has characters that cannot be drawn: U+202E
      help: write them in other words
    """
    bad = [c for c in dict.fromkeys(text) if unicodedata.category(c) in _HIDDEN]
    if bad:
        raise _undrawable(where, bad)


@cache
def _hides(character: str) -> bool:
    """Whether a character is invisible, or turns the direction of the text around it."""
    hidden = unicodedata.category(character) in _HIDDEN
    return hidden or unicodedata.bidirectional(character) in ("R", "AL")


def glued(text: str) -> str:
    r"""Return a text in which no line can end between a number and its unit.

    >>> glued("16 mg daily, < 30 mm")
    '16\xa0mg daily, <\xa030\xa0mm'
    """
    return _NUMBER_AND_UNIT.sub(_GLUE, text)


def _undrawable(where: str, characters: Sequence[str]) -> HemgraphError:
    names = ", ".join(f"U+{ord(c):04X}" for c in characters[:8])
    return refuse(f"{where} has characters that cannot be drawn: {names}", "write them in other words")


@lru_cache(1 << 16)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is, in points.

    >>> round(width("Pain?", 10), 2)
    25.58
    """
    advances, units = _advances(bold)
    return sum(advances.get(ord(c), units) for c in text) * size / units


@lru_cache(1 << 14)
def wrap(
    text: str, most: float, size: float, *, bold: bool = False, within: bool = False, first: float | None = None
) -> tuple[str, ...]:
    r"""Return a text as the fewest lines of at most this width, and as even as they can be.

    A number stays with its unit. More than 50 lines are not made even. A word that is wider than a line is broken;
    unless all is to stay `within` the width, only one that is far wider. `first` is the width of the first line where
    that is another.

    >>> wrap("Steroid at once, 96 mg, then the whole spine", 100, 10)
    ('Steroid at once,', '96\xa0mg, then the', 'whole spine')
    """
    longest = min(most, most if first is None else first) if within else max(most, _LONGEST)
    words = [part for word in glued(text).split(" ") if word for part in _broken(word, longest, size, bold)]
    wide = [width(word, size, bold=bold) for word in words]
    space = width(" ", size, bold=bold)
    inset = 0.0 if first is None else most - first
    count = len(_filled(words, wide, space, most, inset))
    low, high = max(wide, default=0.0), most
    while high - low > 1 and count <= _EVEN:  # the narrowest width that needs no more lines
        middle = (low + high) / 2
        fits = len(_filled(words, wide, space, middle, inset)) <= count
        low, high = (low, middle) if fits else (middle, high)
    return tuple(_filled(words, wide, space, high, inset)) or ("",)


def _filled(words: Sequence[str], wide: Sequence[float], space: float, most: float, inset: float) -> list[str]:
    lines: list[str] = []
    used = inset - space
    for word, length in zip(words, wide, strict=True):
        if lines and used + space + length <= most:
            lines[-1] += f" {word}"
            used += space + length
        else:
            used = length if lines else inset + length
            lines.append(word)
    return lines


def _broken(word: str, most: float, size: float, bold: bool) -> list[str]:
    if width(word, size, bold=bold) <= most:
        return [word]
    parts, used = [""], 0.0
    for c in word:
        used += width(c, size, bold=bold)
        if used > most and parts[-1]:
            parts.append("")
            used = width(c, size, bold=bold)
        parts[-1] += c
    return parts
