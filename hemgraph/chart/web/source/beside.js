// What stands beside a recommendation: who disagrees, cautions, outcomes, what was not known, the sources.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
/** @typedef {import("./view.js").View} View */
import { cite, say } from "./words.js";
import { claims } from "./form.js";
import { el, folded } from "./dom.js";
import { UNKNOWN } from "./trace.js";

/** The conflicts that what is recommended is disputed by, each with the interventions concerned. @param {View} view @returns {Map<string, string[]>} */
function disputed(view) {
  /** @type {Map<string, string[]>} */ const found = new Map();
  for (const given of view.trace.recommendations) {
    if (given.disputed) found.set(given.disputed, [...(found.get(given.disputed) ?? []), given.name]);
  }
  return found;
}

/** @param {View} view */
export function disputes(view) {
  const { graph } = view.logic;
  const found = disputed(view);
  if (!found.size) return null;
  return el(
    "section",
    { class: "disputes" },
    el("h3", {}, `${say("disagrees")} (≠)`),
    [...found].map(([name, about]) => {
      const { positions, resolution, because } = graph.conflicts[name];
      return el(
        "div",
        { id: `dispute-${name}`, class: "dispute", tabindex: "-1" },
        el("h4", {}, [...new Set(about)].join("; ")),
        el(
          "ul",
          {},
          Object.keys(positions).map((side) =>
            el(
              "li",
              {},
              el("strong", {}, side),
              `: ${cite(graph, positions[side])}`,
              folded({ class: "rests", "data-key": `side:${name}:${side}` }, say("what_sources_say"), () =>
                claims(graph, positions[side]),
              ),
            ),
          ),
        ),
        el("p", {}, el("strong", {}, say("decided")), ` ${resolution}`),
        because ? el("p", {}, el("strong", {}, say("decided_because")), ` ${because}`) : null,
      );
    }),
  );
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
    [...found.values()].map((said) => (said.cites.length ? `${said.text} (${cite(graph, said.cites)})` : said.text)),
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
  const others = trace.reachable.filter((leaf) => leaf !== trace.leaf).map((leaf) => logic.graph.nodes[leaf].box);
  if (asked.length && trace.leaf !== null && others.length) rows.push(say("could_lead", { boxes: others.join(", ") }));
  return rows;
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
    ...[...disputed(view).keys()].flatMap((name) => Object.values(graph.conflicts[name].positions).flat()),
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
