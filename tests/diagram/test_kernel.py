"""Diagrams against truth tables: every operation on every assignment, and equal functions have equal numbers."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemgraph.diagram.kernel import ALWAYS, NEVER, Diagrams, restricted
from hemgraph.errors import NotDecided

WIDTHS = (2, 3, 2, 4)
EVERY = tuple(product(*(range(width) for width in WIDTHS)))


def formulas():
    """Tests of one level, and what is made of them."""
    tests = st.integers(0, len(WIDTHS) - 1).flatmap(
        lambda level: st.tuples(st.just("test"), st.just(level), st.integers(0, 2 ** WIDTHS[level] - 1))
    )
    return st.recursive(
        tests,
        lambda inner: st.one_of(
            st.tuples(st.just("both"), inner, inner),
            st.tuples(st.just("either"), inner, inner),
            st.tuples(st.just("without"), inner, inner),
            st.tuples(st.just("negated"), inner),
        ),
        max_leaves=12,
    )


def made(diagrams, formula):
    kind, *parts = formula
    if kind == "test":
        return diagrams.test(*parts)
    return getattr(diagrams, kind)(*(made(diagrams, part) for part in parts))


def means(formula, case):
    kind, *parts = formula
    match kind:
        case "test":
            return bool(parts[1] >> case[parts[0]] & 1)
        case "both":
            return means(parts[0], case) and means(parts[1], case)
        case "either":
            return means(parts[0], case) or means(parts[1], case)
        case "without":
            return means(parts[0], case) and not means(parts[1], case)
        case _:
            return not means(parts[0], case)


def holds(diagrams, one, case):
    while one > ALWAYS:
        one = diagrams.children[one][case[diagrams.level[one]]]
    return one == ALWAYS


@given(formulas(), formulas())
def test_a_diagram_holds_where_its_formula_does_and_equal_ones_are_one(one, two):
    diagrams = Diagrams(WIDTHS)
    here, there = made(diagrams, one), made(diagrams, two)
    table, other = ([means(formula, case) for case in EVERY] for formula in (one, two))
    assert [holds(diagrams, here, case) for case in EVERY] == table
    assert (here == there) == (table == other)


@given(formulas(), st.integers(0, len(WIDTHS) - 1), st.data())
def test_a_level_can_be_put_and_a_diagram_restricted(formula, level, data):
    cell = data.draw(st.integers(0, WIDTHS[level] - 1))
    diagrams, into = Diagrams(WIDTHS), Diagrams(WIDTHS)
    one = made(diagrams, formula)
    put, copy = diagrams.put(one, level, cell), restricted(diagrams, one, {level: cell}, into, {})
    for case in EVERY:
        wanted = means(formula, (*case[:level], cell, *case[level + 1 :]))
        assert holds(diagrams, put, case) == holds(into, copy, case) == wanted
    assert level not in {diagrams.level[node] for node in diagrams.nodes(put)}


@given(formulas())
def test_some_case_is_found_where_there_is_one(formula):
    diagrams = Diagrams(WIDTHS)
    one = made(diagrams, formula)
    found = diagrams.some(one)
    if one == NEVER:
        assert found is None
    else:
        assert all(means(formula, case) for case in EVERY if all(case[level] == cell for level, cell in found.items()))
    assert diagrams.size(one) == len(set(diagrams.nodes(one)))


def far_apart(diagrams):
    """Pairs of which all first halves have to be remembered until the first second one."""
    found = NEVER
    for level in range(20):
        found = diagrams.either(found, diagrams.both(diagrams.test(level, 1), diagrams.test(level + 20, 1)))


def test_what_needs_too_many_nodes_is_not_decided():
    with pytest.raises(NotDecided, match="more than 1000 nodes"):
        far_apart(Diagrams((2,) * 40, most=1_000))


def test_many_levels_are_no_trouble():
    diagrams, found = Diagrams((2,) * 3_000), ALWAYS
    for level in reversed(range(3_000)):
        found = diagrams.both(diagrams.test(level, 1), found)
    assert diagrams.size(diagrams.negated(found)) == 3_000
    assert len(diagrams.some(found)) == 3_000
