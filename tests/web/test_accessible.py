"""axe-core finds nothing in any state; nothing is lost at 200 %, on paper, or without colours."""

from __future__ import annotations

import os
from pathlib import Path

import axe_playwright_python
import pytest
from planted import planted
from reader import Reader
from test_journeys import html
from test_reviews import html as review_html

import hemgraph

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
ALL = bool(os.environ.get("HEMGRAPH_PAGE_AXE"))
"""Whether every state is looked at in every window and all colours: three minutes more."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """only => axe.run(document, only)
  .then(found => found.violations.map(v => [v.id, v.help, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))]))"""
WHOLE = "#stage=initial&deficit=stable&compression=cord&embolization_feasible=yes&enneking=s1&extraosseous=no&instability=no&destruction=no"
STATES = {
    "blank": "", "asking": "#stage=initial&deficit=stable", "whole": WHOLE, "silent": "#stage=after_surgery&deficit=progressive",
    "incomplete": "#stage=after_surgery&deficit=none&resection=unknown", "refused": "#stage=initial&imaging=typical&enneking=s3",
    "broken": "#nothing=1", "beside": "#stage=after_surgery&deficit=progressive&pain=mild",
}  # fmt: skip
LOOKS = {
    "dark": {"color_scheme": "dark"}, "contrast": {"contrast": "more"}, "forced": {"forced_colors": "active"},
    "dark_contrast": {"contrast": "more", "color_scheme": "dark"},
}  # fmt: skip


def violations(page, rules=None, *, contrast=True):
    page.evaluate(AXE)  # by the debugger, which the page's policy does not bind
    only = {"runOnly": rules or TAGS, "resultTypes": ["violations"]}
    if not contrast:  # which takes as long as all the rest
        only["rules"] = {"color-contrast": {"enabled": False}}
    return page.evaluate(RUN, only)


def shown(page, fragment):
    page.evaluate("fragment => { location.hash = fragment }", fragment)
    page.wait_for_timeout(60)
    for part in page.locator("details").all():
        part.evaluate("e => { e.open = true }")


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_any_state(opened, width):
    page = opened(html(), "", width)
    for name, fragment in STATES.items():
        if ALL or width == 1280 or name in ("asking", "whole"):
            shown(page, fragment)
            assert violations(page, contrast=ALL or name == "whole") == [], name
    reader = Reader(page, keys=False)
    page.evaluate("fragment => { location.hash = fragment }", WHOLE)
    reader.press('[data-key="open:deficit"]')
    assert violations(page) == []
    reader.press('[data-key="play"]')
    assert violations(page, contrast=ALL) == []
    page.locator("g.node.action").first.dispatch_event("click")
    assert violations(page) == []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [390, 1280] if ALL else [1280])
def test_colours_have_contrast_in_every_look(opened, look, width):
    page = opened(html(), "", width, **LOOKS[look])
    for name, fragment in STATES.items():
        if ALL or name == "whole":
            shown(page, fragment)
            assert violations(page, None if ALL else ["color-contrast"]) == [], name


@pytest.mark.parametrize("kind", ["issues", "difference"])
def test_axe_finds_nothing_in_reviews(opened, kind):
    old = hemgraph.load("vertebral-hemangioma")
    text = review_html() if kind == "issues" else planted().chart(old.diff(planted())).html()
    for width in (390, 1280) if ALL else (390,):
        page = opened(text, "", width)
        assert violations(page, contrast=ALL) == []
        Reader(page, keys=False).press('[data-key="row:2"]')
        assert violations(page) == []


def test_a_number_that_is_wrong_is_said_beside_it(opened):
    from test_evaluator import odd_graph

    from hemgraph.api import Graph

    page = opened(Graph(odd_graph()).chart().html(), "", 390)
    reader = Reader(page, keys=True)
    reader.write("#value-constructor", "0.25 kg")
    assert "cannot be turned into `mm`" in page.locator("#fault-constructor").inner_text()
    assert page.locator("#value-constructor").get_attribute("aria-invalid") == "true"
    assert reader.focused() == "value-constructor"
    assert reader.entries() == {}
    assert violations(page) == []
    reader.write("#value-constructor", "12 cm")
    assert reader.entries() == {"constructor": "12%20cm"}
    assert "120 mm" in page.locator("#ask-constructor").inner_text() + reader.result()


@pytest.mark.parametrize("width", [320, 390, 640, 1024] if ALL else [320, 640])
def test_nothing_is_cut_off_on_narrow_or_enlarged_windows(opened, width):
    """640 is a window of 1280 at 200 %, and 320 one at 400 % (WCAG 1.4.10): no scrolling in two directions."""
    for text, fragment in ((html(), WHOLE), (review_html(), "")):
        page = opened(text, fragment, width)
        for part in page.locator("details").all():
            part.evaluate("e => { e.open = true }")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = page.evaluate(
            """() => [...document.querySelectorAll('.panel *, header *, footer *')].filter(e => {
                 const style = getComputedStyle(e);
                 return e.scrollWidth > e.clientWidth + 1 && style.overflowX !== 'visible' && style.display !== 'inline' && !e.closest('.unseen') && e.clientWidth;
               }).map(e => e.outerHTML.slice(0, 80))"""
        )
        assert cut == []


def test_targets_are_large_enough(opened):
    """24 by 24 points at least (WCAG 2.5.8), but for links within a text."""
    page = opened(html(), WHOLE, 390)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input, summary, a.box')].filter(e => e.checkVisibility())
             .map(e => [e.textContent.slice(0, 30), e.getBoundingClientRect()]).filter(([, r]) => r.width < 24 || r.height < 24).map(([t]) => t)"""
    )
    assert small == []


def test_paper_has_all_that_the_screen_says(opened):
    """Print shows the answer with every recommendation, and head and foot; no button and no question."""
    import pypdfium2

    page = opened(html(), WHOLE, 1280)
    page.wait_for_selector("#the-reasons summary")
    said = page.locator("#the-result > .stance li > strong, #the-result h3:visible, .dispute h4").all_inner_texts()
    assert len(said) > 20
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    pages = [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]
    whole = " ".join(pages)
    for text in said:
        assert " ".join(text.split()) in whole, text
    for number, sheet in enumerate(pages, 1):
        assert "DRAFT" in sheet
        assert "vertebral-hemangioma 1.0.0" in sheet
        assert "does not replace clinical judgement" in sheet
        assert "Printed" in sheet
        assert f"{number} / {len(pages)}" in sheet
    assert "Start again" not in whole
    assert "Walk through" not in whole
    for finding in ("neurological deficit: Stable or slowly progressive", "Signature:"):
        assert finding in whole
