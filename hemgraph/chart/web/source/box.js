// What a box says, in a dialog: for those who look around on the chart.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
import { STANCES, recommendation } from "./answer.js";
import { cited, say } from "./words.js";
import { disputes } from "./beside.js";
import { el } from "./dom.js";
import { restsOn } from "./form.js";

/** Open a dialog with all that an action says, whoever comes there.
 * @param {Data} graph @param {string} name @param {(node: string) => void} show */
export function tellBox(graph, name, show) {
  const node = graph.nodes[name];
  const heard = { show, answer() {}, play() {} };
  /** @type {Data[]} */ const all = (node.recommend ?? []).map((row) => ({ ...row, node: name }));
  const stances = STANCES.map((stance) => {
    const said = all.filter((row) => row.stance === stance).map((row) => recommendation(graph, row, heard, false));
    return said.length
      ? el("section", { class: `stance ${stance}` }, el("h3", {}, say(stance)), el("ul", {}, said))
      : null;
  });
  const remarks = ["cautions", "outcomes"].map((kind) => {
    const rows = (node[kind] ?? []).map((row) => el("li", {}, cited(graph, row)));
    return rows.length ? el("section", {}, el("h3", {}, say(kind)), el("ul", {}, rows)) : null;
  });
  const close = el("form", { method: "dialog", class: "acts" }, el("button", {}, say("close")));
  const head = el("h2", { id: "the-box-head" }, say("box", { box: node.box, text: node.text }));
  const rests = node.cites.length || node.note ? restsOn(graph, node) : null;
  const parts = [
    head,
    el("p", { class: "hint" }, say("whoever")),
    stances,
    disputes(graph, all, false),
    remarks,
    rests,
    close,
  ];
  const dialog = /** @type {HTMLDialogElement} */ (el("dialog", { "aria-labelledby": "the-box-head" }, parts));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
