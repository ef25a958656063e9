// What is known of the patient: kept in the fragment of the page's address and nowhere else, so that an address is a case.
// @ts-check

/** @typedef {Map<string, string>} Entries  What was entered, by finding, as a case file writes it. */

/** The entries of a fragment such as `#deficit=stable&size=31%20mm`, and the findings that it gives twice.
 * What stands behind a `~` is no finding: it says what else the page shows. @param {string} fragment */
export function readFragment(fragment) {
  /** @type {Entries} */ const entries = new Map();
  /** @type {Map<string, string>} */ const shown = new Map();
  /** @type {string[]} */ const twice = [];
  for (const [name, value] of new URLSearchParams(fragment.replace(/^#/, "").replaceAll("+", "%2B"))) {
    if (name.startsWith("~")) shown.set(name.slice(1), value);
    else if (entries.has(name)) twice.push(name);
    else entries.set(name, value);
  }
  return { entries, shown, twice };
}

/** The fragment of some entries, in the order in which they were given. @param {Entries} entries @param {Map<string, string>} shown */
export function fragmentOf(entries, shown = new Map()) {
  const parts = [...entries].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  parts.push(...[...shown].map(([name, value]) => `~${encodeURIComponent(name)}=${encodeURIComponent(value)}`));
  return `#${parts.join("&")}`;
}
