// The answer: the recommendation first, then the path, who disagrees, and on what it rests.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
/** @typedef {import("./view.js").View} View */
import { cite, coded, say, sentence, within } from "./words.js";
import { claims, givenText } from "./form.js";
import { disputes, list, remarks, sources, unknowns } from "./beside.js";
import { el, folded } from "./dom.js";
import { UNKNOWN } from "./trace.js";
import { quoted, valueLabel } from "./entries.js";

/** @typedef {{show: (node: string) => void, answer: (finding: string, value: string | null) => void, play: () => void}} Heard */

export const STANCES = ["do", "consider", "avoid"];

/** The head of the answer as one line: where the path ended, or stopped. @param {View} view */
export function headText(view) {
  if (isBlank(view)) return say("answer");
  if (view.faults.length) return say(view.kind === "case" ? "refused" : view.kind === "graph" ? "broken" : "undecided");
  if (view.trace.status === "incomplete") return say("not_enough");
  return say(view.trace.status === "silent" ? "no_guidance" : "recommendation");
}

/** Whether nothing is known yet. @param {View} view */
function isBlank(view) {
  return !view.faults.length && !view.entries.size && view.trace.leaf === null && view.path.length < 2;
}

/** What is spoken when the answer changes. @param {View} view */
export function spoken(view) {
  const { graph } = view.logic;
  if (view.faults.length) return `${headText(view)}. ${view.faults.map((fault) => fault.message).join(". ")}`;
  if (view.next.findings.length) return `${say("next")}: ${graph.findings[view.next.findings[0]].ask}`;
  if (view.trace.leaf === null) return `${say("not_enough")}. ${stopText(view)}`;
  const said = STANCES.map((stance) => {
    const names = view.trace.recommendations.filter((given) => given.stance === stance).map((given) => given.name);
    return names.length ? `${say(stance)}: ${names.join("; ")}.` : "";
  });
  return `${headText(view)}. ${endText(view)}. ${said.filter(Boolean).join(" ")}`;
}

/** Where a view ends, in a few words. @param {View} view */
export function endText(view) {
  const node = view.trace?.leaf ? view.logic.graph.nodes[view.trace.leaf] : null;
  return node ? say("box", { box: node.box, text: node.text }) : headText(view);
}

/** @param {View} view */
function stopText(view) {
  const last = view.path[view.path.length - 1];
  return say("stops", { box: last.box, text: last.text });
}

/** The whole answer as elements. @param {View} view @param {Heard} heard */
export function answer(view, heard) {
  if (isBlank(view)) return [el("p", {}, say("begin"))];
  if (view.faults.length) return refused(view, heard);
  const { trace } = view;
  return [
    end(view, heard),
    ...STANCES.map((stance) => stanceOf(view, stance, heard)),
    stillMissing(view),
    entered(view),
    el("div", { id: "the-reasons" }),
    pathOf(view, heard),
    disputes(view.logic.graph, view.trace.recommendations, true),
    remarks(view, "cautions", say("cautions")),
    remarks(view, "outcomes", say("outcomes")),
    list(say("asked_not_known"), unknowns(view)),
    sources(view),
    el(
      "p",
      { class: "paper signature" },
      ["date", "name", "signature"].map((key) => [say(key), " ", el("span"), " "]),
    ),
  ];
}

/** @param {View} view @param {Heard} heard */
function refused(view, heard) {
  const { graph } = view.logic;
  const names = [...new Set(view.faults.flatMap((fault) => fault.findings ?? (fault.finding ? [fault.finding] : [])))];
  return [
    el(
      "div",
      { class: "alert" },
      view.faults.map((fault) => [
        el("p", { class: "fault" }, coded(sentence(fault.message))),
        el("p", {}, coded(sentence(fault.help))),
      ]),
    ),
    el(
      "div",
      { class: "acts" },
      names
        .filter((name) => view.entries.has(name))
        .map((name) => {
          const finding = Object.hasOwn(graph.findings, name) ? graph.findings[name] : null;
          const given = /** @type {string} */ (view.entries.get(name));
          const text = finding ? `${finding.ask} ${givenText(finding, given)}` : quoted(name);
          return el(
            "button",
            { type: "button", "data-key": `drop:${name}`, onclick: () => heard.answer(name, null) },
            say("take_back_of", { text }),
          );
        }),
    ),
    entered(view),
    view.path.length ? pathOf(view, heard) : null,
  ];
}

/** @param {View} view @param {Heard} heard */
function end(view, heard) {
  const { trace, logic, next } = view;
  if (trace.leaf === null)
    return el(
      "div",
      { class: "end" },
      el("p", {}, stopText(view)),
      next.findings.length ? null : el("p", {}, say("narrow")),
    );
  const node = logic.graph.nodes[trace.leaf];
  const waits = next.node === null ? null : logic.graph.nodes[next.node];
  return el(
    "div",
    { class: `end ${trace.status}` },
    el("p", { class: "leaf" }, boxLink(node.box, trace.leaf, heard), " ", node.text),
    node.reassess ? el("p", {}, say("again", { box: logic.graph.nodes[node.reassess].box })) : null,
    waits ? el("p", { class: "alert" }, say("while_unknown", { box: waits.box, text: waits.text })) : null,
  );
}

/** @param {number} box @param {string} node @param {Heard} heard */
export function boxLink(box, node, heard) {
  return el(
    "a",
    {
      href: `#${node}`,
      class: "box",
      "aria-label": say("show_box", { box }),
      onclick: (event) => {
        event.preventDefault();
        heard.show(node);
      },
    },
    box,
  );
}

