"""Several graphs as JSON: two versions, one patient through several graphs, and where graphs disagree."""

from __future__ import annotations

from ..results import Comparison, Difference, Disagreement, Region, Voices, What
from .json import Json, graph_json, keys_json, trace_json


def difference_json(found: Difference) -> Json:
    """Return a difference in the shape of `diff --json`."""
    parts = found.structure
    return {
        "old": graph_json(found.old),
        "new": graph_json(found.new),
        "equivalent": found.equivalent,
        "structure": {
            "added": parts.added,
            "removed": parts.removed,
            "renamed": dict(parts.renamed),
            "changed": [{"node": name, "what": what} for name, what in parts.changed],
            "properties": parts.properties,
            "absorbed": {name: str(values) for name, values in parts.absorbed},
            "impossible": parts.impossible,
            "start": None if parts.start is None else {"old": parts.start[0], "new": parts.start[1]},
            "lost": parts.lost,
            "gained": parts.gained,
            "words": parts.words,
        },
        "changes": [
            {
                "old": {"leaf": row.leaves[0], "status": row.old[0], "recommendations": keys_json(row.old[1])},
                "new": {"leaf": row.leaves[1], "status": row.new[0], "recommendations": keys_json(row.new[1])},
                "witness": dict(row.regions[0].witness),
                "region": [_tests(region) for region in row.regions],
                "cells": f"{row.cells} of {found.cells}" if row.cells is not None else None,
                "about": None if row.about is None else {"newly" if row.newly else "no longer": _what(row.about)},
            }
            for row in found.changes
        ],
        "admitted": [_tests(region) for region in found.admitted],
        "excluded": [_tests(region) for region in found.excluded],
        "unknowns": None if found.unknowns is None else dict(found.unknowns),
        "version": {"needs": found.needs, "raised": found.raised},
        "budget_exceeded": [_what(what) for what in found.undecided],
    }


def _what(what: What) -> Json:
    """A recommendation, or `silent` or `refused`."""
    return what if isinstance(what, str) else keys_json([what])[0]


def comparison_json(found: Comparison, version: str) -> Json:
    """Return one patient through several graphs, in the shape of `compare --json`.

    A graph that takes no such patient has the status `refused` and its faults.
    """
    return {
        "case": {"id": found.id or None, "findings": dict(found.findings)},
        "graphs": [
            trace_json(found.traces[name], version)
            if name in found.traces
            else {
                "hemgraph": version,
                "graph": graph_json(graph),
                "status": "refused",
                "faults": [fault.message for fault in found.refused[name]],
            }
            for name, graph in found.graphs.items()
        ],
        "interventions": [_voices(voices) for voices in found.voices],
    }


def disagreement_json(found: Disagreement) -> Json:
    """Return the map of disagreement in the shape of `compare --json` without a case."""
    return {
        "graphs": [graph_json(graph) for graph in found.graphs.values()],
        "regions": [
            {
                "region": [_tests(region) for region in row.regions],
                "witness": dict(row.regions[0].witness),
                "interventions": [_voices(row.voices)],
                "whole": row.whole,
            }
            for row in found.apart
        ],
        "heard": [
            {"intervention": row.intervention, "graphs": row.graphs, "together": row.together} for row in found.heard
        ],
        "conflicts": [
            {"conflict": row.conflict.id, "shows": row.how, "at": dict(row.voices), "beside": dict(row.beside)}
            for row in found.conflicts
        ],
        "budget_exceeded": found.undecided,
        "gaps": found.gaps,
        "no_common_patient": found.strangers,
    }


def _voices(voices: Voices) -> Json:
    return {
        "intervention": voices.intervention,
        "stances": {name: str(stance) if stance else None for name, stance in voices.stances.items()},
        "agreement": str(voices.agreement) if voices.agreement else None,
        "open": voices.open,
        "refused": voices.refused,
    }


def _tests(region: Region) -> Json:
    return {name: str(values) for name, values in region.tests.items()}
