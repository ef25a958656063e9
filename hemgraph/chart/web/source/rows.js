// The list of a review: issues, changes or cases; each leads to its place, and its patient can be played.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
import { el } from "./dom.js";
import { say } from "./words.js";

/** The rows of a review as elements. @param {Data[]} rows @param {string | undefined} chosen
 * @param {{choose: (n: number, play: boolean) => void}} heard */
export function listRows(rows, chosen, heard) {
  return rows.map((row, n) => {
    const leads = row.at !== null || row.entries !== null;
    const isChosen = chosen === String(n);
    return el(
      "div",
      { class: `issue${isChosen ? " chosen" : ""}`, "data-row": n },
      el("h3", {}, row.mark ? el("span", { class: `sign ${row.face}` }, row.mark) : null, row.heading),
      row.texts.map((text) => el("p", {}, text)),
      leads
        ? el("div", { class: "do" },
            el("button", { type: "button", "data-key": `row:${n}`, "aria-pressed": String(isChosen), "aria-label": `${say("show_it")}: ${row.mark} ${row.heading}`, onclick: () => heard.choose(n, false) }, say("show_it")),
            row.entries ? el("button", { type: "button", class: "quiet", "data-key": `play:${n}`, "aria-label": `${say("play_patient")}: ${row.mark} ${row.heading}`, onclick: () => heard.choose(n, true) }, say("play_patient")) : null)
        : null,
    );
  });
}
