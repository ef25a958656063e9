"""Numbers as people type them: units of another quantity, and marks that can be read two ways."""

from __future__ import annotations

GRAPH = """hemgraph: 1
id: q
title: One number
version: 1.0.0
status: draft
start: ask
findings: {n: {ask: How much?, type: number, unit: 'UNIT', range: [LOW, 100000]STEP}}
nodes:
  ask: {ask: n, branches: [{when: '< 100', go: few}, {when: '>= 100', go: many}]}
  few: {title: Few, silent: yes}
  many: {title: Many, silent: yes}
"""


def graph_file(folder, unit, step="", low="0"):
    """A graph that asks for one number."""
    text = GRAPH.replace("UNIT", unit.replace("'", "''")).replace("LOW", low)
    path = folder / "q.yaml"
    path.write_text(text.replace("STEP", f", step: {step}" if step else ""))
    return path


ANOTHER = [
    ("mmol/mol", "%"), ("%", "mmol/mol"), ("1", "%"), ("%", "1"), ("mg/g", "%"), ("mg/g", "ug/mg"), ("10*-3", "%"), ("[ppm]", "%"), ("mol/mol", "mmol/mol"),
    ("mg/kg", "ug/g"), ("L/m3", "%"), ("100", "1"), ("ug/{g}", "ug"), ("ug", "ug/{g}"), ("ug/{g}", "ug/{kg}"), ("{score}", "{points}"), ("{score}", "1"),
    ("mL/min", "mL/min/{1.73_m2}"), ("mL/min/{1.73_m2}", "mL/min"), ("mL{urine}", "mL"), ("mL", "mL{urine}"), ("{cells}/uL", "10*6/L"), ("[arb'U]", "[iU]"),
    ("[iU]", "[arb'U]"), ("[IU]", "[iU]"), ("[iU]/L", "U/L"), ("U/L", "[iU]/L"), ("[iU]/mL", "[iU]/L"), ("m[iU]/L", "[iU]/L"), ("[CFU]/mL", "/mL"),
    ("[USP'U]", "[iU]"), ("[anti'Xa'U]", "[iU]"), ("[beth'U]", "[arb'U]"), ("Gy", "Sv"), ("Sv", "Gy"), ("Gy", "J/kg"), ("J/kg", "Sv"), ("REM", "Gy"),
    ("Bq", "Hz"), ("Hz", "Bq"), ("/s", "Hz"), ("/min", "Hz"), ("/s", "Bq"), ("N.m", "J"), ("J", "N.m"), ("mL/m2", "um"), ("mol", "eq"), ("meq/L", "mmol/L"),
    ("mosm/kg", "mmol/kg"), ("mmol/kg", "mosm/kg"), ("U/L", "nkat.s"), ("'", "min"), ("''", "s"), ("rad", "1"), ("deg", "1"), ("[hnsf'U]", "1"),
    ("[HPF]", "[LPF]"), ("/[HPF]", "/[LPF]"), ("[NTU]", "[FNU]"), ("[Cal]", "cal"), ("[Cal]", "kcal"), ("[in_i'Hg]", "mm[Hg]"), ("hbar", "Pa"), ("[diop]", "/m"),
    ("g%", "g/dL"), ("B", "Np"), ("dB", "B"), ("[k]", "J/K"), ("cRAD", "Gy"), ("[MET]", "mL/kg/min"), ("kg", "mm"), ("mg/kg/d", "/d"),
]  # fmt: skip

OPEN = [
    # what is typed, the unit and step of the finding, both readings
    ("1,000 ug", "ug", "1", "1 ug", "1000 ug"), ("1.000 ug", "ug", "1", "1 ug", "1000 ug"), ("1.000", "ug", "0.01", "1", "1000"),
    ("1,000", "ug", "", "1", "1000"), ("1.000", "ug", "", "1", "1000"), ("12.500", "ug", "0.1", "12.5", "12500"), ("1.250", "ug", "", "1.25", "1250"),
    ("1.234", "ug", "0.1", "1.2340", "1234"), ("1,234", "ug", "0.001", "1.2340", "1234"), ("1,234", "ug", "", "1.2340", "1234"),
    ("1234.500", "ug", "0.5", "1234.5", "1234500"), ("+1.000", "ug", "1", "+1", "+1000"), ("1.000 ug", "mg", "0.001", "1 ug", "1000 ug"),
    ("1.000 mg", "ug", "1", "1 mg", "1000 mg"), ("3.125 mg", "ug", "1", "3.1250 mg", "3125 mg"), ("1,000ug", "ug", "1", "1ug", "1000ug"),
]  # fmt: skip

SETTLED = [
    ("1.001", "g", "0.001", "0"), ("1.000", "g", "0.001", "0"), ("1.001", "g", "", "0"), ("0.500", "g", "0.1", "0"), ("0.125", "g", "0.005", "0"),
    ("1.0000", "g", "1", "0"), ("1.00", "g", "1", "0"), ("1000", "g", "1", "0"), ("1.125", "g", "0.25", "0.125"), ("1.250 kg", "g", "0.001", "0"),
    ("3.1250 kg", "g", "1", "0"), ("1.001 ug", "mg", "0.000001", "0"),
]  # fmt: skip
