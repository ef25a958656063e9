"""Every whole patient of a graph at once, by brute force, and what a difference gets wrong about them.

A patient is a number, and a set of patients is an int: bit n is patient n. So a test is an OR of such ints, a clause an
AND, and all patients walk through a graph together. It shares with the engine only the graph's values and the
sets that tests are; it knows no cells, no boxes and no masks of them. `self_check` compares it with the slower
reference, which takes one patient after the other, and with the traces of the engine.
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from random import Random

from reference import Reference, values_of
from strategies import random_graph

from hemgraph.api import Graph
from hemgraph.case import Case
from hemgraph.errors import BrokenLogic
from hemgraph.graph import Action, Special

REFUSED = ("refused", frozenset()), None
"""The answer and the leaf of those for whom a condition has no branch, or several that lead elsewhere."""


class EveryPatient:
    """`total` combinations of values; `possible` are the patients that the graph does not bar."""

    def __init__(self, graph):
        self.graph, self.values, self.total = graph, values_of(graph), 1
        self.having = {}
        """For each finding and value who has it."""
        for name, values in self.values.items():  # the patients so far, once for each value, one after the other
            size, self.total = self.total, self.total * len(values)
            self.having = {
                other: {value: sum(some << size * n for n in range(len(values))) for value, some in by_value.items()}
                for other, by_value in self.having.items()
            }
            self.having[name] = {value: ((1 << size) - 1) << size * n for n, value in enumerate(values)}
        self.everyone = (1 << self.total) - 1
        self.possible = self.everyone
        for impossible in graph.impossible:
            self.possible &= ~self.passing((t.finding, t.values) for t in impossible.clause)

    def end(self, number, ends):
        """The answer and the leaf of one patient, of those that `ends` returned."""
        (found,) = (end for end, some in ends.items() if some >> number & 1)
        return found

    def patient(self, number):
        """The values of one patient."""
        return {name: v for name, by_value in self.having.items() for v, some in by_value.items() if some >> number & 1}

    def passing(self, tests):
        """Who passes all of some tests, pairs of a finding and the values that it may have."""
        found = self.everyone
        for name, values in tests:
            one = 0
            for value, some in self.having[name].items():
                if value in values:
                    one |= some
            found &= one
        return found

    def holding(self, weighing):
        """Of whom at least so many clauses hold."""
        least = [self.everyone] + [0] * weighing.count  # of whom at least 0, 1, 2 ... of the clauses so far hold
        for clause in weighing.clauses:
            some = self.passing((t.finding, t.values) for t in clause)
            for n in range(weighing.count, 0, -1):
                least[n] |= least[n - 1] & some
        return least[weighing.count]

    def ways(self, node):
        """Where a condition leads whom: pairs of a node, or None where they are refused, and patients."""
        if isinstance(node.ask, str):
            answers = self.having[node.ask]
        else:
            holding = self.holding(node.ask)
            answers = {True: holding, False: self.everyone & ~holding}
        for value, some in answers.items():
            targets = {b.go for b in node.branches if not isinstance(b.when, Special) and value in b.when}
            targets = targets or {b.go for b in node.branches if b.when is Special.OTHERWISE}
            yield targets.pop() if len(targets) == 1 else None, some

    def ends(self):
        """By answer and leaf who gets it; impossible patients too."""
        nodes = self.graph.nodes
        coming = {name: {} for name in nodes}  # by the recommendations on the way
        coming[self.graph.start][frozenset()] = self.everyone
        found = {}
        upwards = TopologicalSorter({name: node.targets for name, node in nodes.items()}).static_order()
        for name in reversed(list(upwards)):
            node = nodes[name]
            for keys, here in coming[name].items():
                if isinstance(node, Action):
                    more = keys | {r.key for r in node.recommend}
                    if node.then is None:
                        _add(found, (("silent" if node.silent else "recommended", more), name), here)
                    else:
                        _add(coming[node.then], more, here)
                    continue
                for target, some in self.ways(node):
                    if target is None:
                        _add(found, REFUSED, here & some)
                    else:
                        _add(coming[target], keys, here & some)
        return found


def _add(sets, key, patients):
    if patients:
        sets[key] = sets.get(key, 0) | patients


def told_otherwise(old, new):
    """By (old answer, new answer, leaves) who is told something else, of those possible in both."""
    found, after, both = {}, new.ends(), old.possible & new.possible
    for (was, first), some in old.ends().items():
        for (now, second), others in after.items():
            if was != now:
                _add(found, (was, now, (first, second)), some & others & both)
    return found


def disagreements(old_graph, new_graph, difference):
    """What a difference of two graphs over the same findings says that is not so, in words; nothing where all is so."""
    return compare(EveryPatient(old_graph), EveryPatient(new_graph), difference)[1]


def compare(old, new, difference):
    """How many patients are told something else by two `EveryPatient`, and the disagreements with a difference."""
    assert old.values == new.values, "the two are not over the same findings"
    both, exact = old.possible & new.possible, told_otherwise(old, new)
    found, named = [], {}

    def wrong(what, patients=0):
        number = patients.bit_count()
        found.append(f"{what}: {number}, such as {old.patient(patients.bit_length() - 1)}" if number else what)

    def held(regions, among, so, what):
        """Who of some patients is in some regions. Whoever has the values of a witness must be in it, and it be so of him."""
        inside = 0
        for region in regions:
            here = old.passing(region.tests.items()) & among
            witnesses = old.passing((name, (value,)) for name, value in region.witness.items()) & among
            if region.witness.keys() != region.tests.keys() or not witnesses or witnesses & ~(here & so):
                wrong(f"{what}: the witness {dict(region.witness)} is none")
            inside |= here
        return inside

    for row in difference.changes:
        key = row.old, row.new, row.leaves
        if key in named:
            wrong(f"{_words(key)}: stands twice")
        named[key] = held(row.regions, both, exact.get(key, 0), _words(key))
        least = exact.get(key, 0).bit_count()
        most = least + old.total - both.bit_count()  # whoever is impossible may be counted, too
        if difference.cells == old.total and not least <= row.cells <= most:  # each value is a cell of its own
            wrong(f"{_words(key)}: {row.cells} cells, but there are from {least} to {most}")
    for key in {**exact, **named}:
        said, so = named.get(key, 0), exact.get(key, 0)
        if said & ~so:
            wrong(f"{_words(key)}: named, but not so told", said & ~so)
        if so & ~said:
            wrong(f"{_words(key)}: so told, but not named", so & ~said)
    only = old.possible & ~new.possible, new.possible & ~old.possible
    for regions, some, so, what in (
        (difference.excluded, old.possible, only[0], "excluded"),
        (difference.admitted, new.possible, only[1], "admitted"),
    ):
        if wronged := held(regions, some, so, what) ^ so:
            wrong(f"{what}, or not named", wronged)
    whole = bool(exact or any(only))
    if difference.equivalent if whole else difference.equivalent is False and difference.unknowns is None:
        wrong(f"equivalent is {difference.equivalent}, and {sum(exact.values()).bit_count()} are told otherwise")
    return sum(some.bit_count() for some in exact.values()), found


def _words(row):
    answers = (f"{status} {sorted(' '.join(filter(None, key)) for key in keys)}" for status, keys in row[:2])
    return " -> ".join(f"{answer} at {leaf}" for answer, leaf in zip(answers, row[2], strict=True))


def self_check(graphs=200, model=None, patients=200):
    """Raise AssertionError where this and the slow reference differ on any patient of some random graphs.

    The same for some random patients of `model` and the traces of the engine.
    """
    for seed in range(graphs):
        graph = random_graph(Random(seed))
        every, reference = EveryPatient(graph), Reference(graph, values_of(graph))
        ends = every.ends()
        numbers = [n for n in range(every.total) if every.possible >> n & 1]
        assert sorted(map(_plain, map(every.patient, numbers))) == sorted(map(_plain, reference.patients))
        for n in numbers:
            told = reference.trace(every.patient(n))
            if told["status"] == "refused":
                assert every.end(n, ends) == REFUSED
            else:
                assert every.end(n, ends) == ((told["status"], told["keys"]), told["leaf"])
    if model is None:
        return
    every, engine, random = EveryPatient(model), Graph(model), Random(0)
    ends = every.ends()
    numbers = [n for n in range(every.total) if every.possible >> n & 1]
    for n in random.sample(numbers, min(patients, len(numbers))):
        try:
            trace = engine.trace(Case(every.patient(n)))
        except BrokenLogic:
            assert every.end(n, ends) == REFUSED
            continue
        keys = frozenset(given.recommendation.key for given in trace.recommendations)
        assert every.end(n, ends) == ((str(trace.status), keys), trace.leaf)


def _plain(patient):
    return [(name, str(value)) for name, value in patient.items()]
