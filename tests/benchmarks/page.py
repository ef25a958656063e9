"""The page for a browser: from a click to the lit path, in Chromium; bytes, and the time to make and to open it.

Medians of 60 answers in a row, each to the question that the page asks next. *Lit* is when the click has been handled,
path, form and answer; *painted* is the next frame of the screen.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "web"))

from big_graphs import clinical_graph
from browser import chromium

import hemgraph
from hemgraph.api import Graph

CLICKS = """async () => {
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const times = [];
  for (let n = 0; times.length < 60 && n < 500; n += 1) {
    await new Promise(done => setTimeout(done, 40));
    const options = [...document.querySelectorAll(".question.next .option:not(.unknown)")];
    const any = [...document.querySelectorAll(".question.next .option")];
    if (!any.length) { document.querySelector("#the-begin button").click(); continue; }
    const chosen = options.length ? options[n % options.length] : any[0];
    const begun = performance.now();
    chosen.click();
    const lit = performance.now() - begun;
    await frame();
    times.push([lit, performance.now() - begun]);
  }
  return times;
}"""


def measure(browser, name, graph):
    begun = time.perf_counter()
    text = graph.chart().html()
    made = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(text, encoding="utf-8")
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        begun = time.perf_counter()
        page.goto(file.as_uri())
        opened = time.perf_counter() - begun
        times = page.evaluate(CLICKS)
        page.close()
    lit, painted = (median(row[n] for row in times) for n in (0, 1))
    size = f"{len(text.encode()) / 1000:,.0f} KB"
    print(
        f"| {name} | {size} | {made:.1f} s | {opened * 1000:.0f} ms | {lit:.1f} ms | {painted:.1f} ms | {len(times)} |"
    )


def main():
    print("| graph | size | to make | to open | click to lit path | to painted | clicks |")
    print("|---|---|---|---|---|---|---|")
    with chromium() as browser:
        measure(browser, "`vertebral-hemangioma`, 55 nodes", hemgraph.load("vertebral-hemangioma"))
        for nodes, findings in ((100, 30), (300, 60), (1000, 60), (1000, 120)):
            graph = Graph(clinical_graph(Random(1), nodes, findings))
            measure(browser, f"clinical-shaped, {nodes:,} nodes, {findings} findings", graph)


if __name__ == "__main__":
    main()
