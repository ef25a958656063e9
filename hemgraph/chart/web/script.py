"""The program of the page: its source files, in order, as one script."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

EVALUATOR = ("decimal", "marks", "space", "logic", "entries", "walk", "trace", "explain", "unsettled")
_READ = ("dom", "words", "state", "view", "form", "beside", "answer", "versions", "box", "reasons", "rows")
VIEW = (*_READ, "chart", "tools", "player", "main")
"""Each module after those that it imports; their names are unique over all of them."""
_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


@cache
def source(name: str) -> str:
    """Return the text of one source file."""
    return (files(__package__) / "source" / name).read_text(encoding="utf-8")


@cache
def script(modules: tuple[str, ...] = (*EVALUATOR, *VIEW)) -> str:
    """Return some modules as one: without imports and exports, since all of them share one scope."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", source(f"{name}.js"))) for name in modules)
