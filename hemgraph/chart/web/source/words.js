// What the page says: its fixed words, which the graph file can replace, and citations.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
import { el } from "./dom.js";

/** The fixed words by their names; `{box}` and the like stand for what differs.
 * @type {{words: Record<string, string>}} */
const VOICE = { words: {} };

/** Take the words of the page. @param {Record<string, string>} words */
export function speak(words) {
  VOICE.words = words;
}

/** A text of the page by its name, with what stands in braces replaced. @param {string} name @param {Record<string, unknown>} parts */
export function say(name, parts = {}) {
  return VOICE.words[name].replace(/\{([a-z]+)\}/g, (whole, key) =>
    Object.hasOwn(parts, key) ? String(parts[key]) : whole,
  );
}

/** A text as it stands within a sentence: its first letter small, but not that of MRI or L3. @param {string} text */
export function within(text) {
  const second = text.slice(1, 2);
  return second === " " || (second !== second.toUpperCase() && second === second.toLowerCase())
    ? text.slice(0, 1).toLowerCase() + text.slice(1)
    : text;
}

/** Claims as their sources, each with the numbers that it attaches itself. @param {Data} graph @param {string[]} cites */
export function cite(graph, cites) {
  /** @type {Map<string, Set<number>>} */ const numbers = new Map();
  for (const name of cites) {
    const { source, src } = graph.claims[name];
    numbers.set(source, new Set([...(numbers.get(source) ?? []), ...src]));
  }
  return [...numbers]
    .map(([source, some]) => (some.size ? `${source} [${[...some].sort((a, b) => a - b).join(", ")}]` : source))
    .join(", ");
}

/** A message as a sentence of its own. @param {string} text */
export function sentence(text) {
  return text ? `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}` : "";
}

/** A text with its ids, which stand between backticks, as code. @param {string} text */
export function coded(text) {
  return text.split("`").map((part, n) => (n % 2 ? el("code", {}, part) : part));
}

/** A statement with what it rests on behind it. @param {Data} graph @param {Data} said */
export function cited(graph, said) {
  return said.cites.length ? `${said.text} (${cite(graph, said.cites)})` : said.text;
}
