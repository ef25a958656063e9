"""Where a file comes from, and whether a record is whole, told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..origin import Content
from ..record import Chain
from ..verify import Verified
from .json import Json


def verified_text(found: Verified) -> str:
    """Return which engine made a file, and for each of its graphs whether that is the one at hand."""
    when = f" at {found.origin.made:%Y-%m-%d %H:%M %Z}".rstrip() if found.origin.made else ""
    lines = [f"{found.file}", f"  made by hemgraph {found.origin.engine}{when}"]
    for said, here in found.at_hand.items():
        content = f"{said.graph} {said.version} ({said.status}), content {said.sha256[:12]}"
        lines.append(f"  {content}: {_verdict(said, here)}")
    return "\n".join(lines) + "\n"


def _verdict(said: Content, here: Content | None) -> str:
    if here is None:
        return "NOT COMPARED, there is no such graph at hand"
    if said.comes_from(here):
        return "the graph at hand" + ("" if said.status == here.status else f", which is {here.status}")
    if here.sha256 == said.sha256:
        return f"CHANGED: the graph at hand with this content is {here.version} ({here.status})"
    which = "also says" if here.version == said.version else "is"
    return f"ANOTHER CONTENT: the graph at hand {which} {here.version}, content {here.sha256[:12]}"


def verified_json(found: Verified) -> Mapping[str, Json]:
    """Return the same as JSON."""
    made = found.origin.made
    return {
        "file": str(found.file),
        "hemgraph": found.origin.engine,
        "made": made.isoformat(timespec="seconds") if made else None,
        "matches": found.matches,
        "graphs": [
            {
                **said.json(),
                "matches": said.comes_from(here),
                "at_hand": here.json() if here else None,
            }
            for said, here in found.at_hand.items()
        ],
    }


def chain_text(file: Path, chain: Chain) -> str:
    """Return how many lines a record has, whether they follow one another, and the hash to be kept elsewhere."""
    count = "1 line" if chain.lines == 1 else f"{chain.lines} lines"
    torn = f", {chain.torn} torn: a writer was stopped, or somebody cut it off" if chain.torn else ""
    lines = [f"{file}", f"  {count}{torn}", *(f"  BROKEN: {each}" for each in chain.broken)]
    if not chain.broken:
        lines.append("  each line follows the one before it")
    lines.append(f"  the last line has the hash {chain.last}; who keeps it elsewhere sees whether the end is cut off")
    return "\n".join(lines) + "\n"


def chain_json(file: Path, chain: Chain) -> Mapping[str, Json]:
    """Return the same as JSON."""
    return {
        "file": str(file),
        "lines": chain.lines,
        "torn": chain.torn,
        "last": chain.last,
        "matches": not chain.broken,
        "broken": list(chain.broken),
    }
