"""A case: the findings of one patient that a person entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .values.domains import Value


@dataclass(frozen=True)
class Case:
    """What is known of one patient; a finding that is not here is unknown.

    `of` tells findings of which kinds and units they are, as the graph does that read them; "" where nobody did. What
    is not checked: that nobody changes the findings afterwards.
    """

    findings: Mapping[str, Value]
    id: str = ""
    of: str = field(default="", kw_only=True, repr=False, compare=False)
