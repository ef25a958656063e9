// The page: what is known comes from the address, and everything that is shown follows from it.
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
 * @property {Data[]} faults
 * @property {"case" | "graph" | "work"} kind  What the faults are of.
 * @property {any} trace
 * @property {Data[]} path
 * @property {{node: string | null, findings: string[]}} next
 */
import { Chart } from "./chart.js";
import { Logic, Refused } from "./logic.js";
import { Player } from "./player.js";
import { answer, headText, recommendation, spoken } from "./answer.js";
import { at, el, fill } from "./dom.js";
import { fragmentOf, readFragment } from "./state.js";
import { listRows } from "./rows.js";
import { nextQuestions, questions, restsOn, target } from "./form.js";
import { readEntries } from "./entries.js";
import { reasons } from "./reasons.js";
import { say, speak } from "./words.js";
import { traceOf } from "./trace.js";

/** What follows from some entries. @param {Logic} logic @param {Entries} entries @param {string[]} [twice] @returns {View} */
export function viewOf(logic, entries, twice = []) {
  const { known, faults } = readEntries(logic.graph.findings, entries);
  const none = { node: null, findings: [] };
  const bad = [...twice.map((name) => ({ message: `\`${name}\` is given twice`, help: "give it once" })), ...faults];
  if (bad.length) return { logic, entries, known: null, faults: bad, kind: "case", trace: null, path: [], next: none };
  try {
    const trace = traceOf(logic, known);
    return { logic, entries, known, faults: [], kind: "case", trace, path: trace.path, next: nextQuestions(logic, trace, known, entries) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { logic, entries, known, faults: error.faults, kind: error.kind, trace: null, path: error.path, next: none };
  }
}

/** The whole page over its data. */
class Page {
  /** @param {Data} data */
  constructor(data) {
    speak(data.words);
    this.data = data;
    this.logic = new Logic(data.graph);
    this.old = data.old ? new Logic(data.old.graph) : null;
    this.chart = new Chart(at("the-pane"), data.ways);
    this.player = new Player(at("the-player"), (count) => this.light(count), () => this.light());
    /** @type {string | null} */ this.open = null;
    /** @type {string[]} */ this.near = [];
    /** @type {(() => void) | null} */ this.after = null;
    /** @type {Set<string>} */ this.details = new Set(["why"]);
    this.turn = 0;
    /** @type {Map<string, string>} */ this.shown = new Map();
    this.view = viewOf(this.logic, new Map());
    /** @type {View | null} */ this.other = null;
    this.tools();
    this.chart.listen({ answer: (tail, head, label) => this.clicked(tail, head, label), open: (node) => this.about(node) });
    addEventListener("hashchange", () => location.hash !== this.seen && this.update());
    addEventListener("beforeprint", () => this.stamp());
    document.addEventListener("click", (event) => this.jump(event));
    document.addEventListener("toggle", (event) => this.toggled(event), true);
    if (!location.hash && data.begin) history.replaceState(null, "", fragmentOf(new Map(Object.entries(data.begin))));
    this.chart.begin();
    this.update();
  }

  get path() {
    return this.view.path;
  }

  // ---- what is known, and what follows

  /** Read the address and show what follows from it. */
  update() {
    this.player.end();
    this.seen = location.hash;
    const { entries, shown, twice } = readFragment(this.seen);
    this.shown = shown;
    const isOld = this.old !== null && shown.get("version") === "old";
    const [logic, other] = isOld ? [/** @type {Logic} */ (this.old), this.logic] : [this.logic, this.old];
    this.view = viewOf(logic, entries, twice);
    this.other = other && viewOf(other, entries, twice);
    this.light();
    const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest?.("[data-key]") ?? null)?.dataset.key;
    this.render();
    this.after?.();
    if (!this.after && focused) this.keyed(focused)?.focus({ preventScroll: true });
    this.after = null;
    this.near = [];
    at("the-voice").textContent = spoken(this.view);
    const turn = (this.turn += 1);
    setTimeout(() => turn === this.turn && this.explain());
  }

  /** Draw the form, the list and the answer. */
  render() {
    const heard = {
      answer: (/** @type {string} */ finding, /** @type {string | null} */ value) => this.take(finding, value, "form"),
      open: (/** @type {string | null} */ finding) => this.opened(finding),
      isUnfolded: (/** @type {string} */ key) => this.details.has(key),
      show: (node) => this.show(node),
      play: () => this.player.play(this.path),
    };
    this.put("the-form", questions(this.view, this.open, this.near, heard));
    at("the-answer-head").textContent = headText(this.view);
    at("the-answer").className = this.view.faults.length ? "refused" : this.view.trace.status;
    const isDone = this.view.faults.length || (!this.view.next.findings.length && this.view.entries.size);
    this.put("the-now", isDone ? [el("a", { href: "#the-answer" }, `${headText(this.view)}${this.view.trace?.leaf ? ` · ${this.endOf(this.view)}` : ""}`)] : []);
    this.put("the-result", [this.versions(), answer(this.view, heard)]);
    if (this.data.show) {
      at("the-list").hidden = false;
      this.put("the-rows", listRows(this.data.show.rows, this.shown.get("row"), { choose: (n, play) => this.choose(n, play) }));
    }
  }

  /** Put elements in place of others; what was unfolded stays so. @param {string} id @param {any[]} children */
  put(id, children) {
    const place = at(id);
    place.replaceChildren();
    fill(place, children);
    for (const part of place.querySelectorAll("details[data-key]")) {
      if (this.details.has(/** @type {HTMLElement} */ (part).dataset.key ?? "")) /** @type {HTMLDetailsElement} */ (part).open = true;
    }
  }

  /** Keep in mind what is unfolded. @param {Event} event */
  toggled(event) {
    const part = /** @type {HTMLDetailsElement} */ (event.target);
    const key = part.dataset?.key;
    if (!key || !part.isConnected) return;
    if (part.open) this.details.add(key);
    else this.details.delete(key);
  }

  /** Say why, after the path is lit: it can take longer. */
  explain() {
    const place = document.getElementById("the-reasons");
    if (!place || !this.view.trace) return;
    this.put("the-reasons", reasons(this.view, { try: (entries) => this.go(new Map([...this.view.entries, ...Object.entries(entries)]), new Map()) }));
  }

  /** Light the path, or its first boxes. @param {number} [count] */
  light(count) {
    const { view, chart } = this;
    const steps = count === undefined ? this.drawn(view) : this.drawn(view).slice(0, count);
    chart.clear();
    const row = this.data.show?.rows[Number(this.shown.get("row") ?? -1)];
    if (row?.at) chart.take(row.at, "now");
    if (!view.entries.size && view.path.length < 2) { // nothing is known: the plain chart
      chart.fade(false);
      requestAnimationFrame(() => chart.show(row?.at ?? this.data.graph.start));
      return;
    }
    if (this.other && count === undefined) chart.light(this.drawn(this.other), { name: "before" });
    chart.over.replaceChildren();
    const isWhole = steps.length === view.path.length;
    const last = steps[steps.length - 1]?.node;
    const ends = isWhole && view.trace?.leaf ? { leaf: last } : isWhole ? { stop: last } : {};
    chart.light(steps, { ...ends, now: count === undefined ? null : last });
    chart.fade(true);
    const seen = count === undefined ? (row?.at ?? last) : last;
    if (seen) requestAnimationFrame(() => chart.show(seen)); // to know where it is would first lay out the whole page
  }

  /** The steps of a view by the boxes of the chart: those of the old version may have other names there. @param {View} view @returns {Data[]} */
  drawn(view) {
    if (view.logic !== this.old) return view.path;
    const names = this.data.old.names;
    return view.path.map((step) => ({ ...step, node: Object.hasOwn(names, step.node) ? names[step.node] : step.node }));
  }

  // ---- what the reader does

  /** Go to what some entries come to; the browser's back leads here again. @param {Entries} entries @param {Map<string, string>} [shown] */
  go(entries, shown = this.kept()) {
    const fragment = fragmentOf(entries, shown);
    location.hash = fragment;
    this.update();
  }

  /** What stays shown when an answer changes: which version, but no row of the list. */
  kept() {
    return new Map([...this.shown].filter(([name]) => name === "version"));
  }

  /** Take an answer, or take it back. @param {string} finding @param {string | null} value @param {"form" | "chart"} from */
  take(finding, value, from) {
    const entries = new Map(this.view.entries);
    if (value === null) entries.delete(finding);
    else entries.set(finding, value);
    this.open = null;
    if (from === "form") this.after = () => this.next(value === null ? finding : null);
    this.go(entries);
  }

  /** Move on to the next question, or to the answer. @param {string | null} freed */
  next(freed) {
    const { next, faults } = this.view;
    const finding = freed && next.findings.includes(freed) ? freed : next.findings[0];
    if (!faults.length && finding) at(`ask-${finding}`).focus();
    else at("the-answer-head").focus();
  }

  /** Open a question, or close it again. @param {string | null} finding */
  opened(finding) {
    const was = this.open;
    this.open = finding;
    this.render();
    this.explain();
    if (finding) at(`ask-${finding}`).focus();
    else if (was) this.keyed(`open:${was}`)?.focus();
    this.near = [];
  }

  /** An answer on the chart was clicked: it is taken where the path comes by and it stands for one value; else its
   * question is opened.
   * @param {string} tail @param {string} head @param {string} label */
  clicked(tail, head, label) {
    const { graph } = this.view.logic;
    const node = graph.nodes[tail];
    if (!node || node.kind === "action") return;
    const finding = node.findings.find((name) => this.view.next.findings.includes(name)) ?? node.findings[0];
    const unknown = node.unknown !== null && node.branches[node.unknown].go === head;
    /** @type {number[]} */ const cells = node.takers.map((_, n) => n).filter((n) => target(graph, tail, n) === head);
    const isOnPath = this.path.some((step) => step.node === tail);
    const isOne = isOnPath && node.clauses === null && graph.findings[finding].range === undefined && cells.length + (unknown ? 1 : 0) === 1;
    const values = node.clauses === null ? cells.map((cell) => graph.findings[finding].cells[cell].sample) : [];
    this.near = [...values, ...(unknown ? ["unknown"] : [])];
    if (isOne) {
      this.take(finding, this.near[0], "chart");
      this.chart.part(label)?.querySelector("a")?.focus({ preventScroll: true });
    } else this.opened(finding);
  }

  /** A box of the chart was opened: a question in the form, an action in a dialog. @param {string} name */
  about(name) {
    const { graph } = this.view.logic;
    const owner = [graph, this.data.graph, this.data.old?.graph].find((some) => some && Object.hasOwn(some.nodes, name));
    if (!owner) return;
    const node = owner.nodes[name];
    if (node.kind === "condition" && owner === graph) return this.opened(node.findings[0]);
    /** @param {string} shown */
    const show = (shown) => this.show(shown);
    const dialog = /** @type {HTMLDialogElement} */ (
      el("dialog", { "aria-labelledby": "the-box-head", onclose: () => dialog.remove() },
        el("h2", { id: "the-box-head" }, say("box", { box: node.box, text: node.text })),
        ["do", "consider", "avoid"].map((stance) => {
          const said = (node.recommend ?? []).filter((row) => row.stance === stance);
          return said.length ? el("section", { class: `stance ${stance}` }, el("h3", {}, say(stance)), el("ul", {}, said.map((row) => recommendation(owner, { ...row, node: name }, { show, answer() {}, play() {} })))) : null;
        }),
        [["cautions", say("cautions")], ["outcomes", say("outcomes")]].map(([kind, head]) =>
          node[kind]?.length ? el("section", {}, el("h3", {}, head), el("ul", {}, node[kind].map((row) => el("li", {}, row.text)))) : null),
        node.cites.length || node.note ? restsOn(owner, node) : null,
        el("form", { method: "dialog", class: "acts" }, el("button", {}, say("close"))))
    );
    document.body.append(dialog);
    dialog.showModal();
  }

  /** Bring a box of the chart into sight. @param {string} node */
  show(node) {
    document.querySelector("dialog")?.close();
    const name = this.view.logic === this.old && Object.hasOwn(this.data.old.names, node) ? this.data.old.names[node] : node;
    at("the-chart").scrollIntoView({ block: "nearest" });
    this.chart.show(name, { zoomed: true, always: true });
    this.chart.part(name)?.focus({ preventScroll: true });
  }

  /** Choose a row of the list: its patient becomes the case, and is played if wanted. @param {number} n @param {boolean} play */
  choose(n, play) {
    const row = this.data.show.rows[n];
    const shown = new Map([...this.kept(), ["row", String(n)]]);
    this.after = () => {
      if (play) this.player.play(this.path);
      else this.keyed(`row:${n}`)?.focus();
      if (row.at && !play) this.chart.show(row.at, { zoomed: true, always: true });
    };
    this.go(row.entries ? new Map(Object.entries(row.entries)) : new Map(), shown);
  }

  /** In a difference, the choice of which version's answer is read. */
  versions() {
    if (!this.old) return null;
    const now = this.shown.get("version") === "old" ? "old" : "new";
    return el("div", { class: "versions", role: "group", "aria-label": say("version") },
      ["old", "new"].map((name) => el("button", { type: "button", "aria-pressed": String(now === name), "data-key": `version:${name}`, onclick: () => {
        const shown = new Map(this.shown);
        if (name === "old") shown.set("version", "old");
        else shown.delete("version");
        this.go(this.view.entries, shown);
      } }, say(`version_${name}`, { version: (name === "old" ? this.data.old.graph : this.data.graph).version }))),
      this.other ? el("p", {}, say("the_other", { end: this.endOf(this.other) })) : null);
  }

  /** Where a view ends, in a few words. @param {View} view */
  endOf(view) {
    const node = view.trace?.leaf ? view.logic.graph.nodes[view.trace.leaf] : null;
    return node ? say("box", { box: node.box, text: node.text }) : headText(view);
  }

  // ---- the frame

  /** The buttons above the form and the chart. */
  tools() {
    const { cases } = this.data;
    const select = /** @type {HTMLSelectElement} */ (el("select", { id: "the-case" }, cases.map((row, n) => el("option", { value: n }, row.id))));
    const load = () => this.go(new Map(Object.entries(cases[Number(select.value)].entries)), new Map());
    fill(at("the-begin"), [
      el("button", { type: "button", onclick: () => {
        this.after = () => this.next(null);
        this.open = null;
        this.go(new Map(), new Map());
      } }, say("start_again")),
      el("button", { type: "button", onclick: () => print() }, say("print")),
      cases.length ? el("span", { class: "cases" }, el("label", { for: "the-case" }, say("cases")), select, el("button", { type: "button", onclick: load }, say("load"))) : null,
    ]);
    const { chart } = this;
    /** @param {string} key @param {string} sign @param {() => void} act */
    const button = (key, sign, act) => el("button", { type: "button", "aria-label": say(key), title: say(key), onclick: act }, sign);
    fill(at("the-tools"), [
      button("zoom_out", "−", () => chart.zoom(chart.scale / 1.25)),
      button("zoom_in", "+", () => chart.zoom(chart.scale * 1.25)),
      el("button", { type: "button", onclick: () => chart.fit() }, say("whole_chart")),
      el("button", { type: "button", onclick: () => chart.show(this.path[this.path.length - 1]?.node ?? this.data.graph.start, { zoomed: true, always: true }) }, say("current_box")),
    ]);
  }

  /** Links within the page move the focus and leave the address alone. @param {Event} event */
  jump(event) {
    const link = /** @type {Element} */ (event.target).closest?.("a[href^='#']");
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    const place = document.getElementById(decodeURIComponent((link.getAttribute("href") ?? "").slice(1)));
    if (!place) return;
    if (place instanceof SVGElement) this.show(place.id);
    else {
      const head = place.id === "the-answer" ? at("the-answer-head") : place;
      head.scrollIntoView({ block: "nearest" });
      head.focus();
    }
  }

  /** The element with this key. @param {string} key @returns {HTMLElement | null} */
  keyed(key) {
    return document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  /** Put the time of printing on the page. */
  stamp() {
    at("the-time").textContent = say("printed", { time: new Date().toLocaleString(document.documentElement.lang, { timeZoneName: "short" }) });
  }
}

new Page(JSON.parse(at("the-data").textContent ?? ""));
