"""What tests ask of a finished PDF: its text, its sizes, its margins."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pypdfium2

from hemgraph.chart import Stamp

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
STAMP = Stamp("0.1.0", NOW)
TALL = 0.931
"""The height of a character of Liberation Sans in a PDF, in sizes, as measured on text of 8.5 points."""


def flat(text):
    """A text without white space: pages break lines where they like."""
    return re.sub(r"\s+", "", text)


def page_texts(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [flat(document[n].get_textpage().get_text_bounded()) for n in range(len(document))]


def texts_in_order(page):
    """The characters of a page as they are read, and their sizes in points."""
    text = page.get_textpage()
    chars, sizes = [], []
    for n in range(text.count_chars()):
        char = text.get_text_range(n, 1)
        if char.strip():
            _, bottom, _, top = text.get_charbox(n, loose=True)
            chars.append(char)
            sizes.append((top - bottom) / TALL)
    return SimpleNamespace(chars=chars, sizes=sizes)


def smallest_text(page):
    return min(texts_in_order(page).sizes)


def margins_are_white(page, margin=28):
    """Whether nothing is drawn within 10 mm of an edge; a pixel is a point, and one of them may be grey."""
    image = page.render(scale=1).to_pil().convert("L")
    wide, tall = image.size
    strips = [
        (0, 0, wide, margin - 1),
        (0, tall - margin + 1, wide, tall),
        (0, 0, margin - 1, tall),
        (wide - margin + 1, 0, wide, tall),
    ]
    return all(image.crop(strip).getextrema()[0] > 250 for strip in strips)
