"""A graph of 30 conditions to measure on, made up and medically meaningless: `thirty()` loads it.

It is shaped like a guideline: choices, yes or no, whole numbers and decimals with boundaries on a step of 0.1 or 0.01,
tests that are weighed together, and nodes that many paths share. `python tests/benchmarks/thirty.py` tells its size.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import hemgraph

TEXT = """\
hemgraph: 1
id: thirty-conditions
title: Made up for measuring, not for patients
version: 1.0.0
status: draft

findings:
  imaging:
    ask: What does the radiograph show?
    type: choice
    options: {clear: Clear, lobar: In one lobe, diffuse: In many places, cavity: A cavity}
  temperature: {ask: Temperature?, type: number, unit: Cel, range: [30, 43], step: 0.1}
  crp: {ask: C-reactive protein?, type: number, unit: mg/L, range: [0, 600], step: 0.1}
  duration: {ask: How long has it lasted?, type: number, unit: d, range: [0, 90], step: 0.5}
  immune:
    ask: How good is the defence?
    type: choice
    options: {normal: Normal, reduced: Reduced, neutropenic: Too few neutrophils}
  travel: {ask: Travel to where it is endemic?, type: boolean}
  aspiration: {ask: Was something aspirated?, type: boolean}
  lactate: {ask: Lactate?, type: number, unit: mmol/L, range: [0, 30], step: 0.1}
  systolic: {ask: Systolic pressure?, type: integer, unit: 'mm[Hg]', range: [30, 260]}
  breathing: {ask: Breaths in a minute?, type: integer, unit: /min, range: [4, 80]}
  confusion: {ask: Confused?, type: boolean}
  urea: {ask: Urea?, type: number, unit: mmol/L, range: [0, 80], step: 0.1}
  age: {ask: Age?, type: integer, unit: a, range: [18, 110], fixed: yes}
  saturation: {ask: Saturation on air?, type: integer, unit: '%', range: [40, 100]}
  effusion:
    ask: Is there an effusion?
    type: choice
    options: {none: None, small: Small, large: Large}
  acidity: {ask: pH of the effusion?, type: number, range: [6.5, 8], step: 0.01}
  allergy:
    ask: Allergy to the first choice?
    type: choice
    options: {none: None, mild: Mild, severe: Severe}
  filtration: {ask: Filtration rate?, type: number, unit: mL/min, range: [0, 200], step: 0.1}
  pregnant: {ask: Pregnant?, type: boolean}
  swallows: {ask: Can tablets be swallowed?, type: boolean}
  help: {ask: Is there help at home?, type: boolean}
  weight: {ask: Weight?, type: number, unit: kg, range: [30, 250], step: 0.1}

impossible:
  - {imaging: clear, effusion: [small, large], because: A clear radiograph shows no effusion}
  - {age: '> 60', pregnant: yes, because: Made up as everything here}

interventions:
  rest: {name: Rest}
  referral: {name: Referral}
  scan: {name: A scan}
  tests: {name: Further tests}
  isolation: {name: Isolation}
  fluids: {name: Fluids}
  oxygen: {name: Oxygen}
  drain: {name: A drain}
  ventilation: {name: Ventilation}
  drug_a: {name: Drug A}
  drug_b: {name: Drug B}
  drug_c: {name: Drug C}
  drug_d: {name: Drug D}

sources:
  made-up: {title: Made up}
claims:
  made-up.all: {text: 'Nothing here comes from a publication'}

