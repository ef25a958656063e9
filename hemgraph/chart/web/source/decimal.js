// Numbers exactly as they are written: never a binary float.
// @ts-check

/** What counts as blank, the same as for the program: JavaScript's own notion differs by a few characters. */
export const BLANKS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
export const BLANK = `[${BLANKS}]`;
const AROUND = new RegExp(`^${BLANK}+|${BLANK}+$`, "g");
const NUMBER = /^[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?$/;
const MOST_DIGITS = 30;
const RIGHT = "write it out, as 12 or 0.5: no exponent, no leading zero";

/** What is wrong with something that was entered, and what would be right. */
export class Fault extends Error {
  /** @param {string} message @param {string} help */
  constructor(message, help = "") {
    super(message);
    this.help = help;
  }
}

/** An exact decimal number: `digits` / 10 ** `places`, with as few places as it needs. */
export class Decimal {
  /** @param {bigint} digits @param {number} places */
  constructor(digits, places) {
    while (places > 0 && digits % 10n === 0n) {
      digits /= 10n;
      places -= 1;
    }
    this.digits = digits;
    this.places = places;
  }

  /** Read a plain decimal number; throws a Fault for anything else. @param {string} written */
  static parse(written) {
    const text = stripped(written);
    const match = NUMBER.exec(text);
    if (!match) throw new Fault(`\`${text.slice(0, 40)}\` is not a plain decimal number`, RIGHT);
    if (text.length > MOST_DIGITS)
      throw new Fault(`\`${text.slice(0, 40)}\` has more than ${MOST_DIGITS} digits`, RIGHT);
    const places = match[2] ? match[2].length - 1 : 0;
    return new Decimal(BigInt(text.replace("+", "").replace(".", "")), places);
  }

  /** Below 0, 0 or above 0, as this number is below, equal to or above another. @param {Decimal} other */
  compare(other) {
    const [one, two] = aligned(this, other);
    return one < two ? -1 : one > two ? 1 : 0;
  }

  /** @param {Decimal} other */
  plus(other) {
    const [one, two, places] = aligned(this, other);
    return new Decimal(one + two, places);
  }

  /** @param {Decimal} other */
  minus(other) {
    const [one, two, places] = aligned(this, other);
    return new Decimal(one - two, places);
  }

  /** What is left of a number that is not negative after so many whole steps. @param {Decimal} step */
  rest(step) {
    const [one, two, places] = aligned(this, step);
    return new Decimal(one % two, places);
  }

  get isZero() {
    return this.digits === 0n;
  }

  toString() {
    const sign = this.digits < 0n ? "-" : "";
    const text = String(this.digits < 0n ? -this.digits : this.digits).padStart(this.places + 1, "0");
    const whole = text.slice(0, text.length - this.places);
    return sign + whole + (this.places ? `.${text.slice(text.length - this.places)}` : "");
  }

  toJSON() {
    return { decimal: this.toString() };
  }
}

/** A text without blanks around it. @param {string} text */
export function stripped(text) {
  return text.replace(AROUND, "");
}

/** Two numbers as whole ones of the same places. @param {Decimal} one @param {Decimal} two @returns {[bigint, bigint, number]} */
function aligned(one, two) {
  const places = Math.max(one.places, two.places);
  return [one.digits * 10n ** BigInt(places - one.places), two.digits * 10n ** BigInt(places - two.places), places];
}
