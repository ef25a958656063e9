"""Random graphs and cases: shared nodes, combined conditions, constraints, unknown branches, gaps and overlaps."""

from __future__ import annotations

from decimal import Decimal
from math import prod
from types import MappingProxyType

from hemgraph.finding import Finding, Test
from hemgraph.graph import (
    Action,
    Branch,
    Claim,
    Condition,
    Conflict,
    DecisionGraph,
    Impossible,
    Property,
    Recommendation,
    Source,
    Special,
    Stance,
    Weighing,
)
from hemgraph.values.domains import Boolean, Choice, Number
from hemgraph.values.sets import Members, parse_set

INTERVENTIONS = {f"i{n}": f"Intervention {n}" for n in range(4)}


def random_graph(random, *, faults=True, nodes=8, unknown=True):
    """A graph of some 3-12 conditions over 3-5 findings, with everything that the format allows."""
    findings = dict(_finding(random, f"f{n}") for n in range(random.randint(2, 5)))
    conditions = random.randint(2, nodes)
    leaves = random.randint(2, 4)
    names = [f"c{n}" for n in range(conditions)]
    ends = [f"l{n}" for n in range(leaves)]
    found = {}
    for n, name in enumerate(names):
        later = names[n + 1 : n + 4] + random.sample(ends, 2)
        if n and random.random() < 0.2:
            found[name] = Action(name, name, recommend=_recommend(random), then=random.choice(later))
        else:
            found[name] = _condition(random, name, findings, later, faults, unknown)
    for name in ends:
        found[name] = Action(name, name, recommend=_recommend(random), silent=random.random() < 0.2)
    impossible = tuple(
        Impossible(tuple(_test(random, findings[f]) for f in random.sample(list(findings), 2)), f"reason {n}")
        for n in range(random.choice((0, 0, 1, 1, 2, 3)))
    )
    return make_graph(found, findings, impossible)


def make_graph(nodes, findings, impossible=(), **more):
    fields = {
        "id": "random", "title": "Random", "version": "1.0.0", "status": "draft", "start": next(iter(nodes)), "sha256": "0" * 64,
        "nodes": MappingProxyType(nodes), "boxes": MappingProxyType({name: n + 1 for n, name in enumerate(nodes)}),
        "findings": MappingProxyType(findings), "interventions": MappingProxyType(INTERVENTIONS),
        "sources": {}, "claims": {}, "conflicts": {}, "abbreviations": {}, "impossible": tuple(impossible),
    }  # fmt: skip
    return DecisionGraph(**fields | more)


def _finding(random, name):
    kind = random.choice(("choice", "boolean", "integer", "number"))
    if kind == "choice":
        options = tuple(f"o{n}" for n in range(random.randint(2, 4)))
        return name, Finding(name, f"{name}?", Choice(options), {o: o for o in options})
    if kind == "boolean":
        return name, Finding(name, f"{name}?", Boolean(), {})
    if kind == "integer":
        return name, Finding(name, f"{name}?", Number(Decimal(0), Decimal(3), Decimal(1), integer=True), {})
    return name, Finding(name, f"{name}?", Number(Decimal(1), Decimal(2), Decimal("0.5"), "mm"), {})


def _test(random, finding):
    match finding.domain:
        case Boolean():
            return Test(finding.id, Members((random.random() < 0.5,)))
        case Choice(options):
            return Test(finding.id, Members(tuple(random.sample(options, random.randint(1, len(options) - 1)))))
        case Number() as domain:
            while True:
                sign = random.choice(("<", "<=", ">", ">=", ""))
                at = domain.low + domain.step * random.randint(0, int((domain.high - domain.low) / domain.step))
                try:
                    return Test(finding.id, parse_set(domain, f"{sign} {at}".strip()))
                except ValueError:
                    continue  # a test that no value passes


def _recommend(random):
    names = random.sample(list(INTERVENTIONS), random.choice((0, 1, 1, 2)))
    # An intervention has one stance in a graph, so that no path tells to do and to avoid one thing.
    return tuple(
        Recommendation(
            n, (Stance.DO, Stance.CONSIDER, Stance.AVOID, Stance.DO)[int(n[1])], random.choice(("", "", "d"))
        )
        for n in names
    )


