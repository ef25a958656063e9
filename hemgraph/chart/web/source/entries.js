// What a person entered -> exact values, or every fault in it.
// @ts-check

/** @typedef {string | boolean | Decimal} Value  An option, yes or no, or a number in the finding's unit; or "unknown". */
/** @typedef {import("./logic.js").Data} Data */
import { BLANK, BLANKS, Decimal, Fault, stripped } from "./decimal.js";
import { refuseComma, refusePoint } from "./marks.js";

const QUANTITY = new RegExp(`^([+-]?[0-9][0-9.]*)${BLANK}*([^${BLANKS}].*)?$`);
const MOST_PLACES = 15;

/** The known values of some entries, in the order of the graph's findings, and a fault for each entry that is none.
 * What is given as `unknown` has no value.
 * @param {Record<string, Data>} findings @param {Map<string, string>} entries */
export function readEntries(findings, entries) {
  /** @type {Map<string, Value>} */ const values = new Map();
  /** @type {{message: string, help: string, finding: string}[]} */ const faults = [];
  for (const [name, entry] of entries) {
    if (!Object.hasOwn(findings, name)) {
      faults.push({ message: `unknown finding ${quoted(name)}`, help: "it is not asked here", finding: name });
      continue;
    }
    try {
      const value = readEntry(findings[name], entry);
      if (value !== null) values.set(name, value);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push({ message: `\`${name}\`: ${error.message}`, help: error.help, finding: name });
    }
  }
  /** @type {Record<string, Value>} */ const known = Object.create(null);
  for (const name of Object.keys(findings)) if (values.has(name)) known[name] = /** @type {Value} */ (values.get(name));
  return { known, faults };
}

/** The value of one entry; null where it is unknown. Throws a Fault. @param {Data} finding @param {string} entry @returns {Value | null} */
export function readEntry(finding, entry) {
  if (entry === "unknown") return null;
  if (!stripped(entry)) throw new Fault("no value", "write `unknown`, or leave the finding out, where it is not known");
  if (finding.type === "boolean") {
    if (entry === "yes" || entry === "true") return true;
    if (entry === "no" || entry === "false") return false;
    throw new Fault(`${shown(entry)} is not an answer to a yes-or-no question`, "write `yes`, `no` or `unknown`");
  }
  if (finding.type === "choice") {
    if (Object.hasOwn(finding.options, entry)) return entry;
    throw new Fault(
      `${shown(entry)} is not one of its options`,
      `known here: ${Object.keys(finding.options)
        .map((o) => `\`${o}\``)
        .join(", ")}`,
    );
  }
  const value = parseQuantity(finding, entry);
  const fault = outside(finding, value);
  if (fault) throw new Fault(`${shown(entry)} ${fault[0]}`, fault[1]);
  return value;
}

/** @param {string} entry */
function shown(entry) {
  return `\`${plain(entry).slice(0, 60)}\``;
}

/** A name from a link, if it looks like one: a link must not put words into the page's mouth. @param {string} name */
export function quoted(name) {
  return /^[a-z][a-z0-9_]{0,63}$/.test(name) ? `\`${name}\`` : "of no possible name";
}

/** A text without characters that hide how it is read. @param {string} text */
export function plain(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\ufffd");
}

/** A number with or without a unit as an exact number in the finding's unit. @param {Data} finding @param {string} entry */
function parseQuantity(finding, entry) {
  const { unit } = finding;
  const text = stripped(entry);
  refuseComma(text);
  const match = QUANTITY.exec(text);
  if (!match) {
    const help = unit ? `write a number, with its unit if it is not \`${unit}\`` : "write a number such as 12 or 0.5";
    throw new Fault(`\`${plain(entry).slice(0, 40)}\` is not a number`, help);
  }
  const number = Decimal.parse(match[1]);
  const given = match[2];
  if (given === undefined || given === unit) {
    refusePoint(text, isCoarse(finding, 1n, 1n), finding.step === null);
    return number;
  }
  if (!unit)
    throw new Fault(`\`${plain(entry).slice(0, 40)}\` has a unit, but this finding has none`, "write the number alone");
  if (!Object.hasOwn(finding.units, given)) {
    const name = plain(given).slice(0, 40);
    const why = finding.alone ?? (name.includes("{") ? `\`${name}\` has braces, which make it another quantity` : "");
    throw new Fault(
      `\`${name}\` cannot be turned into \`${unit}\``,
      `give the number in \`${unit}\`${why && `: ${why}`}`,
    );
  }
  const [top, bottom] = finding.units[given].map(BigInt);
  const scaled = number.digits * top * 10n ** BigInt(MOST_PLACES);
  const under = bottom * 10n ** BigInt(number.places);
  if (scaled % under)
    throw new Fault(`\`${number} ${given}\` is no exact decimal in \`${unit}\``, `give the number in \`${unit}\``);
  const value = Decimal.parse(String(new Decimal(scaled / under, MOST_PLACES)));
  refusePoint(text, isCoarse(finding, 1n, 1n) || isCoarse(finding, top, bottom), finding.step === null);
  return value;
}

/** Whether no value of a stepped number has more than two decimals, in a unit that is so often the finding's.
 * @param {Data} finding @param {bigint} top @param {bigint} bottom */
function isCoarse(finding, top, bottom) {
  if (finding.step === null) return false;
  return [finding.range[0], finding.step].map(Decimal.parse).every(
    ({ digits, places }) => (digits * bottom * 100n) % (top * 10n ** BigInt(places)) === 0n,
  );
}

/** Why a number is not in the finding's domain, and which are; or null. @param {Data} finding @param {Decimal} value */
function outside(finding, value) {
  const [low, high] = finding.range.map(Decimal.parse);
  if (value.compare(low) < 0 || value.compare(high) > 0) {
    return ["is outside its range", `it goes from ${low} to ${high}${finding.unit ? ` ${finding.unit}` : ""}`];
  }
  if (finding.step === null) return null;
  const step = Decimal.parse(finding.step);
  const rest = value.minus(low).rest(step);
  if (rest.isZero) return null;
  const below = value.minus(rest);
  const kind = `is not on a step of ${step}, counted from ${low}`;
  const whole = finding.type === "integer" && String(step) === "1";
  return [whole ? "is not a whole number" : kind, `the nearest are ${below} and ${below.plus(step)}`];
}

/** The number of the cell that a value lies in. @param {Data} finding @param {Value} value */
export function cellOf(finding, value) {
  if (typeof value === "boolean") return value ? 0 : 1;
  if (typeof value === "string") return Object.keys(finding.options).indexOf(value);
  // Each cell starts just before its number, or just after it.
  const after = finding.cells.findIndex((cell) => {
    const order = Decimal.parse(cell.low).compare(value);
    return order > 0 || (order === 0 && cell.after);
  });
  return (after === -1 ? finding.cells.length : after) - 1;
}

/** A value as a case file writes it. @param {Value} value */
export function valueText(value) {
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

/** A value in words, with its unit as a reader knows it. @param {Data} finding @param {Value} value */
export function valueLabel(finding, value) {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "string") return finding.options[value];
  return `${value} ${finding.unitText}`.trim();
}
