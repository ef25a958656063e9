// The page: what is known comes from the address, and everything that is shown follows from it.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
/** @typedef {import("./state.js").Entries} Entries */
/** @typedef {import("./view.js").View} View */
import { Chart } from "./chart.js";
import { Logic } from "./logic.js";
import { Player } from "./player.js";
import { answer, endText, headText, spoken } from "./answer.js";
import { at, el, fill } from "./dom.js";
import { fragmentOf, readFragment } from "./state.js";
import { listRows } from "./rows.js";
import { forgetDrafts, questions, target } from "./form.js";
import { reasons } from "./reasons.js";
import { say, speak } from "./words.js";
import { tellBox } from "./box.js";
import { jump, markExpired, toPaper, toolsOfChart, toolsOfForm } from "./tools.js";
import { versionChoice } from "./versions.js";
import { viewOf } from "./view.js";

/** The whole page over its data. */
class Page {
  /** @param {Data} data */
  constructor(data) {
    speak(data.words);
    this.data = data;
    this.logic = new Logic(data.graph);
    this.old = data.old ? new Logic(data.old.graph) : null;
    this.chart = new Chart(at("the-pane"), data.ways);
    this.player = new Player(
      at("the-player"),
      (count) => this.light(count),
      () => this.played(),
    );
    /** @type {string | null} */ this.open = null;
    /** @type {Entries} */ this.entered = new Map();
    /** @type {string[]} */ this.near = [];
    /** @type {(() => void) | null} */ this.after = null;
    /** @type {Set<string>} */ this.details = new Set(["why"]);
    this.turn = 0;
    /** @type {Map<string, string>} */ this.shown = new Map();
    this.view = viewOf(this.logic, new Map());
    /** @type {View | null} */ this.other = null;
    toolsOfForm(at("the-begin"), data.cases, {
      restart: () => this.restart(),
      load: (entries) => this.turnTo(entries, new Map()),
    });
    toolsOfChart(at("the-tools"), this.chart, () => this.path[this.path.length - 1]?.node ?? data.graph.start);
    markExpired(at("the-status"), data.due);
    this.chart.listen({
      answer: (tail, head, label) => this.clicked(tail, head, label),
      open: (node) => this.about(node),
    });
    addEventListener("hashchange", () => {
      if (location.hash === this.seen) return;
      forgetDrafts();
      this.update();
    });
    addEventListener("beforeprint", () => toPaper(this.player));
    document.addEventListener("click", (event) => jump(event, (node) => this.show(node)));
    document.addEventListener("toggle", (event) => this.toggled(event), true);
    if (!location.hash && data.begin) history.replaceState(null, "", fragmentOf(new Map(Object.entries(data.begin))));
    this.chart.begin();
    this.update();
  }

  get path() {
    return this.view.path;
  }

