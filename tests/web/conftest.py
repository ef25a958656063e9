"""A browser for each worker, and pages that must stay silent: no message, no error, no request."""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest
from browser import MISSING, chromium, found
from engine import begin


@pytest.fixture(scope="session")
def browser():
    path = found()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    with chromium(path) as opened:
        yield opened


@pytest.fixture
def page(browser):
    """An empty page with the evaluator in it."""
    page = browser.new_page()
    begin(page)
    yield page
    page.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Opens the text of a page from disk, in a window of some width; at the end nothing was said and nothing asked for."""
    heard = []
    with ExitStack() as stack:

        def open_(html, fragment="", width=1024, **options):
            file = tmp_path / f"page{len(heard)}-{abs(hash((html, fragment, width)))}.html"
            file.write_text(html, encoding="utf-8")
            context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce", **options)
            stack.callback(context.close)
            page = context.new_page()
            page.on("console", lambda message: heard.append(f"console: {message.text}"))
            page.on("pageerror", lambda error: heard.append(f"error: {error}"))
            address = file.as_uri()
            page.on(
                "request", lambda request: heard.append(request.url) if request.url.split("#")[0] != address else None
            )
            page.goto(address + fragment)
            return page

        yield open_
    assert heard == []
