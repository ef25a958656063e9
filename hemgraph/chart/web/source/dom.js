// Elements made of data: every text becomes a text node, so nothing of a graph is ever read as markup.
// @ts-check

/** @typedef {any} Child  A node, a text, a number, or a list of these; null and false are nothing. */

/** An element with attributes, listeners (`onclick`) and children; what is null or false is left out.
 * @param {string} tag @param {Record<string, any>} attributes @param {...Child} children @returns {HTMLElement} */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      made.setAttribute(name, value === true ? "" : String(value));
  }
  fill(made, children);
  return made;
}

/** Put children into an element. @param {Element} parent @param {Child[]} children */
export function fill(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false)
      parent.append(typeof child === "number" ? String(child) : child);
  }
}

/** A part that is unfolded by its summary; what is in it is made when somebody looks.
 * @param {Record<string, any>} attributes @param {Child} summary @param {() => Child} inside @returns {HTMLElement} */
export function folded(attributes, summary, inside) {
  const made = el("details", attributes, el("summary", {}, summary));
  const unfold = () => made.childElementCount < 2 && fill(made, [inside()]);
  if (attributes.open) unfold();
  made.firstElementChild?.addEventListener("click", unfold); // at once, so that the next key finds what is in it
  made.addEventListener("toggle", unfold);
  made.addEventListener("unfold", unfold); // for paper, which shows what is folded away
  return made;
}

/** The element of this id. @param {string} id @returns {HTMLElement} */
export function at(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** An element of SVG. @param {string} tag @param {Record<string, string | number>} attributes @param {...string | Node} children @returns {SVGElement} */
export function svgEl(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** Whether the reader asked for less motion. */
export function isStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
