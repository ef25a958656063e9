"""A graph with three planted faults: a gap, an overlap, and a nerve root that is sent to the wrong box."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import hemgraph
from hemgraph.api import Graph
from hemgraph.graph import Branch
from hemgraph.values.sets import Members


def planted():
    model = hemgraph.load("vertebral-hemangioma").model
    nodes = dict(model.nodes)
    gap, overlap = nodes["resection"], nodes["after_surgery_deficit"]
    nodes["resection"] = replace(gap, branches=tuple(b for b in gap.branches if b.test != "complete"))
    wide = Branch(Members(("none", "stable", "progressive")), overlap.branches[0].go)
    nodes["after_surgery_deficit"] = replace(overlap, branches=(wide, *overlap.branches[1:]))
    wrong = next(n for n in nodes.values() if getattr(n, "title", "").startswith("Stable deficit: what"))
    ways = tuple(replace(b, go="radiotherapy_complete") if b.test == "nerve_root" else b for b in wrong.branches)
    nodes[wrong.id] = replace(wrong, branches=ways)
    return Graph(replace(model, nodes=MappingProxyType(nodes), version="2.0.0", sha256="0" * 64))
