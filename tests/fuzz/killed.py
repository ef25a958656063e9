"""Kill the program, or fill its disk, at any point: `python tests/fuzz/killed.py [--kills N] [--full N] [--seed N]`.

Each run is a fork of a process that has imported everything, killed by signal 9 after a random time, or in the middle of
a write to a record; or it may write files only up to a random size, which ends like a full disk. After each run the file
must be the one of before or the new one, byte for byte, and a record whole, with every line of which the program
reported the end. What is left over is counted.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from click.testing import CliRunner

import hemgraph.record
from hemgraph.cli import main as command
from hemgraph.record import chain_of

os.environ["SOURCE_DATE_EPOCH"] = "1795219200"
FAULT = Path(tempfile.gettempdir()) / f"killed-{os.getpid()}.txt"
"""What a run ends with that is not told by the program."""
COMMANDS = {
    "draw": [("draw", graph, "-o", "out.svg") for graph in ("l3", "lumbar")],
    "cohort": [("cohort", "registry", "-o", "out.parquet", *more) for more in ((), ("--path",))],
    "record": [("trace", case, "--record", "out.jsonl") for case in ("incidental", "emergency-extraosseous")],
}


def program(words):
    """Run a command in this process, without a word, and return its exit code."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    try:
        command(list(words))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


def fork(words, before=lambda: None):
    """Start a command in a process of its own, and return its number."""
    if pid := os.fork():
        return pid
    code = 99
    try:
        before()
        code = program(words)
    except BaseException:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        FAULT.write_text(traceback.format_exc())
    finally:
        os._exit(code)


def ended(pid):
    """Wait for a process, and return its exit code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def die_while_writing(chance):
    """Let the next write to a record end in its middle, and the process with it."""

    class Torn:
        def __getattr__(self, name):
            return getattr(os, name)

        def write(self, file, data):
            os.write(file, data[: chance.randrange(len(data) + 1)])
            os.kill(os.getpid(), signal.SIGKILL)

    hemgraph.record.os = Torn()


def small_files(most):
    """Let no file grow over so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


class Harness:
    """Runs one command again and again in a folder, and checks what is there."""

    def __init__(self, name, seed):
        self.name, self.chance = name, random.Random(f"{name} {seed}")
        self.words = COMMANDS[name]
        self.file = Path(self.words[0][self.words[0].index("--record" if name == "record" else "-o") + 1])
        self.counts = Counter()
        self.known, self.acknowledged = set(), 0
        start = time.perf_counter()
        for words in self.words * 2:
            assert ended(fork(words)) in (0, 4), words
            self.known.add(self.file.read_bytes())
        self.seconds = (time.perf_counter() - start) / 4
        assert name == "record" or len(self.known) == 2, "the same command writes the same bytes"
        self.acknowledged = self.lines = 4

    def kill(self):
        """Kill a run after a random time, or in the middle of a write."""
        words = self.chance.choice(self.words)
        torn = self.name == "record" and self.chance.random() < 0.5
        pid = fork(words, lambda: die_while_writing(self.chance) if torn else None)
        if not torn:
            time.sleep(self.chance.uniform(0, 1.05 * self.seconds))
            os.kill(pid, signal.SIGKILL)
        self.check(ended(pid))

    def fill(self):
        """Let a run find the disk full."""
        words = self.chance.choice(self.words)
        size = self.file.stat().st_size
        most = (
            self.chance.randint(size, size + 900) if self.name == "record" else self.chance.randrange(int(size * 1.1))
        )
        code = ended(fork(words, lambda: small_files(most)))
        assert code in (0, 1), (
            f"{self.name}: ended with {code} at {most} bytes: {FAULT.read_text() if FAULT.exists() else ''}"
        )
        assert not list(Path().glob(".*")), "a full disk leaves nothing"
        self.check(code)

    def check(self, code):
        """Check that the file is whole, and count how the run ended."""
        self.counts["done" if code in (0, 4) else "killed" if code == -9 else f"ended with {code}"] += 1
        for left in Path().glob(".*"):
            self.counts["left over"] += 1
            left.unlink()
        if self.name != "record":
            assert self.file.read_bytes() in self.known, "half a file"
            return
        self.acknowledged += code in (0, 4)
        chain = chain_of(self.file)
        assert not chain.broken, chain
        assert chain.lines >= max(self.lines, self.acknowledged), "a line was lost"
        self.counts["torn"], self.lines = chain.torn, chain.lines


def main():
    """Run all harnesses, and print what was counted."""
    parser = argparse.ArgumentParser(description="Kill the program, or fill its disk, at any point.")
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=f"of {', '.join(COMMANDS)}; by default all")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--full", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for name in asked.commands or COMMANDS:
        share = 5 if name == "cohort" else 2.5  # it takes longest
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            import_all(name)
            Path(COMMANDS[name][0][-1]).unlink(missing_ok=True)
            harness = Harness(name, asked.seed)
            for _ in range(int(asked.kills / share)):
                harness.kill()
            for _ in range(int(asked.full / share)):
                harness.fill()
            print(f"{name:<8} {dict(harness.counts)}", flush=True)
            os.chdir("/")


def import_all(name):
    """Import what a command needs, so that a fork has it, but start nothing that has threads."""
    if name == "cohort":
        import duckdb  # noqa: F401
        import numpy  # noqa: F401

        return
    for words in COMMANDS[name]:
        done = CliRunner().invoke(command, list(words))
        assert done.exit_code in (0, 4), done.output


if __name__ == "__main__":
    sys.exit(main())
