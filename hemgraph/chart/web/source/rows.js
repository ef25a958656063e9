// The list of a review: issues, changes or cases; each leads to its place, and its patient can be played.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
import { coded, say, sentence } from "./words.js";
import { el } from "./dom.js";

/** The rows of a review as elements; only the chosen one tells all. @param {Data[]} rows @param {string | undefined} chosen
 * @param {{choose: (n: number, play: boolean) => void}} heard */
export function listRows(rows, chosen, heard) {
  return rows.map((row, n) => {
    const isChosen = chosen === String(n);
    const leads = row.at !== null || row.entries !== null;
    const texts = row.texts.map((text) => el("p", {}, coded(sentence(text))));
    const rest = texts.slice(1);
    /** @param {string} key @param {string} words @param {boolean} play @param {Record<string, any>} [more] */
    const button = (key, words, play, more = {}) =>
      el(
        "button",
        {
          type: "button",
          "data-key": `${key}:${n}`,
          "aria-label": `${say(words)}: ${row.mark} ${row.heading}`,
          onclick: () => heard.choose(n, play),
          ...more,
        },
        say(words),
      );
    return el(
      "div",
      { class: `issue${isChosen ? " chosen" : ""}`, id: `row-${n}` },
      el(
        "h3",
        {},
        row.mark ? el("span", { class: `sign ${row.face}` }, row.mark) : null,
        row.heading.replaceAll("_", " "),
      ),
      texts[0],
      rest.length && leads
        ? el("details", { "data-key": `texts:${n}`, open: isChosen }, el("summary", {}, say("more")), rest)
        : rest,
      leads
        ? el(
            "div",
            { class: "acts" },
            button("row", "show_it", false, { "aria-pressed": String(isChosen) }),
            row.entries ? button("play", "play_patient", true, { class: "quiet" }) : null,
          )
        : null,
    );
  });
}
