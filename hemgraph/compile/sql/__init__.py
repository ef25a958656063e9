"""A program as SQL: plain CASE expressions in the words of DuckDB, which can be translated to other dialects."""

from __future__ import annotations

from .parts import Wants
from .query import Query

__all__ = ["Query", "Wants"]
