"""How good layouts on the grid are, beside Graphviz's: `python tests/benchmarks/layouts.py [--graphs N] [--edits N]`.

Graphs are made up, in the shape of clinical algorithms, from 10 to 60 boxes. Both layouts are looked at by the same
checker, from their points alone. Of the grid it is also told whether the search and the checker see the same crossings.
Then the graphs that come along are edited, and what stays where it is is counted.

Text is 10 points where nothing is scaled; up to 30 boxes are put on A4, more of them on A3, and nothing is scaled above
1.1. A crossing is any fault that the checker finds: edges that cross or run along each other, through boxes, and boxes
over each other. Bends of a curve are its Bezier pieces but one.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from statistics import mean, median
from time import process_time
from types import MappingProxyType

sys.path.insert(0, str(Path(__file__).parent.parent))

from strategies import make_graph

import hemgraph
from hemgraph.chart.layout.check import faults
from hemgraph.chart.layout.edit import adapted
from hemgraph.chart.layout.graphviz import graphviz_layout
from hemgraph.chart.layout.grid import numbered
from hemgraph.chart.layout.search import MARGIN, PAGE, QUICK, Task, searched
from hemgraph.chart.layout.state import CROSSING, NEVER, Board
from hemgraph.chart.model.page_graph import scheme_of
from hemgraph.chart.model.plan import least_width, plan
from hemgraph.chart.model.theme import PRINT
from hemgraph.finding import Finding
from hemgraph.graph import Action, Branch, Condition, IntendedUse, Special
from hemgraph.values.domains import Choice
from hemgraph.values.sets import Members
from hemgraph.wording import node_text

WORDS = """pain deficit of the cord or cauda equina refractory to conservative treatment 24–48 h before surgery with
embolization lesion stable growth imaging MRI contrast follow-up in 6 months biopsy when malignancy cannot be excluded
consider radiotherapy vertebroplasty decompression and stabilization no further care fracture instability""".split()
ANSWERS, WEIGHTS = (2, 3, 4, 5, 6), (58, 26, 11, 3, 2)
SHARED, AGAIN, BETWEEN = 0.15, 0.15, 0.12
"""Which part of the answers leads to a box that is there, of the leaves is entered again, of the others is an action."""
A3 = 785.0, 1060.0
MOST_ON_A4 = 30
GRAPHVIZ_WIDTHS = (96.0, 112.0, 140.0)
SIZES = ((10, 20), (21, 30), (31, 45), (46, 60))
GRAPHS = ("compression", "lumbar", "l3", "vertebral-hemangioma")
EDITS = ("longer text", "leaf removed", "leaf added", "box put in", "branch redirected")


def made_graph(seed):
    """A graph of 10 to 60 boxes: questions, actions on the way, leaves; some answers lead to one box, at like depth."""
    random = Random(seed)
    count = random.randint(9, 59)
    deep = random.choice((0.2, 0.5, 0.8))  # how often what was made last goes on: long ways, or wide trees
    nodes, findings, open_, depth = {}, {}, ["n0"], {"n0": 0}

    def title(most=12, end=""):
        return " ".join(random.choices(WORDS, k=random.randint(2, most))).capitalize() + end

    def target(tail, others):
        near = [name for name in open_ if name not in others and abs(depth[name] - depth[tail] - 1) <= 1]
        if near and random.random() < SHARED:
            return random.choice(near)
        name = f"n{len(depth)}"
        depth[name] = depth[tail] + 1
        open_.append(name)
        return name

    while open_ and len(depth) < count:
        name = open_.pop(-1 if random.random() < deep else random.randrange(len(open_)))
        if name != "n0" and random.random() < BETWEEN:
            nodes[name] = Action(name, title(), then=target(name, ()))
            continue
        options = tuple(f"o{n}" for n in range(random.choices(ANSWERS, WEIGHTS)[0]))
        labels = {o: " ".join(random.choices(WORDS, k=random.choice((1, 1, 1, 2, 2, 3, 4, 5)))) for o in options}
        findings[f"f{name}"] = Finding(f"f{name}", title(end="?"), Choice(options), labels)
        targets = []
        for _ in options:
            targets.append(target(name, targets))
        branches = tuple(Branch(Members((o,)), to) for o, to in zip(options, targets, strict=True))
        nodes[name] = Condition(name, f"f{name}", branches)
    asked = [name for name, node in nodes.items() if isinstance(node, Condition)]
    for name in open_:
        again = random.choice(asked) if random.random() < AGAIN else None
        nodes[name] = Action(name, title(), silent=random.random() < 0.2, reassess=again)
    return make_graph(nodes, findings, intended_use=IntendedUse(population="Adults with a lesion of the spine"))


def planned(scheme, width):
    return plan(scheme, PRINT, width)


def task_of(graph):
    """The task of the search for a graph on one page."""
    scheme = scheme_of(graph)
    return Task(partial(planned, scheme), least=least_width(scheme, PRINT))


def points(layout, boxes):
    """How large text is on paper."""
    wide, tall = A3 if boxes > MOST_ON_A4 else PAGE
    return 10 * min(wide / (layout.width + MARGIN), tall / (layout.height + MARGIN), 1.1)


def seen_by_search(task, grid):
    """The pairs of edges that the search takes to cross, on this grid."""
    given = numbered(task.planned(grid.width), grid.columns)
    board = Board(given.problem, grid.rows + 1)
    state, _ = board.laid([grid.cells[key] for key in given.keys])
    found = set()
    for one in board.crossed(state):
        for other in board.crossed(state):
            route = state.routes[one]
            if (
                one < other
                and board.clash(board.empty(), one, route, [(other, state.routes[other])], NEVER) >= CROSSING
            ):
                ends = (tuple(given.keys[box] for box in given.problem.edges[edge]) for edge in (one, other))
                found.add(frozenset(ends))
    return found


class Seen:
    """What is measured of one layout."""

    def __init__(self, layout, plan, seconds=0.0):
        self.boxes = len(plan.cells)
        found = faults(layout, plan.own)
        self.pairs = {frozenset(pair) for pair in (*found.crossings, *found.along)}
        self.hits = len(found.through) + len(found.over)
        self.crossings = len(found.crossings) + len(found.along) + self.hits
        self.points = points(layout, self.boxes)
        self.bends, self.seconds = layout.bends, seconds


def by_search(graph):
    """What the quick search finds, and in which ways the search and the checker do not agree about it."""
    task = task_of(graph)
    start = process_time()
    found = searched(task, QUICK)
    seen = Seen(found.layout, task.planned(found.grid.width), process_time() - start)
    wrong = []
    taken = seen_by_search(task, found.grid)
    if found.crossings != seen.crossings:
        wrong.append(f"counts {found.crossings} crossings, the checker {seen.crossings}")
    if seen.hits:
        wrong.append(f"an edge runs through a box, or boxes lie over each other: {seen.hits}")
    if seen.pairs - taken:
        wrong.append(f"crossings that only the checker sees: {_named(seen.pairs - taken)}")
    if taken - seen.pairs:
        wrong.append(f"crossings that only the search sees: {_named(taken - seen.pairs)}")
    return seen, wrong


def _named(pairs):
    return ", ".join(" x ".join(sorted(f"{tail}-{head}" for tail, head in pair)) for pair in sorted(pairs, key=sorted))


def by_graphviz(graph):
    """What Graphviz makes of the same boxes, at the width of boxes at which its text is largest."""
    task = task_of(graph)
    plans = [task.planned(max(width, task.least)) for width in GRAPHVIZ_WIDTHS]
    start = process_time()
    layouts = [(graphviz_layout(planned), planned) for planned in plans]
    seconds = (process_time() - start) / len(plans)
    layout, best = max(layouts, key=lambda found: points(found[0], len(found[1].cells)))
    return Seen(layout, best, seconds)


def row(name, found):
    size = [seen.points for seen in found]
    time = sorted(seen.seconds for seen in found)
    parts = (
        f"{len(found):5}",
        f"{mean(not seen.crossings for seen in found):10.1%}",
        f"{sum(seen.crossings for seen in found):9}",
        f"{median(size):8.2f} {min(size):6.2f}",
        f"{mean(point >= 8 for point in size):7.0%}",
        f"{mean(seen.bends for seen in found):7.1f}",
        f"{median(time):7.2f} {time[int(len(time) * 0.95)]:6.2f} {time[-1]:6.2f}",
    )
    return f"{name:20}" + " ".join(parts)


HEAD = f"{'':20}graphs  crossless crossings   points  least  8 or up   bends  seconds   95 %   most"


def compare(count, graphviz=True):
    ours, theirs, wrong = [], [], 0
    for seed in range(count):
        graph = made_graph(seed)
        try:
            seen, remarks = by_search(graph)
        except Exception as error:
            print(f"graph {seed}: {type(error).__name__}: {error}")
            wrong += 1
            continue
        for remark in remarks:
            print(f"graph {seed}, {seen.boxes} boxes: {remark}")
        wrong += bool(remarks)
        ours.append(seen)
        if graphviz:
            theirs.append(by_graphviz(graph))
    print(HEAD)
    for low, high in (*SIZES, (0, 99)):
        for name, all_ in (("grid", ours), ("Graphviz", theirs)):
            found = [seen for seen in all_ if low <= seen.boxes <= high]
            if found:
                print(row(f"{f'{low} to {high}' if low else 'all'}, {name}", found))
    print(f"{wrong} graphs on which the search and the checker do not agree, or that fail")
    return ours


# ---- edits


def edited(graph, kind, random):
    """The graph after one small edit."""
    nodes, name = dict(graph.nodes), "new_box"
    asked = [node for node in nodes.values() if isinstance(node, Condition)]
    into = Counter(target for node in nodes.values() for target in {*node.targets})
    match kind:
        case "longer text":
            node = random.choice(list(nodes.values()))
            more = " ".join(random.choices(WORDS, k=random.randint(2, 8)))
            nodes[node.id] = replace(node, title=f"{node_text(graph, node)} {more}")
        case "leaf removed":
            leaves = {leaf.id for leaf in graph.leaves if into[leaf.id] == 1}
            tail, leaf = random.choice(
                [(n, to) for n in asked if len({*n.targets}) > 1 for to in dict.fromkeys(n.targets) if to in leaves]
            )
            nodes[tail.id] = replace(tail, branches=tuple(b for b in tail.branches if b.go != leaf))
        case "leaf added":
            free = [n for n in asked if all(b.when is not Special.UNKNOWN for b in n.branches)]
            tail = random.choice(free)
            nodes[tail.id] = replace(tail, branches=(*tail.branches, Branch(Special.UNKNOWN, name)))
            nodes[name] = Action(name, " ".join(random.choices(WORDS, k=5)))
        case "box put in":
            tail, head = random.choice([(n, to) for n in nodes.values() for to in dict.fromkeys(n.targets)])
            nodes[tail.id] = _redirected(tail, head, name)
            nodes[name] = Action(name, " ".join(random.choices(WORDS, k=5)), then=head)
        case "branch redirected":
            below = _below(nodes)
            shared = [(n, to) for n in asked for to in dict.fromkeys(n.targets) if into[to] > 1]
            some = shared or [(n, to) for n in asked for to in dict.fromkeys(n.targets) if len(below[to]) == 1]
            tail, head = random.choice(some)
            others = [o for o in nodes if tail.id not in below[o] and o not in tail.targets]
            nodes[tail.id] = _redirected(tail, head, random.choice(others))
    reached = _below(nodes)[graph.start]
    nodes = {key: node for key, node in nodes.items() if key in reached}
    boxes = {key: graph.boxes.get(key, max(graph.boxes.values()) + 1) for key in nodes}
    return replace(graph, nodes=MappingProxyType(nodes), boxes=MappingProxyType(boxes))


def _redirected(node, old, new):
    if isinstance(node, Action):
        return replace(node, then=new)
    return replace(node, branches=tuple(replace(b, go=new) if b.go == old else b for b in node.branches))


def _below(nodes):
    """For each node all that it leads to, itself too."""
    found = {}

    def visit(name):
        if name not in found:
            found[name] = {name}.union(*(visit(to) for to in nodes[name].targets))
        return found[name]

    for name in nodes:
        visit(name)
    return found


def moved(old, new):
    """How many boxes that are in both grids stand on another cell; then those for which no shift of a row accounts."""
    both = [key for key in old if key in new]
    raw = sum(old[key] != new[key] for key in both)
    rows = defaultdict(Counter)
    for key in both:
        rows[old[key][1]][new[key][1]] += 1
    common = {row: counts.most_common(1)[0][0] for row, counts in rows.items()}
    (across, _), *_ = Counter(new[key][0] - old[key][0] for key in both).most_common(1)
    return raw, sum(new[key] != (old[key][0] + across, common[old[key][1]]) for key in both)


def edits(count):
    print()
    print(f"{'edit':20}{'':22}edits  raw moved  moved  most  anew  new crossings  points lost  seconds   most")
    totals = defaultdict(list)
    for name in GRAPHS:
        graph = hemgraph.load(name).model
        before = searched(task_of(graph), QUICK)
        found = defaultdict(list)
        for n in range(count):
            kind = EDITS[n % len(EDITS)]
            random = Random(n)
            try:
                other = edited(graph, kind, random)
                task = task_of(other)
                start = process_time()
                after = adapted(task, before.grid)
                seconds = process_time() - start
            except Exception as error:
                print(f"{name}, edit {n} ({kind}): {type(error).__name__}: {error}")
                continue
            if {*after.found.grid.cells} != {*task.planned(after.found.grid.width).cells}:
                print(f"{name}, edit {n} ({kind}): the grid lacks boxes or has too many")
            if len({*after.found.grid.cells.values()}) != len(after.found.grid.cells):
                print(f"{name}, edit {n} ({kind}): two boxes on one cell")
            raw, others = moved(before.grid.cells, after.found.grid.cells)
            lost = 10 * (before.scale - after.found.scale)
            found[kind].append((raw, others, after.anew, after.found.crossings - before.crossings, lost, seconds))
            if after.anew or others > 3 or after.found.crossings > before.crossings + 1:
                crossings = after.found.crossings - before.crossings
                print(f"{name}, edit {n} ({kind}): moved {others}, anew {after.anew}, {crossings} crossings more")
        for kind, values in found.items():
            totals[kind] += values
            print(edit_row(kind, name, values))
    for kind, values in totals.items():
        print(edit_row(kind, "all", values))
    print(edit_row("all", "all", [value for values in totals.values() for value in values]))


def edit_row(kind, name, values):
    raw, others, anew, crossings, lost, seconds = zip(*values, strict=True)
    return (
        f"{kind:20}{name:22}{len(values):5}{mean(raw):11.2f}{mean(others):7.2f}{max(others):6}{sum(anew):6}"
        f"{sum(crossings):15}{mean(lost):13.2f}{median(seconds):9.2f}{max(seconds):7.2f}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graphs", type=int, default=200, help="how many graphs are made up")
    parser.add_argument("--edits", type=int, default=50, help="how many edits of each graph that comes along")
    parser.add_argument("--no-graphviz", action="store_true", help="only the grid")
    given = parser.parse_args()
    if given.graphs:
        compare(given.graphs, not given.no_graphviz)
    if given.edits:
        edits(given.edits)


if __name__ == "__main__":
    main()
