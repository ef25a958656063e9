"""Plant one defect at a time in a graph, and see whether `diff` names exactly the patients who are told otherwise.

`python tests/benchmarks/mutants_diff.py [GRAPH] [--every]` compares every whole patient by brute force. It prints how
many mutants there are, how many patients each changes, and each disagreement; it ends with 1 if there is any. With
`--every` an edge is led to every other node that makes no cycle, without it to three of them.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from statistics import median_low
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.mutants import mutants
from every_patient import EveryPatient, compare, self_check

import hemgraph
from hemgraph.api import Graph


def main(words):
    """Print what became of the mutants of a graph; return 1 where `diff` and brute force disagree on one."""
    name, every = next((w for w in words if w != "--every"), "vertebral-hemangioma"), "--every" in words
    graph, start = hemgraph.load(name).model, perf_counter()
    self_check(model=graph)
    print(f"{name}: brute force agrees with the reference and the traces ({perf_counter() - start:.0f} s)")
    old, kinds, numbers, claims, wrong, start = EveryPatient(graph), Counter(), [], Counter(), 0, perf_counter()
    print(f"{old.possible.bit_count()} possible patients of {old.total} combinations")
    for kind, what, mutated in mutants(graph, every):
        difference = Graph(graph).diff(Graph(mutated))
        number, found = compare(old, EveryPatient(mutated), difference)
        kinds[kind] += 1
        numbers.append(number)
        claims[bool(number), difference.equivalent] += 1
        wrong += bool(found)
        for said in found:
            print(f"{kind}: {what}: {said}")
    print(f"{len(numbers)} mutants ({', '.join(f'{n} {kind}' for kind, n in kinds.items())})")
    changing = [number for number in numbers if number] or [0]
    print(f"told otherwise: {min(changing)} patients at least, {median_low(changing)} median, {max(changing)} at most")
    print(f"nobody whole is told otherwise by {numbers.count(0)} mutants:", end=" ")
    print(
        f"{claims[False, True]} proved equivalent, {claims[False, False]} differ where something is unknown,", end=" "
    )
    print(f"{claims[False, None]} not decided")
    print(f"{wrong} mutants with a disagreement ({perf_counter() - start:.0f} s)")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
