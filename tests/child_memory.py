"""The memory of a program, as the kernel counts it, without that of whoever started it.

The kernel counts for a child what its parent held when it was forked. A test runs in a worker that has grown, so a
small process stands in between: it starts the program, waits, and writes down how it ended and how much it held.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_BETWEEN = """
import json, os, subprocess, sys
child = subprocess.Popen(sys.argv[2:])
_, ended, used = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(ended)
with open(sys.argv[1], "w") as file:
    json.dump([child.returncode, used.ru_maxrss / 1024], file)
"""


@dataclass(frozen=True)
class Ended:
    """How a program ended: its code, what it printed, and the most megabytes that it held."""

    code: int
    out: bytes
    err: bytes
    megabytes: float


def run_measured(words, folder: Path, seconds: float | None = None) -> Ended:
    """Return how a program ended in a folder; one that runs longer than so many seconds is killed, with code -9.

    What it prints and the count lie beside the folder, so that nothing is added to it.
    """
    beside = folder.parent
    out, err, count = (beside / f"{folder.name}.{name}" for name in ("out", "err", "count"))
    count.unlink(missing_ok=True)
    with out.open("wb") as one, err.open("wb") as two:
        between = subprocess.Popen(
            [sys.executable, "-S", "-E", "-c", _BETWEEN, str(count), *map(str, words)],
            cwd=folder,
            stdout=one,
            stderr=two,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        stop = threading.Timer(seconds or 1e6, _kill, [between.pid])
        stop.start()
        between.wait()
        stop.cancel()
    code, megabytes = json.loads(count.read_text()) if count.exists() else (-signal.SIGKILL, 0.0)
    return Ended(code, out.read_bytes(), err.read_bytes(), megabytes)


def _kill(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
