// Why, and what would change it: exact, or not said at all.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
/** @typedef {import("./view.js").View} View */
import { say, within } from "./words.js";
import { el, folded } from "./dom.js";
import { explain } from "./explain.js";
import { unsettled } from "./unsettled.js";
import { valueLabel } from "./entries.js";

const MOST_SHOWN = 12;
const MOST_WORK = 50_000;
const MOST_WALKED = 1_500;

/** The reasons of an answer as elements; none where not enough is known. @param {View} view @param {{try: (entries: Record<string, string>) => void}} heard */
export function reasons(view, heard) {
  const { logic, known } = view;
  const found = known && explain(logic, known, MOST_WORK, MOST_WALKED);
  if (!found) return [];
  const whatIf = () => [changes(view, found.changes, heard), further(view, heard)];
  return [
    folded({ "data-key": "why", open: true }, el("h3", {}, say("why")), () => why(view, found.reason)),
    folded({ "data-key": "changes" }, el("h3", {}, say("what_would_change")), whatIf),
  ];
}

/** @param {View} view @param {{finding: string, cells: number[] | null}[] | null} reason */
function why(view, reason) {
  const { graph } = view.logic;
  if (reason === null) return el("p", {}, say("too_much_work"));
  const names = new Set(reason.map((deciding) => deciding.finding));
  const rest = Object.keys(view.known)
    .filter((name) => !names.has(name))
    .map((name) => graph.findings[name].ask);
  const head = ["why_none", "why_one"][reason.length] ?? "why_many";
  return [
    el("p", {}, say(head, { count: reason.length })),
    el(
      "ul",
      {},
      reason.map(({ finding: name, cells }) => {
        const finding = graph.findings[name];
        const now = view.known[name];
        const wide = cells === null ? "" : alsoFor(finding, cells, now);
        return el(
          "li",
          {},
          `${finding.ask} `,
          el("strong", {}, now === undefined ? say("not_known") : valueLabel(finding, now)),
          wide ? ` (${wide})` : "",
        );
      }),
    ),
    rest.length ? el("p", {}, `${say("do_not_matter")} ${rest.join(" ")}`) : null,
  ];
}

/** The values besides the patient's own that keep the recommendation. @param {Data} finding @param {number[]} cells @param {any} now */
function alsoFor(finding, cells, now) {
  if (finding.type === "number" || finding.type === "integer")
    return say("as_for_all", { values: setLabel(finding, cells) });
  const others = cells.filter((cell) => valueOf(finding, cell) !== now);
  return others.length ? say("as_for", { values: within(setLabel(finding, others)) }) : "";
}

/** @param {View} view @param {{to: Record<string, number[]>, outcome: {leaf: string, keys: string}}[] | null} found @param {{try: (entries: Record<string, string>) => void}} heard */
function changes(view, found, heard) {
  if (found === null) return el("p", {}, say("too_much_work"));
  if (!found.length) return el("p", {}, say("nothing_changes"));
  const count = Object.keys(found[0].to).length;
  return [
    el("p", {}, count === 1 ? say("one_change") : say("many_changes", { count })),
    el(
      "ul",
      {},
      found.slice(0, MOST_SHOWN).map((change) => changed(view, change, heard)),
    ),
    found.length > MOST_SHOWN ? el("p", {}, say("and_more", { count: found.length - MOST_SHOWN })) : null,
  ];
}

/** Answers that would lead to further questions before anything is recommended. @param {View} view @param {{try: (entries: Record<string, string>) => void}} heard */
function further(view, heard) {
  const { graph } = view.logic;
  const found = unsettled(view.logic, view.known);
  if (found === null) return el("p", {}, say("too_much_work"));
  if (!found.length) return null;
  return [
    el("p", {}, say("further")),
    el(
      "ul",
      {},
      found.map(({ finding: name, cells, node }) => {
        const finding = graph.findings[name];
        const said = `${finding.ask} ${setLabel(finding, cells)}`;
        const box = say("box", { box: graph.nodes[node].box, text: graph.nodes[node].text });
        return el("li", {}, `${said} → ${box} `, tryIt(said, { [name]: finding.cells[cells[0]].plain }, heard));
      }),
    ),
  ];
}

