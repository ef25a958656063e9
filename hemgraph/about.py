"""What the program is made of: the engine, what it draws and sets pages with, and the packages it stands on."""

from __future__ import annotations

import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, requires

from . import __version__

MISSING = "not installed"
FONT = "Liberation Sans"
FONT_LICENCE = "OFL-1.1"


@dataclass(frozen=True)
class Part:
    """A part of the program: its version and its licence as it states them, and what needs it where not all does."""

    name: str
    version: str
    licence: str = ""
    extra: str = ""


def tools() -> list[Part]:
    """Return the engine and what draws and sets pages, with their versions on this machine."""
    where = f"{platform.system()} {platform.machine()}"
    dot = shutil.which("dot")
    return [
        Part("hemgraph", __version__, "Apache-2.0"),
        Part("Python", f"{platform.python_version()} on {where}", "PSF-2.0"),
        Part("Graphviz", _graphviz(), "EPL"),
        Part("the program dot", "on PATH, only for --engine dot" if dot else "not on PATH, only for --engine dot"),
        Part("font", FONT, FONT_LICENCE),
    ]


def packages() -> list[Part]:
    """Return the packages that are needed, those of extras last, with what each says of its version and licence."""
    return sorted(_packages(), key=lambda part: (part.extra, part.name.lower()))


def _packages() -> Iterator[Part]:
    for line in requires("hemgraph") or ():
        name = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]
        extra = match[1] if (match := re.search(r"extra == ['\"](\w+)['\"]", line)) else ""
        if extra in ("dev", "bench", "fuzz"):
            continue
        try:
            found = distribution(name)
        except PackageNotFoundError:
            yield Part(name, MISSING, "", extra)
            continue
        yield Part(name, found.version, _licence(found.metadata), extra)


def _licence(metadata: object) -> str:
    said = metadata.get("License-Expression") or ""  # type: ignore[attr-defined]  # a message, of a type that varies
    kinds = [c.split(" :: ")[-1] for c in metadata.get_all("Classifier") or [] if c.startswith("License ::")]  # type: ignore[attr-defined]
    text = (metadata.get("License") or "").strip().split("\n")[0]  # type: ignore[attr-defined]
    return said or ", ".join(kinds) or text[:40] or "not stated"


def _graphviz() -> str:
    try:
        from pygraphviz import AGraph
    except ImportError:
        return MISSING
    drawn = bytes(AGraph(string="digraph {}").draw(format="svg", prog="dot")).decode("utf-8", "replace")
    match = re.search(r"graphviz version ([\w.~-]+)", drawn)
    return f"{match[1]}, within pygraphviz" if match else "within pygraphviz"
