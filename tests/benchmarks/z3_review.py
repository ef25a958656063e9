"""The claims of `sat_review` by z3, written as a careful user of it would, for the ratio of `make bench`.

Each finding is one constant of an enumeration, its cells; what a node, an edge and a combined condition mean are Bools.
One solver answers every claim under assumptions. A solution that z3 finds is walked, so that it answers every claim on
its path; what z3 refutes is kept as a fact. It takes the cutting into cells from `sat_review`, and nothing else of it
but how a value finds its branch.
"""

from __future__ import annotations

from collections import defaultdict

from sat_review import NOBODY, cells_of, taker

from hemgraph.graph import Action


def z3_review(graph):
    """Return every claim that holds for some patient, as `sat_review` does."""
    return solve(*encode(graph))


def encode(graph):
    """Return a solver that holds the graph, the claims with their assumptions, and how to read a solution."""
    import z3

    context = z3.Context()
    solver = z3.SolverFor("QF_FD", ctx=context)  # finite domains: bit-blasted to z3's SAT solver
    no = z3.BoolVal(False, context)

    def some(parts):
        return z3.Or(*parts, no) if parts else no

    def every(parts):
        return z3.And(*parts) if len(parts) > 1 else parts[0]

    def called(name, meaning):
        named = z3.Bool(name, context)
        solver.add(named == meaning)
        return named

    is_value = {}
    for f, cells in cells_of(graph).items():
        sort, members = z3.EnumSort(f"of {f}", [f"{f} {n}" for n in range(cells.count)], ctx=context)
        constant = z3.Const(f, sort)
        is_value[f] = {cells.sample(n): called(f"{f} is {n}", constant == member) for n, member in enumerate(members)}

    def passes(test):
        return some([is_ for value, is_ in is_value[test.finding].items() if value in test.values])

    for entry in graph.impossible:
        solver.add(z3.Not(every([passes(test) for test in entry.clause])))
    reached = {name: z3.Bool(f"reached {name}", context) for name in graph.nodes}
    into = {name: [] for name in graph.nodes}
    into[graph.start].append(z3.BoolVal(True, context))
    claims, asks = {}, {}
    for name, node in graph.nodes.items():
        claims["reached", name] = [reached[name]]
        if isinstance(node, Action):
            if node.then is not None:
                into[node.then].append(reached[name])
            continue
        if isinstance(node.ask, str):
            asks[name] = is_value[node.ask]
        else:
            clauses = [every([passes(test) for test in clause]) for clause in node.ask.clauses]
            holds = called(f"holds {name}", z3.AtLeast(*clauses, node.ask.count))
            asks[name] = {True: holds, False: called(f"fails {name}", z3.Not(holds))}
        taken = defaultdict(list)
        for value, is_ in asks[name].items():
            what, position = taker(node, value)
            if what == "branch":
                taken[position].append(is_)
            else:
                claims[what, name, value] = [reached[name], is_]
        for position, parts in taken.items():
            edge = called(f"edge {name} {position}", z3.And(reached[name], some(parts)))
            into[node.branches[position].go].append(edge)
            claims["branch", name, position] = [edge]
    for name, edges in into.items():
        solver.add(reached[name] == some(edges))
    return graph, solver, claims, asks


def solve(graph, solver, claims, asks):
    """Return the claims that some solution makes true."""
    import z3

    if solver.check() != z3.sat:
        return {NOBODY}
    found = set()
    for claim, assumptions in claims.items():
        if claim in found:
            continue
        if solver.check(*assumptions) == z3.sat:
            found.update(_walk(graph, solver.model(), asks))
        else:
            solver.add(z3.Not(z3.And(*assumptions)))
    return found


def _walk(graph, model, asks):
    """The claims on the path of one solution."""
    import z3

    name = graph.start
    while name is not None:
        node = graph.nodes[name]
        yield "reached", name
        if isinstance(node, Action):
            name = node.then
            continue
        value = next(v for v, is_ in asks[name].items() if z3.is_true(model.eval(is_, model_completion=True)))
        what, position = taker(node, value)
        yield ("branch", name, position) if what == "branch" else (what, name, value)
        name = node.branches[position].go if what == "branch" else None
