"""Chromium, driven by Playwright. `python tests/web/browser.py` sets it up where it is not on this machine yet."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-gpu-compositing",
    "--disable-partial-raster", "--disable-smooth-scrolling",
]  # fmt: skip
MISSING = "NO BROWSER: Chromium could not be set up, so the tests of the page for a browser do not run"


def found():
    """The program, or None: one on PATH, or the one that Playwright has fetched."""
    from playwright.sync_api import sync_playwright

    for name in (os.environ.get("HEMGRAPH_CHROMIUM", ""), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    with sync_playwright() as play:
        path = play.chromium.executable_path
    return path if Path(path).is_file() else None


@contextmanager
def chromium(path=None):
    """A browser to open pages in."""
    from playwright.sync_api import sync_playwright

    path = path or found()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def set_up():
    """Install Chromium: by the system's packages where we may, else by Playwright. Return whether it is there."""
    if found():
        return True
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _quietly("apt-get", "update", "-qq")
        _quietly("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    if not found():
        _quietly(sys.executable, "-m", "playwright", "install", "chromium")
    return bool(found())


def _quietly(*command):
    subprocess.run(
        command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )  # fmt: skip


if __name__ == "__main__" and not set_up():
    print("*" * len(MISSING), MISSING, "*" * len(MISSING), sep="\n", file=sys.stderr)
    sys.exit(bool(os.environ.get("CI")))
