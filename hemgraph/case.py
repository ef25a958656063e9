"""A case: the findings of one patient that a person entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .values.domains import Value


@dataclass(frozen=True)
class Case:
    """What is known of one patient; a finding that is not here is unknown."""

    findings: Mapping[str, Value]
    id: str = ""
