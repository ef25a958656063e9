"""The trace of a case: its path, its reasons, and what an unknown leaves open."""

from .answer import trace

__all__ = ["trace"]
