"""Somebody who reads a page: by mouse, or by keyboard alone."""

from __future__ import annotations

from hemgraph.values.domains import value_text

MOST_TABS = 250
STOPS_BEFORE = """selector => {
  const all = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter(e => e.checkVisibility());
  const here = all.indexOf(document.activeElement), there = all.findIndex(e => e.matches(selector));
  return there > here && here >= 0 ? Math.max(there - here - 2, 0) : 0;
}"""


class Reader:
    """Presses what a person would press. With `keys` no mouse is used: Tab to it, then Enter."""

    def __init__(self, page, *, keys):
        self.page = page
        self.keys = keys

    def press(self, selector):
        if not self.keys:
            self.page.locator(selector).first.click()
            return
        self.reach(selector)
        self.page.keyboard.press("Enter")

    def reach(self, selector):
        """Tab until the focus is on it, and see that the focus can be seen."""
        for _ in range(self.page.evaluate(STOPS_BEFORE, selector)):  # so far without looking after each
            self.page.keyboard.press("Tab")
        for _ in range(MOST_TABS):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                shown = "e => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 }"
                assert self.page.evaluate(shown, None), f"the focus on {selector} cannot be seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key reaches {selector}")

    def write(self, selector, text):
        if self.keys:
            self.reach(selector)
        else:
            self.page.locator(selector).click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def answer(self, finding, value):
        self.press(f'[data-key="{finding}={value}"]')

    def answer_all(self, case):
        """Answer what is asked, as far as the page asks; what the case leaves out is not known."""
        asked = []
        while self.page.locator(".question.next").count():
            finding = self.page.locator(".question.next").first.get_attribute("id").removeprefix("ask-")
            asked.append(finding)
            assert len(asked) < 40, "the page asks for ever"
            self.answer(finding, value_text(case[finding]) if finding in case else "unknown")
        return asked

    # ---- what can be read

    def entries(self):
        """What the address says is known."""
        return dict(
            pair.split("=")
            for pair in self.page.evaluate("location.hash").lstrip("#").split("&")
            if "=" in pair and pair[0] != "~"
        )

    def head(self):
        return self.page.locator("#the-answer-head").inner_text()

    def result(self):
        return self.page.locator("#the-result").inner_text()

    def lit(self):
        """The boxes on the lit path, by their badges."""
        return set(
            self.page.evaluate(
                "[...document.querySelectorAll('.pane g.node.taken')].map(g => g.id).filter(id => id !== 'S0')"
            )
        )

    def lit_edges(self):
        taken = "[...document.querySelectorAll('.pane g.edge.taken')].map(g => [g.dataset.from, g.dataset.to])"
        return {tuple(pair) for pair in self.page.evaluate(taken)}

    def voice(self):
        return self.page.locator("#the-voice").text_content()

    def focused(self):
        return self.page.evaluate("document.activeElement.id")