def _condition(random, name, findings, later, faults, unknown):
    special = []
    if unknown and random.random() < 0.3:
        special.append(Branch(Special.UNKNOWN, random.choice(later)))
    if random.random() < 0.35 and len(findings) > 1:
        clauses = tuple(
            tuple(_test(random, findings[f]) for f in random.sample(list(findings), random.choice((1, 1, 1, 2))))
            for _ in range(random.randint(1, 3))
        )
        count = random.randint(1, len(clauses))
        yes, no = Branch(Members((True,)), random.choice(later)), Branch(Members((False,)), random.choice(later))
        return Condition(name, Weighing("at_least", count, clauses), (yes, no, *special), title=f"{name}?")
    finding = findings[random.choice(list(findings))]
    branches = _partition(random, finding, later)
    if faults and random.random() < 0.1:
        if random.random() < 0.5 and len(branches) > 1:
            branches.pop(random.randrange(len(branches)))
        else:
            branches.append(Branch(_test(random, finding).values, random.choice(later)))
        branches = [b for b in branches if b.when is not Special.OTHERWISE] or branches
    return Condition(name, finding.id, (*branches, *special))


def _partition(random, finding, later):
    go = lambda: random.choice(later)  # noqa: E731
    match finding.domain:
        case Boolean():
            return [Branch(Members((True,)), go()), Branch(Members((False,)), go())]
        case Choice(options):
            cut = random.randint(1, len(options) - 1)
            rest = Special.OTHERWISE if random.random() < 0.3 else Members(options[cut:])
            return [Branch(Members(options[:cut]), go()), Branch(rest, go())]
        case Number() as domain:
            at = domain.low + domain.step * random.randint(1, int((domain.high - domain.low) / domain.step))
            rest = Special.OTHERWISE if random.random() < 0.3 else parse_set(domain, f">= {at}")
            return [Branch(parse_set(domain, f"< {at}"), go()), Branch(rest, go())]


def random_case(random, values, patients, known=0.5):
    """A case that some patient has, with about this share of its findings known."""
    patient = random.choice(patients)
    share = random.choice((0.0, 0.25, known, 0.75, 1.0))
    return {f: v for f, v in patient.items() if random.random() < share}


def faulty_graph(random):
    """A graph with every kind of fault in its logic, often several at once, and small enough to try every case."""
    sizes = {"choice": (2, 3, 4), "boolean": (2,), "integer": (4,), "number": (3,)}
    while True:
        findings = dict(_finding(random, f"f{n}") for n in range(random.randint(2, 4)))
        if prod(len(f.domain.options) if f.type == "choice" else sizes[f.type][0] for f in findings.values()) <= 200:
            break
    names, ends = [f"c{n}" for n in range(random.randint(2, 6))], [f"l{n}" for n in range(random.randint(2, 4))]
    interventions = random.sample(list(INTERVENTIONS), random.randint(2, 4))
    conflicts = {
        f"k{n}": Conflict(
            f"k{n}",
            random.choice(("conflict", "conflict", "strength")),
            {"s1": ("s1.a",), "s2": ("s2.a",)},
            "one of them",
            tuple(random.sample(interventions, random.randint(1, 2))),
            _clause(random, findings, (0, 1)),
        )
        for n in range(random.randint(0, 2))
    }
    found = {}
    for n, name in enumerate(names):
        later = [*names[n + 1 : n + 4], *random.sample(ends, 2)]
        later = [*names[n + 1 : n + 2], *later]  # long paths, so that much is asked and told on one
        if n and random.random() < 0.35:
            told = _stances(random, interventions, conflicts)
            found[name] = Action(name, name, recommend=told, then=random.choice(later))
        else:
            found[name] = _faulty_condition(random, name, findings, later)
    for name in ends:
        told = _stances(random, interventions, conflicts)
        found[name] = Action(name, name, recommend=told, silent=random.random() < 0.2)
    impossible = [
        Impossible(_clause(random, findings, (1, 2, 2)), f"reason {n}") for n in range(random.choice((0, 1, 1, 2, 3)))
    ]
    if random.random() < 0.07:  # nobody is left
        finding = random.choice(list(findings.values()))
        halves = _partition(random, finding, ends, sure=True)
        impossible += [Impossible((Test(finding.id, half.when),), "one of the two") for half in halves]
    properties = tuple(
        Property(
            random.random() < 0.5,
            random.choice(list(Stance)),
            random.choice(interventions),
            _clause(random, findings, (0, 1, 2)),
        )
        for _ in range(random.randint(0, 3))
    )
    return make_graph(
        found,
        findings,
        impossible[:3],
        properties=properties,
        conflicts=MappingProxyType(conflicts),
        sources=MappingProxyType({s: Source(s, f"Source {s}") for s in ("s1", "s2")}),
        claims=MappingProxyType({c: Claim(c, f"Claim {c}") for c in ("s1.a", "s2.a")}),
    )