/** @param {string} said @param {Record<string, string>} entries @param {{try: (entries: Record<string, string>) => void}} heard */
function tryIt(said, entries, heard) {
  return el(
    "button",
    {
      type: "button",
      class: "quiet screen",
      "aria-label": say("try_it_of", { text: said }),
      onclick: () => heard.try(entries),
    },
    say("try_it"),
  );
}

/** @param {View} view @param {{to: Record<string, number[]>, outcome: {leaf: string, keys: string}}} change @param {{try: (entries: Record<string, string>) => void}} heard */
function changed(view, { to, outcome }, heard) {
  const { graph } = view.logic;
  const names = Object.keys(to);
  const said = names
    .map((name) => `${graph.findings[name].ask} ${setLabel(graph.findings[name], to[name])}`)
    .join("; ");
  const leaf = graph.nodes[outcome.leaf];
  const box = say("box", { box: leaf.box, text: leaf.text });
  const end = outcome.leaf === view.trace.leaf ? `${say("as_now", { box })} ${otherwise(view, outcome.keys)}` : box;
  const entries = Object.fromEntries(names.map((name) => [name, graph.findings[name].cells[to[name][0]].plain]));
  return el("li", {}, `${said} → ${end} `, tryIt(said, entries, heard));
}

/** What is recommended otherwise on the way to the same box. @param {View} view @param {string} keys */
function otherwise(view, keys) {
  const { graph } = view.logic;
  /** @type {Map<string, Data>} */ const all = new Map();
  for (const name in graph.nodes) for (const said of graph.nodes[name].recommend ?? []) all.set(said.key, said);
  const now = new Set(view.trace.recommendations.map((given) => given.key));
  /** @type {Set<string>} */ const then = new Set(JSON.parse(keys));
  const more = [...then]
    .filter((key) => !now.has(key))
    .map((key) => `${within(say(all.get(key)?.stance))} ${all.get(key)?.name}`);
  const gone = [...now].filter((key) => !then.has(key)).map((key) => all.get(key)?.name);
  return [
    more.length ? say("new", { names: more.join("; ") }) : "",
    gone.length ? say("gone", { names: gone.join("; ") }) : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** @param {Data} finding @param {number} cell */
function valueOf(finding, cell) {
  return finding.type === "boolean" ? cell === 0 : finding.cells[cell].sample;
}

/** Some cells of a finding in words: `Mild or refractory`, `10 to < 20 mm`. @param {Data} finding @param {number[]} cells */
export function setLabel(finding, cells) {
  if (finding.type === "number" || finding.type === "integer") {
    return `${ranges(finding, cells).join(" or ")} ${finding.unitText}`.trim();
  }
  const labels = cells.map((cell, n) =>
    n ? within(valueLabel(finding, valueOf(finding, cell))) : valueLabel(finding, valueOf(finding, cell)),
  );
  if (labels.length < 2) return labels.join("");
  if (labels.some((label) => label.includes(","))) return labels.join(" or ");
  return `${labels.slice(0, -1).join(", ")} or ${labels[labels.length - 1]}`;
}

/** Some cells of a number as ranges, merged where they touch. @param {Data} finding @param {number[]} cells @returns {string[]} */
function ranges(finding, cells) {
  /** @type {{first: number, last: number}[]} */ const runs = [];
  for (const cell of cells) {
    const run = runs[runs.length - 1];
    if (run && run.last === cell - 1) run.last = cell;
    else runs.push({ first: cell, last: cell });
  }
  const all = finding.cells;
  return runs.map(({ first, last }) => {
    if (first === last && all[first].only) return all[first].sample;
    const [low, high] = [first ? all[first].from : null, last + 1 < all.length ? all[last].to : null];
    if (!low && !high) return `${finding.range[0]} to ${finding.range[1]}`;
    if (!low) return `${high[1] ? "≤" : "<"} ${high[0]}`;
    if (!high) return `${low[1] ? "≥" : ">"} ${low[0]}`;
    return `${low[1] ? "" : "> "}${low[0]} to ${high[1] ? "" : "< "}${high[0]}`;
  });
}
