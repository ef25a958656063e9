"""What the program is made of, told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..about import Part
from .json import Json


def about_text(tools: Sequence[Part], packages: Sequence[Part]) -> str:
    """Return a line for each part: its name, version and licence."""
    every = (*tools, *packages)
    wide = max(len(part.name) for part in every), max(len(part.version) for part in every)
    lines = [_line(part, wide) for part in tools]
    lines += ["", "Packages, with the licence that each states"]
    lines += [_line(part, wide) for part in packages]
    return "\n".join(lines) + "\n"


def _line(part: Part, wide: tuple[int, int]) -> str:
    extra = f"  (for hemgraph[{part.extra}])" if part.extra else ""
    return f"  {part.name:<{wide[0]}}  {part.version:<{wide[1]}}  {part.licence}{extra}".rstrip()


def about_json(tools: Sequence[Part], packages: Sequence[Part]) -> Mapping[str, Json]:
    """Return the same as JSON."""
    return {"tools": [_part(part) for part in tools], "packages": [_part(part) for part in packages]}


def _part(part: Part) -> Mapping[str, Json]:
    return {
        "name": part.name,
        "version": part.version,
        "licence": part.licence or None,
        "extra": part.extra or None,
    }
