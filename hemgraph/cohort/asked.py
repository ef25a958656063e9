"""What is wanted of a run, and what is read for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..api import Graph
from ..results import UNKNOWN
from .columns import Plan, pair, plan


@dataclass(frozen=True)
class Asked:
    """What is wanted of a run beside the counts.

    `output` takes the rows with what they are told, `refused` those that are refused with their reasons; where it
    is `strict` the first of these ends the run.
    """

    names: Sequence[str] = ()
    units: Sequence[str] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    output: Path | None = None
    refused: Path | None = None
    boxes: bool = False
    recommends: bool = False
    strict: bool = False


def plans_of(
    graph: Graph, against: Graph | None, columns: Mapping[str, str], known: Mapping[str, str], asked: Asked
) -> list[Plan]:
    """Return what is read for the answer, and for what it is set against: another graph, or the same without settings.

    `columns` have their types, `known` their units. Raises HemgraphError where a column means no finding.
    """
    mapped = {column: column for column in columns} | dict(map(pair, asked.names))

    def of(one: Graph, other: Graph | None, settings: Mapping[str, object]) -> Plan:
        def meant(finding: str) -> bool:  # what only the other graph knows is meant for that
            return finding in one.model.findings or other is None or finding not in other.model.findings

        names = [said for said in asked.names if meant(pair(said)[1])]
        units = [said for said in asked.units if meant(mapped.get(pair(said)[0], ""))]
        return plan(one, columns, names, units, {name: settings[name] for name in settings if meant(name)}, known)

    found = [of(graph, against, asked.settings)]
    if against is not None:
        found.append(of(against, graph, asked.settings))
    elif any(value is not None for value in found[0].fixed.values()):
        had = set(mapped.values())
        unset = [name for name, value in found[0].fixed.items() if value is None or name not in had]
        found.append(of(graph, None, dict.fromkeys(unset, UNKNOWN)))
    return found
