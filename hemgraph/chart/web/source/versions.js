// Which version of a difference is read; both paths lie on the chart.
// @ts-check

/** @typedef {import("./view.js").View} View */
import { el } from "./dom.js";
import { endText } from "./answer.js";
import { say } from "./words.js";

/** A button for each version, and where the other one ends.
 * @param {{old: string, new: string}} numbers @param {boolean} isOld @param {View | null} other
 * @param {(name: string) => void} choose @returns {HTMLElement} */
export function versionChoice(numbers, isOld, other, choose) {
  const buttons = Object.entries(numbers).map(([name, version]) => {
    const key = `version:${name}`;
    const pressed = String(isOld === (name === "old"));
    const attributes = { type: "button", "aria-pressed": pressed, "data-key": key, onclick: () => choose(name) };
    return el("button", attributes, say(`version_${name}`, { version }));
  });
  const end = other ? el("p", {}, say("the_other", { end: endText(other) })) : null;
  return el("div", { class: "versions", role: "group", "aria-label": say("version") }, buttons, end);
}