  /** The row of the list that is shown: only while its patient is. */
  get chosen() {
    const chosen = this.shown.get("row");
    const row = this.data.show?.rows[Number(chosen ?? -1)];
    const isHis = row && fragmentOf(this.entered) === fragmentOf(new Map(Object.entries(row.entries ?? {})));
    return isHis ? chosen : undefined;
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
    const others = other ? Object.keys(other.graph.findings) : [];
    this.view = viewOf(logic, entries, twice, others);
    this.other = other && viewOf(other, entries, twice, Object.keys(logic.graph.findings));
    this.entered = entries;
    this.open = null;
    this.light();
    const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest?.("[data-key]") ?? null)?.dataset
      .key;
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
    const end = this.view.trace?.leaf ? ` · ${endText(this.view)}` : "";
    this.put("the-now", [isDone ? el("a", { href: "#the-answer" }, headText(this.view) + end) : null]);
    this.put("the-result", [this.versions(), answer(this.view, heard)]);
    if (this.data.show) {
      at("the-list").hidden = false;
      this.put("the-rows", listRows(this.data.show.rows, this.chosen, { choose: (n, play) => this.choose(n, play) }));
    }
  }

  /** Put elements in place of others; what was unfolded stays so. @param {string} id @param {any[]} children */
  put(id, children) {
    const place = at(id);
    place.replaceChildren();
    fill(place, children);
    for (const part of place.querySelectorAll("details[data-key]")) {
      if (this.details.has(/** @type {HTMLElement} */ (part).dataset.key ?? ""))
        /** @type {HTMLDetailsElement} */ (part).open = true;
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
    this.put(
      "the-reasons",
      reasons(this.view, {
        try: (entries) => {
          this.after = () => at("the-answer-head").focus();
          this.go(new Map([...this.entered, ...Object.entries(entries)]));
        },
      }),
    );
  }

  /** Light the path, or its first boxes. @param {number} [count] */
  light(count) {
    const { view, chart } = this;
    const steps = count === undefined ? this.drawn(view) : this.drawn(view).slice(0, count);
    chart.clear();
    const row = this.data.show?.rows[Number(this.chosen ?? -1)];
    if (row?.at) chart.take(row.at, "now");
    if (!view.entries.size && view.path.length < 2 && !view.trace?.leaf) {
      // nothing is known: the plain chart
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
    if (!entries.size && this.data.begin) shown.set("blank", "1"); // else the case of the page would be loaded again
    location.hash = fragmentOf(entries, shown);
    this.update();
  }

  /** Go to another patient. @param {Entries} entries @param {Map<string, string>} shown */
  turnTo(entries, shown) {
    forgetDrafts();
    this.go(entries, shown);
  }

  /** What stays shown when an answer changes: which version, but no row of the list. */
  kept() {
    return new Map([...this.shown].filter(([name]) => name === "version"));
  }

  /** Take an answer, or take it back. @param {string} finding @param {string | null} value @param {"form" | "chart"} from */
  take(finding, value, from) {
    const entries = new Map(this.entered);
    if (value === null) entries.delete(finding);
    else entries.set(finding, value);
    if (from === "form") this.after = () => this.next(value === null ? finding : null);
    this.go(entries);
  }

  /** Forget all that was entered. */
  restart() {
    this.after = () => this.next(null);
    this.turnTo(new Map(), new Map());
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
    if (!Object.hasOwn(graph.nodes, tail) || graph.nodes[tail].kind === "action") return;
    const node = graph.nodes[tail];
    const finding = node.findings.find((name) => this.view.next.findings.includes(name)) ?? node.findings[0];
    const unknown = node.unknown !== null && node.branches[node.unknown].go === head;
    /** @type {number[]} */ const cells = node.takers.map((_, n) => n).filter((n) => target(graph, tail, n) === head);
    const isOnPath = this.path.some((step) => step.node === tail);
    const isOne =
      isOnPath &&
      node.clauses === null &&
      graph.findings[finding].range === undefined &&
      cells.length + (unknown ? 1 : 0) === 1;
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
    const owner = [graph, this.data.graph, this.data.old?.graph].find(
      (some) => some && Object.hasOwn(some.nodes, name),
    );
    if (!owner) return;
    if (owner === graph && owner.nodes[name].kind === "condition") this.opened(owner.nodes[name].findings[0]);
    else tellBox(owner, name, (node) => this.show(node));
  }

  /** A path was played: the whole path again, and the focus where it began. */
  played() {
    const inBar = at("the-player").contains(document.activeElement);
    this.light();
    if (inBar) (this.keyed("play") ?? at("the-answer-head")).focus({ preventScroll: true });
  }

  /** Bring a box of the chart into sight. @param {string} node */
  show(node) {
    document.querySelector("dialog")?.close();
    const name =
      this.view.logic === this.old && Object.hasOwn(this.data.old.names, node) ? this.data.old.names[node] : node;
    at("the-chart").scrollIntoView({ block: "nearest" });
    this.chart.show(name, { zoomed: true, always: true });
    this.chart.part(name)?.focus({ preventScroll: true });
  }

  /** Choose a row of the list: its patient becomes the case, and is played if wanted. @param {number} n @param {boolean} play */
  choose(n, play) {
    const row = this.data.show.rows[n];
    const shown = new Map([...this.kept(), ["row", String(n)]]);
    this.after = () => {
      if (play && this.path.length) this.player.play(this.path);
      else this.keyed(`row:${n}`)?.focus();
      if (row.at && !play) this.chart.show(row.at, { zoomed: true, always: true });
    };
    this.turnTo(row.entries ? new Map(Object.entries(row.entries)) : new Map(), shown);
  }

  /** In a difference, the choice of which version's answer is read. */
  versions() {
    if (!this.old) return null;
    const { old, graph } = this.data;
    const findings = { ...graph.findings, ...old.graph.findings };
    const isOld = this.view.logic === this.old;
    return versionChoice(
      {
        numbers: { old: old.graph.version, new: graph.version },
        isOld,
        which: isOld ? old.which : "",
        other: this.other,
        strange: this.view.strange.map((name) => findings[name].ask),
      },
      (name) => {
        const shown = new Map(this.shown);
        if (name === "old") shown.set("version", "old");
        else shown.delete("version");
        this.go(this.entered, shown);
      },
    );
  }

  // ---- the frame

  /** The element with this key. @param {string} key @returns {HTMLElement | null} */
  keyed(key) {
    return document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }
}

new Page(JSON.parse(at("the-data").textContent ?? ""));
