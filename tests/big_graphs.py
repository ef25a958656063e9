"""Graphs of any size to measure on: one shaped like a guideline, one as hard as the format allows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from strategies import INTERVENTIONS, make_graph

from hemgraph.finding import Finding, Test
from hemgraph.graph import Action, Branch, Condition, Impossible, Recommendation, Special, Stance, Weighing
from hemgraph.values.domains import Boolean, Choice, Number
from hemgraph.values.sets import Members, parse_set


def clinical_graph(random, nodes, findings, faults=0.0):
    """A graph of about so many nodes, in layers that ask the findings in order and share what comes after.

    Mostly a finding is asked once on a path, at one of a few thresholds that are its own. `faults` is the share of
    conditions that lack a branch or have one too many; with none every partition is complete and every node has a
    way to it.
    """
    known = _Findings(random, findings)
    layers = _layers(random, nodes, max(4, min(findings, nodes // 3)))
    names = [[f"n{k}_{c}" for c in range(len(layer))] for k, layer in enumerate(layers)]
    found = {}
    for k, layer in enumerate(layers):
        owed = _owed(layer, names[k + 1]) if k + 1 < len(layers) else {}
        for column, (kind, name) in enumerate(zip(layer, names[k], strict=True)):
            if kind != "condition":
                found[name] = _action(random, name, owed[column][0] if kind == "then" else None)
                continue
            near = []
            for below in names[k + 1 : k + 4]:
                at = column * len(below) // len(layer)
                near += below[max(0, at - 2) : at + 3]
            stripe = known.stripe(k, len(layers), random)
            found[name] = _condition(random, name, known, stripe, owed[column], near, faults)
    return make_graph(found, known.all, _impossible(random, known), id="clinical")


def adversarial_graph(random, nodes, findings):
    """A graph of just so many nodes that asks any finding anywhere, over and over on every path."""
    known = _Findings(random, findings)
    names = [f"n{n}" for n in range(nodes)]
    window = max(3, nodes // 20)
    entered, found = {names[0]}, {}
    for n, name in enumerate(names):
        later = names[n + 1 : n + 1 + window]
        owed = [later[0]] if later and later[0] not in entered else []
        if not later or (not owed and n > nodes // 2 and random.random() < 0.1):
            found[name] = _action(random, name, None)
        elif n and random.random() < 0.1:
            found[name] = _action(random, name, (owed or [random.choice(later)])[0])
        else:
            found[name] = _condition(random, name, known, list(known.all), owed, later, 0.0)
        entered.update(found[name].targets)
    return make_graph(found, known.all, _impossible(random, known), id="adversarial")


class _Findings:
    """Findings in the order in which a guideline asks them, each with the few tests that are ever made on it."""

    def __init__(self, random, count):
        self.all = {}
        self.cuts = {}  # of a number: its thresholds
        for n in range(count):
            name = f"f{n}"
            kind = random.choice(("choice", "boolean", "boolean", "integer", "number"))
            labels = {}
            match kind:
                case "boolean":
                    domain = Boolean()
                case "choice":
                    domain = Choice(tuple(f"o{i}" for i in range(random.randint(3, 5))))
                    labels = {option: option for option in domain.options}
                case "integer":
                    domain = Number(Decimal(0), Decimal(120), Decimal(1), integer=True)
                case "number":
                    domain = Number(Decimal(0), Decimal(20), Decimal("0.5"), "mm")
            if isinstance(domain, Number):
                steps = random.sample(range(1, int(domain.high / domain.step)), random.randint(2, 4))
                self.cuts[name] = sorted(domain.step * step for step in steps)
            self.all[name] = Finding(name, f"{name}?", domain, labels)

    def stripe(self, layer, layers, random):
        """The findings that one of the layers asks: those at its place in the order, now and then a neighbour's."""
        layer = min(max(0, layer + random.choice((-1, 1))), layers - 1) if random.random() < 0.1 else layer
        names = list(self.all)
        start = layer * len(names) // layers
        return names[start : max(start + 1, (layer + 1) * len(names) // layers)]

    def around(self, name, width):
        """The findings at most so far from this one in the order."""
        names = list(self.all)
        at = names.index(name)
        return names[max(0, at - width) : at + width + 1]

    def test(self, random, name):
        """A test that some values pass and some do not."""
        match self.all[name].domain:
            case Boolean():
                return Test(name, Members((random.random() < 0.5,)))
            case Choice(options):
                return Test(name, Members(tuple(random.sample(options, random.randint(1, len(options) - 1)))))
            case domain:
                return Test(name, parse_set(domain, f"{random.choice(('<', '>='))} {random.choice(self.cuts[name])}"))

    def partition(self, random, name):
        """Two to four sets that each value lies in just one of."""
        match self.all[name].domain:
            case Boolean():
                return [Members((True,)), Members((False,))]
            case Choice(options):
                at = sorted(random.sample(range(1, len(options)), random.randint(1, min(3, len(options) - 1))))
                return [Members(options[a:b]) for a, b in pairwise((0, *at, len(options)))]
            case domain:
                at = sorted(random.sample(self.cuts[name], random.choice((1, 1, 2))))
                tests = [f"< {at[0]}", *(f"[{a}..{b})" for a, b in pairwise(at)), f">= {at[-1]}"]
                return [parse_set(domain, test) for test in tests]


_WAYS = {"condition": 2, "then": 1, "leaf": 0}  # at least so many ways out


def _layers(random, nodes, most):
    """The kinds of the nodes, layer by layer: one node first, only leaves last, each layer as wide as it can be reached.

    There are no more layers than this, so that they need not share a finding.
    """
    width = max(2, nodes // most)
    while True:
        layers, left = [["condition"]], nodes - 1 - width
        while left > 0:
            size = min(left, width, sum(_WAYS[kind] for kind in layers[-1]))
            kinds = random.choices(("condition", "then", "leaf"), (6, 1, 1) if len(layers) > 2 else (1, 0, 0), k=size)
            kinds[random.randrange(size)] = "condition"
            layers.append(kinds)
            left -= size
        layers.append(["leaf"] * min(width, sum(_WAYS[kind] for kind in layers[-1])))
        if len(layers) <= most:
            return layers
        width += 1


def _owed(layer, below):
    """For each column of a layer where it must go so that all below are reached, and one place for each `then`."""
    ways = [c for c, kind in enumerate(layer) for _ in range(_WAYS[kind])]
    owed = {column: [] for column in range(len(layer))}
    for n, name in enumerate(below):
        owed[ways[n * len(ways) // len(below)]].append(name)
    for column, kind in enumerate(layer):
        if kind == "then" and not owed[column]:
            owed[column].append(below[column * len(below) // len(layer)])
    return owed


def _condition(random, name, known, asked, owed, near, faults):
    combined = random.random() < 0.1 and len(known.all) >= 4
    if combined:
        ask = _weighing(random, known, random.choice(asked))
        parts = [Members((True,)), Members((False,))]
    else:
        ask = random.choice(asked)
        parts = known.partition(random, ask)
    targets = [*owed, *random.choices(near, k=len(parts) - len(owed))]
    if len(set(targets)) == 1 and len(set(near)) > 1:  # a question that changes nothing is none
        targets[-1] = random.choice([other for other in near if other != targets[0]])
    random.shuffle(targets)
    branches = [Branch(part, target) for part, target in zip(parts, targets, strict=True)]
    if random.random() < faults:
        others = [other for other in near if other not in targets]
        if others and random.random() < 0.5:
            more = random.choice(parts) if combined else known.test(random, ask).values
            branches.append(Branch(more, random.choice(others)))
        else:
            branches.pop(random.randrange(len(branches)))
    elif not combined and random.random() < 0.3:
        branches[-1] = replace(branches[-1], when=Special.OTHERWISE)
    return Condition(name, ask, tuple(branches), title=f"{name}?" if combined else "")


def _weighing(random, known, name):
    near = known.around(name, 3)
    names = random.sample(near, min(len(near), 6))
    clauses = []
    for _ in range(random.randint(2, 3)):
        taken = [names.pop() for _ in range(min(len(names), random.choice((1, 1, 1, 2))))]
        clauses += [tuple(known.test(random, f) for f in taken)] if taken else []
    key = random.choice(("any_of", "all_of", "at_least"))
    count = {"any_of": 1, "all_of": len(clauses), "at_least": min(2, len(clauses))}[key]
    return Weighing(key, count, tuple(clauses))


def _action(random, name, then):
    said = random.sample(list(INTERVENTIONS), random.choice((1, 1, 2)))
    stances = (Stance.DO, Stance.CONSIDER, Stance.AVOID, Stance.DO)  # one for each intervention in the whole graph
    return Action(name, name, recommend=tuple(Recommendation(i, stances[int(i[1])]) for i in said), then=then)


def _impossible(random, known):
    """An entry for each twenty findings, on two that are near each other and in no other entry."""
    names = list(known.all)
    found = []
    for n in range(0, len(names) - 1, 20):
        if n and len(names) - n < 10:
            break
        start = random.randint(n, max(n, min(n + 14, len(names) - 6)))
        pair = random.sample(names[start : min(start + 6, n + 20)], 2)
        found.append(Impossible(tuple(known.test(random, f) for f in pair), f"reason {n}"))
    return tuple(found)
