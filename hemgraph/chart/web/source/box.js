// What a box says, in a dialog: for those who look around on the chart.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
import { STANCES, recommendation } from "./answer.js";
import { el } from "./dom.js";
import { restsOn } from "./form.js";
import { say } from "./words.js";

/** Open a dialog with all that an action says, whoever comes there. @param {Data} graph @param {string} name @param {(node: string) => void} show */
export function tellBox(graph, name, show) {
  const node = graph.nodes[name];
  /** @param {string} stance */
  const said = (stance) =>
    (node.recommend ?? []).filter((row) => row.stance === stance).map((row) => ({ ...row, node: name }));
  const heard = { show, answer() {}, play() {} };
  const dialog = /** @type {HTMLDialogElement} */ (
    el(
      "dialog",
      { "aria-labelledby": "the-box-head", onclose: () => dialog.remove() },
      el("h2", { id: "the-box-head" }, say("box", { box: node.box, text: node.text })),
      STANCES.filter((stance) => said(stance).length).map((stance) =>
        el(
          "section",
          { class: `stance ${stance}` },
          el("h3", {}, say(stance)),
          el(
            "ul",
            {},
            said(stance).map((row) => recommendation(graph, row, heard)),
          ),
        ),
      ),
      ["cautions", "outcomes"]
        .filter((kind) => node[kind]?.length)
        .map((kind) =>
          el(
            "section",
            {},
            el("h3", {}, say(kind)),
            el(
              "ul",
              {},
              node[kind].map((row) => el("li", {}, row.text)),
            ),
          ),
        ),
      node.cites.length || node.note ? restsOn(graph, node) : null,
      el("form", { method: "dialog", class: "acts" }, el("button", {}, say("close"))),
    )
  );
  document.body.append(dialog);
  dialog.showModal();
}
