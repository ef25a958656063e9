"""The proofs of a graph: every fault of its logic, each with a patient; and stubs of cases made from them."""

from .check import check
from .compare import compared, disagreement
from .diff import diff, versions
from .explain import explain
from .stubs import Stubs, stubs
from .words import used_words

__all__ = ["Stubs", "check", "compared", "diff", "disagreement", "explain", "stubs", "used_words", "versions"]
