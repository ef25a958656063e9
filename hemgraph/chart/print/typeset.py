"""Pages: PDF and PNG by typst. All text goes there as data, and is shown as it is."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from ...errors import Fault, ToolFault
from ..model.data import Data
from ..model.text import FONTS, check_characters, glued

STANDARDS = ["ua-1", "a-2a"]
"""PDF/UA-1, for those who listen to a page, and PDF/A-2a, for those who keep it."""
_EPOCH = 0
_LONG = re.compile("[^ ]{60}(?=[^ ])")
"""So much of one word; behind it a page may break it."""


class MorePages(Exception):
    """An answer takes more pages than was assumed; `Picture.pdf` counts them then."""


def compiled(
    template: str,
    data: dict[str, Data],
    kind: Literal["pdf", "png"] = "pdf",
    ppi: float = 200,
    *,
    origin: str,
    pictures: Mapping[str, str] = MappingProxyType({}),
    within: bytes | None = None,
) -> bytes:
    """Return the pages of a template as PDF, or the first one as PNG; `pictures` are SVG, `within` a PDF that is shown.

    `origin` is the line that says where it comes from; only it is as it was given.

    Raises HemgraphError for a text that cannot be set, and ToolFault where typst is not there, or fails.
    """
    _check(data, "the page")
    inputs = {"origin": origin, "data": json.dumps(_glued(data), ensure_ascii=False), **pictures}
    source = Path(__file__).with_name(template)
    if within is None:
        return _made(source, inputs, kind, ppi, STANDARDS)
    with tempfile.TemporaryDirectory() as folder:  # typst reads a PDF from a file only
        Path(folder, "page.pdf").write_bytes(within)
        return _made(Path(shutil.copy(source, folder)), inputs, kind, ppi, [])


def value_of(name: str, template: str, data: dict[str, Data]) -> object:
    """Return what a template without pictures says of itself at a label, such as a number of pages.

    Raises as `compiled` does.
    """
    _check(data, "the page")
    inputs = {"origin": "", "data": json.dumps(_glued(data), ensure_ascii=False)}
    source, typst = Path(__file__).with_name(template), _typst()
    with _as_tool_faults(typst):
        found = typst.query(str(source), f"<{name}>", field="value", one=True, font_paths=_fonts(), sys_inputs=inputs)
    return json.loads(found)


def _made(source: Path, inputs: dict[str, str], kind: str, ppi: float, standards: list[str]) -> bytes:
    return _pages(source, inputs, kind, ppi, standards)[0]


def _pages(source: Path, inputs: dict[str, str], kind: str, ppi: float, standards: list[str]) -> list[bytes]:
    typst = _typst()
    with _as_tool_faults(typst):
        made = typst.compile(
            str(source),
            font_paths=_fonts(),
            format=kind,
            ppi=ppi,
            sys_inputs=inputs,
            pdf_standards=standards if kind == "pdf" else [],
            timestamp=_EPOCH,
        )
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


@contextmanager
def _as_tool_faults(typst: Any) -> Iterator[None]:
    try:
        yield
    except typst.TypstError as error:
        if "more than one page" in str(error):
            raise MorePages from None
        raise ToolFault([Fault(f"the page could not be set: {str(error).splitlines()[0]}")]) from None


def _glued(part: object) -> object:
    """The same data with texts in which no number is parted from its unit, and no word is wider than a page."""
    match part:
        case str():
            return _LONG.sub("\\g<0>\u200b", glued(part))
        case dict():
            return {key: value if key == "to" else _glued(value) for key, value in part.items()}
        case list() | tuple():
            return [_glued(value) for value in part]
        case _:
            return part


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
def _fonts() -> Any:
    """The fonts that come along; to read them takes longer than to set a page."""
    return _typst().Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


@cache
def _typst() -> Any:
    try:
        import typst
    except ImportError:
        help = "install it with pip install typst where there is a wheel for this machine; .svg needs no typst"
        raise ToolFault([Fault(".pdf and .png need the package typst, which is not there", help)]) from None
    return typst
