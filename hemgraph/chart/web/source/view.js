// What follows from what was entered: values or faults, the trace, and what is to be asked next.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
/** @typedef {import("./state.js").Entries} Entries */
/**
 * What follows from the entries: `known` are their values, or null where some are none; `path` goes as far as it is
 * known; `next` is what is to be asked.
 * @typedef {object} View
 * @property {Logic} logic
 * @property {Entries} entries
 * @property {any} known
 * @property {string[]} strange  Findings that were entered and are of the other version alone.
 * @property {Data[]} faults
 * @property {"case" | "graph" | "work"} kind  What the faults are of.
 * @property {any} trace
 * @property {Data[]} path
 * @property {{node: string | null, findings: string[]}} next
 */
import { Logic, Refused } from "./logic.js";
import { pointOf, traceOf } from "./trace.js";
import { sameWhatever } from "./walk.js";
import { quoted, readEntries } from "./entries.js";

/** What follows from some entries; `others` are findings that this version need not know: they are left out.
 * @param {Logic} logic @param {Entries} all @param {string[]} [twice] @param {string[]} [others] @returns {View} */
export function viewOf(logic, all, twice = [], others = []) {
  const strange = others.filter((name) => all.has(name) && !Object.hasOwn(logic.graph.findings, name));
  const entries = new Map([...all].filter(([name]) => !strange.includes(name)));
  return { ...viewOfKnown(logic, entries, twice), strange };
}

/** @param {Logic} logic @param {Entries} entries @param {string[]} twice */
function viewOfKnown(logic, entries, twice) {
  const { known, faults } = readEntries(logic.graph.findings, entries);
  const none = { node: null, findings: /** @type {string[]} */ ([]) };
  const bad = [
    ...twice.map((name) => ({ message: `${quoted(name)} is given twice`, help: "give it once" })),
    ...faults,
  ];
  if (bad.length)
    return {
      logic,
      entries,
      known: null,
      faults: bad,
      kind: /** @type {"case"} */ ("case"),
      trace: null,
      path: [],
      next: none,
    };
  try {
    const trace = traceOf(logic, known);
    return {
      logic,
      entries,
      known,
      faults: [],
      kind: /** @type {"case"} */ ("case"),
      trace,
      path: trace.path,
      next: nextQuestions(logic, trace, known, entries),
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { logic, entries, known, faults: error.faults, kind: error.kind, trace: null, path: error.path, next: none };
  }
}

/** The findings that the path has still to ask: where it stops, or has taken a branch for unknown. What was answered as
 * not known is not asked again.
 * @param {import("./logic.js").Logic} logic @param {import("./trace.js").Trace} trace @param {Record<string, any>} known @param {Map<string, string>} entries */
function nextQuestions(logic, trace, known, entries) {
  const point = pointOf(logic, known);
  for (const step of trace.path) {
    if (step.kind !== "condition" || logic.answer(point, step.node) !== null) continue;
    const findings = logic.openFindings(point, step.node).filter((name) => !(name in known) && !entries.has(name));
    if (findings.length && !(trace.leaf && sameWhatever(logic, point, findings))) return { node: step.node, findings };
  }
  return { node: null, findings: /** @type {string[]} */ ([]) };
}
