// A mark in a typed number that can be read as one of decimals and as one of thousands.
// @ts-check

import { Fault } from "./decimal.js";

const TYPED = /^([+-]?)([0-9][0-9.,]*)(.*)$/s;
/** One mark before exactly three digits. After a 0 alone it can only be one of decimals. */
const BOTH_WAYS = /^[1-9][0-9]*[.,][0-9]{3}$/;

/** Throws a Fault for a typed number with a comma; its help settles nothing that is open. @param {string} text */
export function refuseComma(text) {
  const number = TYPED.exec(text)?.[2] ?? "";
  if (!/,[0-9]/.test(number)) return;
  if (BOTH_WAYS.test(number)) throw either(text);
  const short = beginning(text);
  if ((number.match(/[.,]/g) ?? []).length > 1) {
    const help = "write a point before decimals, and no mark between thousands, as 1234.5";
    throw new Fault(`\`${short}\` has more than one mark`, help);
  }
  throw new Fault(`\`${short}\` has a comma`, `write a point: ${short.replace(",", ".")}`);
}

/** Throws a Fault for a typed number whose point can be one of thousands: where its step is coarse, with fewer than
 * three decimals; without a step, where the last digit is a 0, which nobody needs who writes decimals, and thousands
 * mostly end in. @param {string} text @param {boolean} coarse @param {boolean} stepless */
export function refusePoint(text, coarse, stepless) {
  const number = TYPED.exec(text)?.[2] ?? "";
  if (BOTH_WAYS.test(number) && (coarse || (stepless && number.endsWith("0")))) throw either(text);
}

/** @param {string} text */
function either(text) {
  const [, sign, number, rest] = /** @type {RegExpExecArray} */ (TYPED.exec(text));
  const [whole, decimals] = number.split(/[.,]/);
  // Written with three decimals it would be refused again; a fourth one leaves nothing open.
  const short = decimals.replace(/0+$/, "");
  const small = short.length === 3 ? `${whole}.${short}0` : short ? `${whole}.${short}` : whole;
  const [one, other] = [`${sign}${small}`, `${sign}${whole}${decimals}`];
  const what = `\`${beginning(text)}\` has a mark before three digits: is it ${one} or ${other}?`;
  return new Fault(what, `write \`${one}${beginning(rest)}\` or \`${other}${beginning(rest)}\``);
}

/** The beginning of a text, without characters that hide how it is read. @param {string} text */
function beginning(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\ufffd").slice(0, 40);
}