/** @param {View} view @param {string} stance @param {Heard} heard */
function stanceOf(view, stance, heard) {
  const given = view.trace.recommendations.filter((said) => said.stance === stance);
  if (!given.length) return null;
  const always = view.trace.leaf === null ? say("whatever") : "";
  return el(
    "section",
    { class: `stance ${stance}` },
    el("h3", {}, say(stance) + always),
    el(
      "ul",
      {},
      given.map((said) => recommendation(view.logic.graph, said, heard)),
    ),
  );
}

/** One recommendation with its detail, its reason and its sources; `linked` where who disagrees stands with the answer.
 * @param {Data} graph @param {Data} said @param {Heard} heard @param {boolean} [linked] */
export function recommendation(graph, said, heard, linked = true) {
  const detail = [said.detail, said.timing].filter(Boolean).join("; ");
  return el(
    "li",
    {},
    el("strong", {}, said.name),
    said.disputed
      ? [
          " ",
          el(
            linked ? "a" : "span",
            { href: linked && `#dispute-${said.disputed}`, class: "disputed" },
            `≠ ${say("disputed")}`,
          ),
        ]
      : null,
    detail ? el("p", {}, detail) : null,
    said.because ? el("p", {}, say("because", { text: within(said.because) })) : null,
    el(
      "p",
      { class: "cites" },
      boxLink(graph.nodes[said.node].box, said.node, heard),
      " ",
      cite(graph, said.cites) || say("no_source"),
    ),
    said.cites.length
      ? folded({ class: "rests", "data-key": `cites:${said.key}` }, say("what_sources_say"), () =>
          claims(graph, said.cites),
        )
      : null,
  );
}

/** @param {View} view */
function stillMissing(view) {
  const { trace, logic } = view;
  if (!trace.missing.length) return null;
  const node = logic.graph.nodes[view.path[view.path.length - 1].node];
  const leads = (/** @type {Record<string, string[]>} */ ends) =>
    node.branches.map((branch) => {
      const leaves = ends[branch.test].map((name) => logic.graph.nodes[name]);
      const boxes = leaves
        .slice(0, 4)
        .map((leaf) => say("box", { box: leaf.box, text: leaf.text }))
        .join("; ");
      const more = leaves.length > 4 ? `; ${say("and_more", { count: leaves.length - 4 })}` : "";
      return el(
        "li",
        {},
        el("strong", {}, branch.text),
        `: ${boxes ? say("can_lead", { ends: boxes + more }) : say("not_possible")}`,
      );
    });
  return el(
    "section",
    {},
    el("h3", {}, say("known_next")),
    el(
      "ul",
      { class: "asks" },
      trace.missing.map((row) => el("li", {}, logic.graph.findings[row.finding].ask)),
    ),
    trace.missing.length > 1 ? el("p", {}, say("they_decide", { text: node.text })) : null,
    folded({ "data-key": "leads" }, say("where_each"), () => el("ul", {}, leads(trace.missing[0].leads_to))),
  );
}

/** On paper each finding that was entered, with its answer. @param {View} view */
function entered(view) {
  const { findings } = view.logic.graph;
  const said = [...view.entries]
    .filter(([name]) => Object.hasOwn(findings, name))
    .map(([name, given]) => `${findings[name].ask.replace(/\?$/, "")}: ${givenText(findings[name], given)}`);
  const rows = (said.length ? said : [say("nothing")]).map((text) => el("li", {}, text));
  return el("section", { class: "paper" }, el("h3", {}, say("entered")), el("ul", {}, rows));
}

/** @param {View} view @param {Heard} heard */
function pathOf(view, heard) {
  const { graph } = view.logic;
  return el(
    "section",
    { class: "path" },
    el("h3", {}, say("path")),
    el(
      "ol",
      {},
      view.path.map((step) =>
        el(
          "li",
          {},
          boxLink(step.box, step.node, heard),
          " ",
          step.text,
          step.kind === "condition"
            ? [" ", el("strong", {}, labelText(step)), decided(graph, step)]
            : openRemark(view, step),
        ),
      ),
    ),
    view.path.length > 1
      ? el(
          "button",
          { type: "button", class: "quiet screen", "data-key": "play", onclick: () => heard.play() },
          say("walk_through"),
        )
      : null,
  );
}

/** The answer of a step in words. @param {Data} step */
function labelText(step) {
  return step.label === "Not known" ? say("not_known") : step.label;
}

/** What an action on the path says, and not every way on gives, does not hold yet. @param {View} view @param {Data} step */
function openRemark(view, step) {
  const given = new Set(view.trace?.recommendations.map((said) => said.key));
  const said = view.logic.graph.nodes[step.node].recommend;
  return said.every((row) => given.has(row.key)) ? null : el("p", { class: "hint" }, sentence(say("not_all")));
}

/** The findings that decided an answer, where the answer does not say them. @param {Data} graph @param {Data} step */
function decided(graph, step) {
  const names = Object.keys(step.read).filter(
    (name) =>
      Object.keys(step.read).length > 1 || (graph.findings[name].ask !== step.text && step.read[name] === UNKNOWN),
  );
  if (!names.length) return null;
  const said = names.map((name) => {
    const value = step.read[name];
    return `${graph.findings[name].ask.replace(/\?$/, "")}: ${value === UNKNOWN ? within(say("not_known")) : valueLabel(graph.findings[name], value)}`;
  });
  return el("small", {}, ` (${said.join("; ")})`);
}
