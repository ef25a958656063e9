// The questions: those of the path in its order, the next one open, and all others at hand.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
/** @typedef {import("./view.js").View} View */
import { cite, say, sentence } from "./words.js";
import { el, folded } from "./dom.js";
import { pointOf, UNKNOWN } from "./trace.js";
import { plain, readEntry, valueLabel } from "./entries.js";

/** @typedef {{answer: (finding: string, value: string | null) => void, open: (finding: string | null) => void, isUnfolded: (key: string) => boolean}} Heard */

/** What was typed and not yet entered: it must not be lost when the form is drawn anew.
 * @type {Map<string, string>} */
const DRAFTS = new Map();

/** Forget what was typed: it was of another patient. */
export function forgetDrafts() {
  DRAFTS.clear();
}

/** All questions as elements. `open` is one that the reader opened, `near` are options that an edge stands for.
 * @param {View} view @param {string | null} open @param {string[]} near @param {Heard} heard */
export function questions(view, open, near, heard) {
  const { graph } = view.logic;
  /** @type {Map<string, string>} */ const asker = new Map();
  for (const step of view.path) {
    for (const name of graph.nodes[step.node].findings ?? []) {
      if ((view.entries.has(name) || view.next.findings.includes(name)) && !asker.has(name)) asker.set(name, step.node);
    }
  }
  const rows = [...asker].map(([name, node]) => row(view, name, node, open, near, heard));
  const known = [...view.entries.keys()].filter((name) => !asker.has(name) && Object.hasOwn(graph.findings, name));
  const rest = Object.keys(graph.findings).filter((name) => !asker.has(name) && !view.entries.has(name));
  const beside = known.map((name) => row(view, name, null, open, near, heard));
  const unfolded = heard.isUnfolded("all") || (open !== null && rest.includes(open));
  const others = () => rest.map((name) => row(view, name, null, open, near, heard));
  const all = folded({ "data-key": "all", open: unfolded }, say("other_questions", { count: rest.length }), others);
  return [
    ...rows,
    beside.length ? el("h3", {}, say(view.path.length ? "not_on_path" : "entered")) : null,
    ...beside,
    rest.length ? all : null,
  ];
}

/** One question: open with its answers, or closed with the one that was given.
 * @param {View} view @param {string} name @param {string | null} node @param {string | null} open @param {string[]} near @param {Heard} heard */
function row(view, name, node, open, near, heard) {
  const given = view.entries.get(name);
  const isNext = view.next.findings.includes(name);
  const isOpen = open === name || (isNext && given === undefined);
  const finding = view.logic.graph.findings[name];
  const asked = node === null ? null : view.logic.graph.nodes[node];
  const text = asked && asked.clauses === null ? asked.text : finding.ask;
  const bad = view.faults.some((fault) => fault.finding === name || fault.findings?.includes(name));
  const number = asked ? el("span", { class: "number" }, asked.box) : null;
  if (!isOpen) {
    const said =
      given === undefined
        ? null
        : el("strong", { class: given === UNKNOWN ? "said unknown" : "said" }, givenText(finding, given));
    return el(
      "div",
      { class: `row${bad ? " bad" : ""}`, id: `ask-${name}` },
      el("p", { class: "text" }, number, text, " ", said),
      el(
        "button",
        {
          type: "button",
          class: "quiet",
          "data-key": `open:${name}`,
          "aria-label": `${say(given === undefined ? "answer_it" : "change")}: ${text}`,
          onclick: () => heard.open(name),
        },
        say(given === undefined ? "answer_it" : "change"),
      ),
    );
  }
  return el(
    "fieldset",
    { class: `question${isNext ? " next" : ""}${bad ? " bad" : ""}`, id: `ask-${name}`, tabindex: "-1" },
    el("legend", {}, number, text),
    asked?.clauses ? el("p", { class: "hint" }, `${asked.text} ${sentence(asked.weighs)}`) : null,
    text !== finding.ask ? el("p", { class: "hint" }, finding.ask) : null,
    finding.help ? el("p", { class: "hint" }, finding.help) : null,
    finding.type === "integer" || finding.type === "number"
      ? quantity(view, name, node, given, heard)
      : el("div", { class: "options" }, options(view, name, node, given, near, heard)),
    el(
      "div",
      { class: "acts" },
      given === undefined
        ? null
        : el(
            "button",
            { type: "button", class: "quiet", "data-key": `clear:${name}`, onclick: () => heard.answer(name, null) },
            say("take_back"),
          ),
      given === undefined
        ? null
        : el(
            "button",
            { type: "button", class: "quiet", "data-key": `close:${name}`, onclick: () => heard.open(null) },
            say("keep"),
          ),
    ),
    asked?.cites.length || asked?.note ? restsOn(view.logic.graph, asked) : null,
  );
}

/** What was entered, in words; as it stands where it is no value of the finding. @param {Data} finding @param {string} given */
export function givenText(finding, given) {
  if (given === UNKNOWN) return say("not_known");
  try {
    const value = readEntry(finding, given);
    return value === null ? say("not_known") : valueLabel(finding, value);
  } catch {
    return plain(given).slice(0, 60);
  }
}

/** The answers to a question that has a few, each with the box that it leads to and a warning where it contradicts.
 * @param {View} view @param {string} name @param {string | null} node @param {string | undefined} given @param {string[]} near @param {Heard} heard */
