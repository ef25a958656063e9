// Which version of a difference is read; both paths lie on the chart.
// @ts-check

/** @typedef {import("./view.js").View} View */
import { el } from "./dom.js";
import { endText } from "./answer.js";
import { say } from "./words.js";

/** A button for each version, which of them is read, what it does not ask, and where the other one ends.
 * @param {{numbers: {old: string, new: string}, isOld: boolean, which: string, other: View | null, strange: string[]}} read
 * @param {(name: string) => void} choose @returns {HTMLElement} */
export function versionChoice({ numbers, isOld, which, other, strange }, choose) {
  const buttons = Object.entries(numbers).map(([name, version]) => {
    const pressed = String(isOld === (name === "old"));
    const key = `version:${name}`;
    const attributes = { type: "button", "aria-pressed": pressed, "data-key": key, onclick: () => choose(name) };
    return el("button", attributes, say(`version_${name}`, { version }));
  });
  const read = isOld ? say("version_old", { version: numbers.old }) : say("version_new", { version: numbers.new });
  return el(
    "div",
    { class: "versions", role: "group", "aria-label": say("version") },
    buttons,
    el("p", { class: "paper" }, el("strong", {}, read), which ? ` · ${which}` : ""), // buttons are not printed
    strange.length ? el("p", {}, say("left_out", { names: strange.join(" ") })) : null,
    other ? el("p", {}, say("the_other", { end: endText(other) })) : null,
  );
}
