"""The proofs of a graph: every fault of its logic, each with a patient."""

from .check import check
from .words import used_words

__all__ = ["check", "used_words"]
