"""How the program ends; scripts rely on these numbers."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

_ENDS = tuple(number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)))


class Exit(IntEnum):
    """The exit codes; click itself ends with 2 on wrong usage."""

    DONE = 0
    FAILURE = 1
    FOUND = 3
    INCOMPLETE = 4


@contextmanager
def ended_tidily() -> Iterator[None]:
    """Let nothing half written behind where the program is told to end."""

    def end(number: int, _: object) -> None:
        sys.exit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = [each for each in _ENDS if signal.getsignal(each) == signal.SIG_DFL]
    try:
        for each in ours:
            signal.signal(each, end)
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)
