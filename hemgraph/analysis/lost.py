"""Hazards whose control or evidence is gone."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..errors import nearest
from ..graph import DecisionGraph
from ..results import Issue, Severity
from ..results.hazards import HazardLog


def lost_links(
    log: HazardLog, graph: DecisionGraph, cases: Collection[str], missing_tests: Collection[str]
) -> Iterator[Issue]:
    """Yield an issue for each node, property, case or test of a hazard log that is not there any more.

    `cases` are the ids of the cases in the banks of the graph. What is not checked: that a control is enough.
    """
    known: dict[str, Collection[str]] = {
        "node": graph.nodes,
        "property": [each.because for each in graph.properties],
        "case": cases,
    }
    for hazard in log.hazards.values():
        for what, links in (("control", hazard.control), ("evidence", hazard.evidence)):
            for link in links:
                gone = link.name in missing_tests if link.kind == "test" else link.name not in known[link.kind]
                if gone:
                    message = f"hazard `{hazard.id}` has lost its {what}: there is no {link.kind} `{link.name}`"
                    help = "look for the test" if link.kind == "test" else nearest(link.name, known[link.kind])
                    yield Issue("lost-control", Severity.WARNING, message, help, place=link.place)