function options(view, name, node, given, near, heard) {
  const { logic } = view;
  const finding = logic.graph.findings[name];
  const values = finding.type === "boolean" ? ["yes", "no"] : Object.keys(finding.options);
  const possible = view.known ? possibleCells(view, name) : null;
  const buttons = values.map((value, cell) => {
    const to = node === null ? null : target(logic.graph, node, cell);
    const barred = possible && !possible.has(cell);
    return option(name, value, givenText(finding, value), given, heard, {
      to: to ? say("to_box", { box: logic.graph.nodes[to].box }) : "",
      more: barred ? say("contradicts") : "",
      near: near.includes(value),
    });
  });
  const asks = node === null ? null : logic.graph.nodes[node];
  const go = asks && asks.clauses === null && asks.unknown !== null ? asks.branches[asks.unknown].go : null;
  const to = go ? say("to_box", { box: logic.graph.nodes[go].box }) : "";
  return [...buttons, option(name, UNKNOWN, say("not_known"), given, heard, { to, near: near.includes(UNKNOWN) })];
}

/** @param {string} name @param {string} value @param {string} text @param {string | undefined} given @param {Heard} heard
 * @param {{to?: string, more?: string, near?: boolean}} said */
function option(name, value, text, given, heard, { to = "", more = "", near = false } = {}) {
  return el(
    "button",
    {
      type: "button",
      class: `option${near ? " near" : ""}${value === UNKNOWN ? " unknown" : ""}`,
      "aria-pressed": String(given === value),
      "data-key": `${name}=${value}`,
      // The second press of a double click would answer the question that has come up in its place.
      onclick: (event) => event.detail < 2 && heard.answer(name, value),
    },
    el("span", {}, text),
    to || more ? " " : null,
    to ? el("small", {}, to) : null,
    more ? el("small", { class: "more" }, more) : null,
  );
}

/** A question for a number: any unit of the same kind may be written. What is wrong is said beside it, and not taken.
 * @param {View} view @param {string} name @param {string | null} node @param {string | undefined} given @param {Heard} heard */
function quantity(view, name, node, given, heard) {
  const finding = view.logic.graph.findings[name];
  const input = /** @type {HTMLInputElement} */ (
    el("input", {
      id: `value-${name}`,
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      size: "10",
      value: DRAFTS.get(name) ?? (given === undefined || given === UNKNOWN ? "" : given),
      "data-key": `value:${name}`,
      "aria-describedby": `hint-${name} fault-${name}`,
    })
  );
  input.addEventListener("input", () => DRAFTS.set(name, input.value));
  const fault = el("p", { class: "alert", id: `fault-${name}`, hidden: true });
  /** @param {Event} event */
  const take = (event) => {
    event.preventDefault();
    try {
      readEntry(finding, input.value.trim() || " ");
    } catch (error) {
      fault.textContent = `${/** @type {Error} */ (error).message}. ${/** @type {Data} */ (error).help ?? ""}`;
      fault.hidden = false;
      input.setAttribute("aria-invalid", "true");
      input.focus();
      return;
    }
    DRAFTS.delete(name);
    heard.answer(name, input.value.trim());
  };
  const [low, high] = finding.range;
  const step = finding.type === "integer" ? say("whole_number") : "";
  const edges = node === null ? [] : view.logic.graph.nodes[node].branches;
  const limits =
    view.logic.graph.nodes[node ?? ""]?.clauses === null ? edges.map((branch) => branch.text).join("; ") : "";
  return el(
    "form",
    { class: "quantity", novalidate: true, onsubmit: take },
    el("label", { for: `value-${name}` }, say("value")),
    input,
    finding.unitText ? el("span", {}, finding.unitText) : null,
    el("button", { type: "submit", "data-key": `take:${name}` }, say("take")),
    option(name, UNKNOWN, say("not_known"), given, heard),
    el(
      "p",
      { class: "hint", id: `hint-${name}` },
      `${say("range", { low, high, unit: finding.unitText })} ${step} ${limits ? say("edges", { limits }) : ""}`,
    ),
    fault,
  );
}

/** The cells of a finding that the other answers leave possible. @param {View} view @param {string} name */
function possibleCells(view, name) {
  const { space } = view.logic;
  const others = Object.create(null);
  for (const other in view.known) if (other !== name) others[other] = view.known[other];
  return new Set(space.possible(pointOf(view.logic, others), name).map((bit) => space.cell(bit, name)));
}

/** The box that one cell of a finding leads to from a condition that asks it alone. @param {Data} graph @param {string} name @param {number} cell */
export function target(graph, name, cell) {
  const node = graph.nodes[name];
  if (node.clauses !== null || node.kind !== "condition") return null;
  const goes = new Set(node.takers[cell].map((n) => node.branches[n].go));
  return goes.size === 1 ? /** @type {string} */ ([...goes][0]) : null;
}

/** What a box rests on, statement by statement. @param {Data} graph @param {Data} node */
export function restsOn(graph, node) {
  return folded({ class: "rests", "data-key": `rests:${node.box}` }, say("rests_on"), () => [
    node.note ? el("p", {}, node.note) : null,
    claims(graph, node.cites),
  ]);
}

/** Statements with their sources, in our words. @param {Data} graph @param {string[]} cites */
export function claims(graph, cites) {
  if (!cites.length) return null;
  return el(
    "ul",
    { class: "claims" },
    cites.map((name) => el("li", {}, `${graph.claims[name].text} `, el("cite", {}, cite(graph, [name])))),
  );
}
