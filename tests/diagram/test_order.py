"""The order of the nodes is that of networkx."""

from __future__ import annotations

from random import Random

import networkx
import pytest
from strategies import random_graph

import hemgraph
from hemgraph.diagram.order import topological


@pytest.mark.parametrize("seed", range(50))
def test_random_graphs(seed):
    graph = random_graph(Random(seed), nodes=3 + seed % 20)
    graph = graph[0] if isinstance(graph, tuple) else graph
    assert topological(graph) == tuple(networkx.topological_sort(graph.network))


@pytest.mark.parametrize("name", ["vertebral-hemangioma", "l3", "lumbar", "compression"])
def test_graphs_that_come_along(name):
    graph = hemgraph.load(name).model
    assert topological(graph) == tuple(networkx.topological_sort(graph.network))