start: imaging
nodes:
  imaging:
    ask: imaging
    cites: [made-up.all]
    branches: [{when: clear, go: fever}, {when: [lobar, diffuse], go: shock}, {when: cavity, go: travel}]

  # A clear radiograph
  fever:
    ask: temperature
    cites: [made-up.all]
    branches: [{when: '< 37.8', go: duration}, {when: '>= 37.8', go: inflammation}]
  duration:
    ask: duration
    cites: [made-up.all]
    branches: [{when: '< 21', go: rest}, {when: '[21..56]', go: cough_visit}, {when: '> 56', go: cough_referral}]
  rest: {title: Rest, recommend: [{do: rest, cites: [made-up.all]}]}
  cough_visit: {title: Seen again, recommend: [{consider: referral, detail: in two weeks, cites: [made-up.all]}]}
  cough_referral: {title: Referral, recommend: [{do: referral, cites: [made-up.all]}]}
  inflammation:
    ask: crp
    cites: [made-up.all]
    branches: [{when: '< 20', go: rest}, {when: '[20..100.5)', go: delayed}, {when: '>= 100.5', go: clear_defence}]
  delayed: {title: Drug A if it gets worse, recommend: [{consider: drug_a, timing: after 2 days, cites: [made-up.all]}]}
  clear_defence:
    ask: immune
    title: 'Clear radiograph: how good is the defence?'
    cites: [made-up.all]
    branches: [{when: normal, go: delayed}, {when: otherwise, go: scan}]
  scan: {title: A scan, recommend: [{do: scan, cites: [made-up.all]}]}

  # A cavity
  travel:
    ask: travel
    cites: [made-up.all]
    branches: [{when: yes, go: isolation}, {when: no, go: cavity_defence}]
  isolation: {title: Isolation, recommend: [{do: isolation, cites: [made-up.all]}]}
  cavity_defence:
    ask: immune
    title: 'Cavity: how good is the defence?'
    cites: [made-up.all]
    branches: [{when: normal, go: cavity_aspiration}, {when: [reduced, neutropenic], go: fungus}]
  fungus: {title: Tests for fungi, recommend: [{do: tests, cites: [made-up.all]}]}
  cavity_aspiration:
    ask: aspiration
    title: 'Cavity: was something aspirated?'
    cites: [made-up.all]
    branches: [{when: yes, go: long_course}, {when: no, go: cavity_effusion}]
  long_course: {title: Long course, recommend: [{do: drug_c, detail: long, cites: [made-up.all]}]}
  cavity_effusion:
    ask: effusion
    title: 'Cavity: is there an effusion?'
    cites: [made-up.all]
    branches: [{when: none, go: long_course}, {when: [small, large], go: cavity_acidity}]
  cavity_acidity:
    ask: acidity
    title: 'Cavity: pH of the effusion?'
    cites: [made-up.all]
    branches: [{when: '< 7.2', go: drain}, {when: '>= 7.2', go: long_course}]

  # Inflamed lung: how bad
  shock:
    any_of: [{lactate: '>= 4'}, {systolic: '< 90', breathing: '>= 22'}, {systolic: '< 70'}]
    title: Shock?
    cites: [made-up.all]
    branches: [{when: yes, go: fluids}, {when: no, go: severity}]
  fluids: {title: Fluids, recommend: [{do: fluids, cites: [made-up.all]}], then: effusion}
  severity:
    at_least:
      count: 2
      of: [{confusion: yes}, {urea: '> 7'}, {breathing: '>= 30'}, {systolic: '< 90'}, {age: '>= 65'}]
    title: Severe?
    cites: [made-up.all]
    branches: [{when: yes, go: oxygen_need}, {when: no, go: robust}]
  oxygen_need:
    ask: saturation
    cites: [made-up.all]
    branches: [{when: '< 82', go: ventilation}, {when: '[82..92)', go: oxygen}, {when: '>= 92', go: effusion}]
  ventilation: {title: Ventilation, recommend: [{do: ventilation, cites: [made-up.all]}]}
  oxygen: {title: Oxygen, recommend: [{do: oxygen, detail: up to 94 %, cites: [made-up.all]}], then: effusion}
  robust:
    all_of: [{age: '< 65'}, {confusion: no}, {help: yes}]
    title: Robust, and not alone?
    cites: [made-up.all]
    branches: [{when: yes, go: swallows}, {when: no, go: fair_saturation}]
  fair_saturation:
    ask: saturation
    title: 'Not robust: saturation on air?'
    cites: [made-up.all]
    branches: [{when: '< 92', go: effusion}, {when: '>= 92', go: worsening}]
  worsening:
    at_least: {count: 2, of: [{duration: '>= 7.5'}, {crp: '> 150.3'}, {urea: '> 10.7'}]}
    title: Is it getting worse?
    cites: [made-up.all]
    branches: [{when: yes, go: defence}, {when: no, go: home_allergy}]

  # Inflamed lung: at home
  swallows:
    ask: swallows
    cites: [made-up.all]
    branches: [{when: yes, go: home_allergy}, {when: no, go: aspiration}]
  home_allergy:
    ask: allergy
    title: 'At home: allergy to the first choice?'
    cites: [made-up.all]
    branches: [{when: none, go: home_weight}, {when: mild, go: home_b}, {when: severe, go: home_age}]
  home_age:
    ask: age
    title: 'At home: age?'
    cites: [made-up.all]
    branches: [{when: '< 75', go: home_d}, {when: '>= 75', go: pharmacist}]
  home_weight:
    ask: weight
    cites: [made-up.all]
    branches: [{when: '< 50.4', go: home_a_less}, {when: '>= 50.4', go: home_a}]
  home_a: {title: Drug A at home, recommend: [{do: drug_a, detail: tablets, cites: [made-up.all]}]}
  home_a_less: {title: Less of drug A at home, recommend: [{do: drug_a, detail: fewer tablets, cites: [made-up.all]}]}
  home_b: {title: Drug B at home, recommend: [{do: drug_b, detail: tablets, cites: [made-up.all]}]}
  home_d: {title: Drug D at home, recommend: [{do: drug_d, detail: tablets, cites: [made-up.all]}]}

  # Inflamed lung: on the ward
  effusion:
    ask: effusion
    cites: [made-up.all]
    branches: [{when: none, go: defence}, {when: small, go: acidity}, {when: large, go: drain}]
  acidity:
    ask: acidity
    cites: [made-up.all]
    branches: [{when: '< 7.2', go: drain}, {when: '>= 7.2', go: defence}]
  drain: {title: A drain, recommend: [{do: drain, cites: [made-up.all]}]}
  defence:
    ask: immune
    cites: [made-up.all]
    branches: [{when: [normal, reduced], go: aspiration}, {when: neutropenic, go: neutropenic}]
  neutropenic: {title: Drugs C and D, recommend: [{do: drug_c, cites: [made-up.all]}, {do: drug_d, cites: [made-up.all]}]}
  aspiration:
    ask: aspiration
    cites: [made-up.all]
    branches: [{when: yes, go: aspiration_kidney}, {when: no, go: allergy}]
  aspiration_kidney:
    ask: filtration
    title: 'Aspirated: filtration rate?'
    cites: [made-up.all]
    branches: [{when: '< 29.9', go: ward_c_less}, {when: '>= 29.9', go: ward_c}]
  ward_c: {title: Drug C, recommend: [{do: drug_c, cites: [made-up.all]}]}
  ward_c_less: {title: Less of drug C, recommend: [{do: drug_c, detail: less, cites: [made-up.all]}]}
  allergy:
    ask: allergy
    cites: [made-up.all]
    branches: [{when: none, go: kidney}, {when: mild, go: mild_kidney}, {when: severe, go: pregnant}]
  kidney:
    ask: filtration
    title: 'No allergy: filtration rate?'
    cites: [made-up.all]
    branches: [{when: '< 15', go: ward_a_least}, {when: '[15..49.9]', go: ward_a_less}, {when: '> 49.9', go: ward_a}]
  ward_a: {title: Drug A, recommend: [{do: drug_a, cites: [made-up.all]}]}
  ward_a_less: {title: Less of drug A, recommend: [{do: drug_a, detail: less, cites: [made-up.all]}]}
  ward_a_least: {title: Least of drug A, recommend: [{do: drug_a, detail: least, cites: [made-up.all]}]}
  mild_kidney:
    ask: filtration
    title: 'Mild allergy: filtration rate?'
    cites: [made-up.all]
    branches: [{when: '< 29.9', go: ward_b_less}, {when: '>= 29.9', go: ward_b}]
  ward_b: {title: Drug B, recommend: [{do: drug_b, cites: [made-up.all]}]}
  ward_b_less: {title: Less of drug B, recommend: [{do: drug_b, detail: less, cites: [made-up.all]}]}
  pregnant:
    ask: pregnant
    cites: [made-up.all]
    branches: [{when: yes, go: pharmacist}, {when: no, go: old}]
  pharmacist: {title: Ask the pharmacist, silent: yes}
  old:
    ask: age
    cites: [made-up.all]
    branches: [{when: '< 75', go: ward_d}, {when: '>= 75', go: ward_d_less}]
  ward_d: {title: Drug D, recommend: [{do: drug_d, cites: [made-up.all]}]}
  ward_d_less: {title: Less of drug D, recommend: [{do: drug_d, detail: less, cites: [made-up.all]}]}
"""


def thirty():
    """Return the graph, read from a file as any other is."""
    with tempfile.TemporaryDirectory() as folder:
        return hemgraph.load(write(Path(folder)))


def write(folder):
    """Write the graph into a folder, and return the file."""
    file = folder / "thirty-conditions.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def paths(model):
    """How many paths there are from the start to a leaf."""
    found = {}

    def count(name):
        if name not in found:
            targets = model.nodes[name].targets
            found[name] = sum(map(count, targets)) if targets else 1
        return found[name]

    return count(model.start)


def main():
    graph = thirty()
    model = graph.model
    conditions = sum(hasattr(node, "branches") for node in model.nodes.values())
    print(
        f"{conditions} conditions, {len(model.leaves)} leaves, {len(model.nodes)} nodes, {len(model.findings)} findings"
    )
    print(f"{paths(model)} paths; errors: {[i.message for i in graph.check().issues if i.severity == 'error']}")


if __name__ == "__main__":
    main()
