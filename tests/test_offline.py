"""Nothing goes over the network: every command runs with all sockets refused."""

from __future__ import annotations

import subprocess
import sys

import pytest

COMMANDS = [
    ("list",),
    ("trace", "incidental", "-o", "x.svg", "-o", "x.pdf", "-o", "x.html", "--record", "x.jsonl"),
    ("explain", "incidental"),
    ("draw", "-o", "y.svg", "-o", "y.png"),
    ("check", "lumbar", "-o", "z.svg"),
    ("test",),
    ("diff", "lumbar", "lumbar"),
    ("compare", "incidental", "-g", "lumbar", "-g", "l3"),
    ("cases", "l3"),
    ("cohort", "registry", "-o", "x.parquet"),
    ("export", "l3", "--to", "sql"),
    ("about",),
    ("verify", "x.parquet"),
]
REFUSED = """
import sys
def refused(*_, **__):
    print("A SOCKET", file=sys.stderr)
    raise SystemExit(99)
def audit(event, arguments):
    if event in ("socket.__new__", "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"):
        refused()
sys.addaudithook(audit)
from hemgraph.cli import main
main()
"""


def run(words, folder):
    return subprocess.run(
        [sys.executable, "-c", REFUSED, *words], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("offline")


def test_no_command_opens_a_socket(folder):
    for words in COMMANDS:
        done = run(words, folder)
        assert done.returncode == 0, (words, done.stderr)
        assert "A SOCKET" not in done.stderr


def test_a_socket_would_be_seen():
    code = REFUSED.replace("from hemgraph.cli import main\nmain()", "import socket; socket.socket()")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 99
    code = REFUSED.replace(
        "from hemgraph.cli import main\nmain()", "import _socket; _socket.getaddrinfo('localhost', 1)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 99
