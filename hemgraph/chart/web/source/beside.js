// What stands beside a recommendation: who disagrees, cautions, outcomes, what was not known, the sources.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
/** @typedef {import("./view.js").View} View */
import { cite, cited, say } from "./words.js";
import { claims } from "./form.js";
import { el, folded } from "./dom.js";
import { UNKNOWN } from "./trace.js";

/** The conflicts that some recommendations are disputed by, each with the interventions concerned.
 * @param {Data[]} recommendations @returns {Map<string, string[]>} */
function disputed(recommendations) {
  /** @type {Map<string, string[]>} */ const found = new Map();
  for (const given of recommendations) {
    if (given.disputed) found.set(given.disputed, [...(found.get(given.disputed) ?? []), given.name]);
  }
  return found;
}

/** Who disagrees on some recommendations, what was decided, and why. Links lead here where it is `linked`.
 * @param {Data} graph @param {Data[]} recommendations @param {boolean} linked */
export function disputes(graph, recommendations, linked) {
  const rows = [...disputed(recommendations)].map(([name, about]) => {
    const { positions, resolution, because } = graph.conflicts[name];
    const sides = positions.map(({ side, cites }) => {
      const said = () => claims(graph, cites);
      const more = folded({ class: "rests", "data-key": `side:${name}:${side}` }, say("what_sources_say"), said);
      return el("li", {}, el("strong", {}, side), `: ${cite(graph, cites)}`, more);
    });
    return el(
      "div",
      { id: linked && `dispute-${name}`, class: "dispute", tabindex: linked && "-1" },
      el("h4", {}, [...new Set(about)].join("; ")),
      el("ul", {}, sides),
      el("p", {}, el("strong", {}, say("decided")), ` ${resolution}`),
      because ? el("p", {}, el("strong", {}, say("decided_because")), ` ${because}`) : null,
    );
  });
  return rows.length ? el("section", { class: "disputes" }, el("h3", {}, `${say("disagrees")} (≠)`), rows) : null;
}

/** @param {View} view @param {"cautions" | "outcomes"} kind @param {string} head */
export function remarks(view, kind, head) {
  const { graph } = view.logic;
  const found = new Map();
  for (const step of view.path) {
    for (const said of graph.nodes[step.node][kind] ?? []) found.set(JSON.stringify(said), said);
  }
  return list(
    head,
    [...found.values()].map((said) => cited(graph, said)),
  );
}

/** @param {string} head @param {string[]} rows */
export function list(head, rows) {
  return rows.length
    ? el(
        "section",
        {},
        el("h3", {}, head),
        el(
          "ul",
          {},
          rows.map((text) => el("li", {}, text)),
        ),
      )
    : null;
}

/** What was asked and not known, except what the path waits for, and what knowing more could change. @param {View} view */
export function unknowns(view) {
  const { trace, logic } = view;
  const waits = new Set(trace.missing.map((row) => row.finding));
  const read = view.path.flatMap((step) => Object.entries(step.read ?? {}));
  const asked = [
    ...new Set(read.filter(([name, value]) => value === UNKNOWN && !waits.has(name)).map(([name]) => name)),
  ];
  const rows = asked.map((name) => {
    const same = trace.did_not_matter.includes(name) ? `; ${say("no_answer_matters")}` : "";
    return `${logic.graph.findings[name].ask} ${say("not_known")}${same}.`;
  });
  if (!asked.length || trace.leaf === null) return rows; // what is reachable is most of the work: not asked for in vain
  const others = trace.reachable.filter((leaf) => leaf !== trace.leaf).map((leaf) => logic.graph.nodes[leaf].box);
  return others.length ? [...rows, say("could_lead", { boxes: others.join(", ") })] : rows;
}

/** The sources that the path, its recommendations, remarks and disputes rest on. @param {View} view */
export function sources(view) {
  const { graph } = view.logic;
  const cites = [
    ...view.path.flatMap((step) => [
      ...step.cites,
      ...["cautions", "outcomes"].flatMap((kind) => (graph.nodes[step.node][kind] ?? []).flatMap((said) => said.cites)),
    ]),
    ...view.trace.recommendations.flatMap((given) => given.cites),
    ...[...disputed(view.trace.recommendations).keys()].flatMap((name) =>
      graph.conflicts[name].positions.flatMap((position) => position.cites),
    ),
  ];
  const named = new Set(cites.map((name) => graph.claims[name].source));
  const rows = Object.keys(graph.sources).filter((name) => named.has(name));
  if (!rows.length) return null;
  return el(
    "section",
    { class: "sources" },
    el("h3", {}, say("sources")),
    el("p", { class: "hint" }, say("numbers")),
    el(
      "ul",
      {},
      rows.map((name) => el("li", {}, el("strong", {}, name), `: ${graph.sources[name]}`)),
    ),
  );
}
