"""Random graphs and cases: shared nodes, combined conditions, constraints, unknown branches, gaps and overlaps."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
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
    """A graph with every fault of logic in it, often several at once; at most 256 patients, so that every case can walk."""
    findings = dict(_finding(random, f"f{n}") for n in range(random.choice((2, 3, 3, 4, 4))))
    names, ends = [f"c{n}" for n in range(random.randint(2, 6))], [f"l{n}" for n in range(random.randint(2, 4))]
    usual = {i: random.choice(list(Stance)) for i in random.sample(list(INTERVENTIONS), random.randint(2, 4))}
    broken = random.choice((0.0, 0.3, 0.7))
    conflicts = {f"k{n}": _conflict(random, f"k{n}", findings, usual) for n in range(random.choice((0, 1, 1, 2)))}
    found, tests = {}, []
    for n, name in enumerate(names):
        # Mostly to the next one: on a long path much is asked and told. What is broken is rather at its end.
        later = [*names[n + 1 : n + 2] * 4, *names[n + 2 : n + 4], *random.sample(ends, 2)]
        if n and random.random() < 0.35:
            told = _told(random, usual, conflicts)
            found[name] = Action(name, name, recommend=told, then=random.choice(later))
        else:
            found[name] = _faulty_condition(random, name, findings, later, broken * (n + 1) / len(names), tests)
    for name in ends:
        found[name] = Action(name, name, recommend=_told(random, usual, conflicts), silent=random.random() < 0.2)
    if random.random() < 0.7:  # without the nodes that nobody leads to
        led = {names[0]}
        for name, node in found.items():
            led |= set(node.targets) if name in led else set()
        found = {name: node for name, node in found.items() if name in led}
    combinations = [
        _combination(random, findings, tests)
        if tests and random.random() < 0.6
        else _clause(random, findings, (1, 2, 2))
        for _ in range(random.choice((0, 1, 2, 2, 3, 3)))
    ]
    if random.random() < 0.05:  # every part of a finding: nobody is left
        finding = random.choice(list(findings.values()))
        combinations = [*combinations[:1], *((Test(finding.id, part),) for part in _parts(random, finding.domain, 2))]
    properties = tuple(
        Property(random.random() < 0.5, stance, intervention, _clause(random, findings, (0, 1, 1, 2)))
        for intervention, stance in random.choices(list(usual.items()), k=random.randint(0, 3))
    )
    return make_graph(
        found,
        findings,
        tuple(Impossible(clause, f"reason {n}") for n, clause in enumerate(combinations)),
        properties=properties,
        conflicts=MappingProxyType(conflicts),
        interventions=MappingProxyType({i: INTERVENTIONS[i] for i in usual}),
        sources=MappingProxyType({s: Source(s, f"Source {s}") for s in ("s1", "s2")}),
        claims=MappingProxyType({c: Claim(c, f"Claim {c}") for c in ("s1.a", "s2.a")}),
    )


def _clause(random, findings, counts):
    return tuple(
        _test(random, findings[f]) for f in random.sample(list(findings), min(random.choice(counts), len(findings)))
    )


def _combination(random, findings, tests):
    """What a branch takes or lacks, of everybody or of some: what is behind it is there for few, or for none."""
    test = random.choice(tests)
    other = random.choice(list(findings))
    return (test,) if other == test.finding or random.random() < 0.3 else (test, _test(random, findings[other]))


def _conflict(random, name, findings, interventions):
    about = tuple(random.sample(list(interventions), random.choice((1, 1, 2))))
    positions = MappingProxyType({"s1": ("s1.a",), "s2": ("s2.a",)})
    kind = random.choice(("conflict", "conflict", "strength"))
    return Conflict(name, kind, positions, "the first", about, _clause(random, findings, (0, 1)))


def _told(random, usual, conflicts):
    """Recommendations, each mostly with the usual stance of its intervention; one action may name one twice."""
    return tuple(
        Recommendation(
            intervention,
            random.choice(list(Stance)) if random.random() < 0.4 else usual[intervention],
            random.choice(("", "", "d")),
            cites=random.choice(((), ("s1.a",), ("s2.a",))),
            disputed=random.choice([None, *conflicts]),
        )
        for intervention in random.choices(list(usual), k=random.choice((0, 1, 2, 2)))
    )


def _faulty_condition(random, name, findings, later, broken, tests):
    go = lambda: random.choice(later)  # noqa: E731
    if combined := random.random() < 0.3:
        clauses = tuple(_clause(random, findings, (1, 1, 2)) for _ in range(random.randint(1, 3)))
        ask, domain = Weighing("at_least", random.randint(1, len(clauses)), clauses), Boolean()
    else:
        ask = random.choice([*findings, "f0", "f0"])  # one is asked often, also again
        domain = findings[ask].domain
    sets = _parts(random, domain, random.choice((2, 2, 3)))
    if random.random() < 0.3:
        sets[random.randrange(len(sets))] = Special.OTHERWISE
    branches = [Branch(when, go()) for when in sets]
    odd = []
    if random.random() < broken:
        odd.append(branches.pop(random.randrange(len(branches))))
    if random.random() < broken:  # a branch too many, sometimes to where another goes
        when = random.choice(_parts(random, domain, 2))
        branches.append(Branch(when, random.choice((go(), random.choice(branches).go))))
        odd.append(branches[-1])
    if not combined:  # all tests for `_combination`, those that make a fault more often
        tests += [Test(ask, b.when) for b in (*branches, *odd * 5) if b.when is not Special.OTHERWISE]
    if combined and random.random() < broken / 2:
        branches = [Branch(Members((True,)), go()) for _ in range(2)]
    if random.random() < 0.3:
        branches.insert(random.randint(0, len(branches)), Branch(Special.UNKNOWN, go()))
    return Condition(name, ask, tuple(branches), title=f"{name}?" if combined else "")


def _parts(random, domain, count):
    """Sets that part a domain into so many, or fewer where it has fewer values."""
    match domain:
        case Boolean():
            return [Members((True,)), Members((False,))]
        case Choice(options):
            cuts = sorted(random.sample(range(1, len(options)), min(count, len(options)) - 1))
            return [Members(options[a:b]) for a, b in zip([0, *cuts], [*cuts, len(options)], strict=True)]
        case Number() as domain:
            steps = int((domain.high - domain.low) / domain.step)
            cuts = [domain.low + domain.step * n for n in sorted(random.sample(range(1, steps + 1), count - 1))]
            between = [f"[{a}..{b})" for a, b in pairwise(cuts)]
            return [parse_set(domain, text) for text in (f"< {cuts[0]}", *between, f">= {cuts[-1]}")]
