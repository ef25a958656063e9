"""The command line: the only place that prints, or decides how the program ends."""

from __future__ import annotations

from .main import main

__all__ = ["main"]
