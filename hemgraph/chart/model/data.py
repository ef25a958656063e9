"""Plain data for a template or a page: texts, numbers, lists and mappings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Data = Mapping[str, object] | Sequence[object] | str | int | float | bool
