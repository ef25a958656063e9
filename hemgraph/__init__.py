"""Clinical management algorithms as one file: traced, printed and reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import HemgraphError

if TYPE_CHECKING:
    from .api import Graph, load
    from .panel import compare, disagreement

__version__ = "0.1.0"
__all__ = ["Graph", "HemgraphError", "__version__", "compare", "disagreement", "load"]


def __getattr__(name: str) -> object:
    """Import the rest only when it is used: every command runs this file at start-up."""
    if name in ("Graph", "load"):
        from . import api

        return getattr(api, name)
    if name in ("compare", "disagreement"):
        from . import panel

        return getattr(panel, name)
    raise AttributeError(f"module `hemgraph` has no `{name}`")
