"""A case: the findings of one patient that a person entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .values.domains import Value


@dataclass(frozen=True)
class Case:
    """What is known of one patient; a finding that is not here is unknown. It keeps a copy, which nobody changes.

    `of` tells findings of which kinds and units they are, as the graph does that read them; "" where nobody did.

    >>> case = Case({"pain": "mild"})
    >>> case.findings["pain"] = "none"
    Traceback (most recent call last):
    TypeError: 'mappingproxy' object does not support item assignment
    """

    findings: Mapping[str, Value]
    id: str = ""
    of: str = field(default="", kw_only=True, repr=False, compare=False)
    known: dict[str, Value] = field(init=False, repr=False, compare=False)
    """The same findings as a plain dict, which is read faster; who uses it changes nothing."""

    def __post_init__(self) -> None:
        self.__setstate__({**vars(self), "known": {**self.findings}})

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "findings": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, findings=MappingProxyType(state["known"]))
