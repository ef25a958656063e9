"""What the chart tests share: graphs to draw, the charts that come along, and the sides of a box."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from strategies import make_graph

import hemgraph
from hemgraph.chart import Chart
from hemgraph.chart.model.theme import Style
from hemgraph.finding import Finding
from hemgraph.graph import Action, Branch, Condition
from hemgraph.values.domains import Choice
from hemgraph.values.sets import Members

WORDS = "Deficit of the cord or cauda equina refractory to conservative treatment 24–48 h before surgery with embolization at once".split()


def generated(seed, conditions=20, ways=(2, 2, 2, 3, 5), share=0.3, words=WORDS):
    """A graph of this many conditions, with titles of 2 to 12 words, shared nodes and links back."""
    random = Random(seed)

    def title(end=""):
        return " ".join(random.choices(words, k=random.randint(2, 12))) + end

    nodes, findings, waiting, made = {}, {}, ["n0"], 1
    while waiting:
        name = waiting.pop(0)
        if len(findings) >= conditions:
            nodes[name] = Action(
                name, title(), silent=random.random() < 0.2, reassess="n0" if random.random() < 0.3 else None
            )
            continue
        options = tuple(f"o{n}" for n in range(random.choice(ways)))
        labels = {o: " ".join(random.choices(words, k=random.randint(1, 5))) for o in options}
        findings[f"f{name}"] = Finding(f"f{name}", title("?"), Choice(options), labels)
        branches = []
        for option in options:
            if waiting and random.random() < share:
                target = random.choice(waiting)
            else:
                target, made = f"n{made}", made + 1
                waiting.append(target)
            branches.append(Branch(Members((option,)), target))
        nodes[name] = Condition(name, f"f{name}", tuple(branches))
    return make_graph(nodes, findings)


def small(question="Pain?", leaf="Observe", label="Yes", **more):
    """One question with two leaves, with this wording."""
    findings = {"pain": Finding("pain", question, Choice(("yes", "no")), {"yes": label, "no": "No"})}
    nodes = {
        "ask": Condition("ask", "pain", (Branch(Members(("yes",)), "treat"), Branch(Members(("no",)), "observe"))),
        "treat": Action("treat", "Treat"),
        "observe": Action("observe", leaf),
    }
    return replace(make_graph(nodes, findings), **more)


def chart_of(name, style=Style.CLINICAL):
    """The chart of a graph that comes along, with the layout that comes with it."""
    return hemgraph.load(name).chart(style=style).picture.chart


def sides(spot, shrink=0.0):
    """Left, top, right and bottom of a spot."""
    wide, tall = spot.width / 2 - shrink, spot.height / 2 - shrink
    return spot.x - wide, spot.y - tall, spot.x + wide, spot.y + tall


def laid_out(graph, **more):
    """The plan of a graph, and its layout."""
    drawn = Chart(graph, **more).drawn
    return drawn.plan, drawn.layout
