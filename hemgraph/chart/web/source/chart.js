// The chart in its pane: what lies on the path, zoom and pan, and answers by clicking an edge.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
import { isStill, svgEl } from "./dom.js";

const LEAST = 0.1;
const MOST = 6;
const READABLE = 1.2;
const DRAGGED = 4;
const NEAR = 24;

/** One chart. `ways` has, for each pair of joined boxes, the label between them or null. */
export class Chart {
  /** @param {HTMLElement} pane @param {Record<string, Record<string, string | null>>} ways */
  constructor(pane, ways) {
    this.pane = pane;
    this.ways = ways;
    this.svg = /** @type {SVGSVGElement} */ (pane.querySelector("svg"));
    this.width = this.svg.viewBox.baseVal.width;
    this.height = this.svg.viewBox.baseVal.height;
    /** @type {Map<string, SVGGElement>} */ this.edges = new Map();
    for (const edge of /** @type {NodeListOf<SVGGElement>} */ (this.svg.querySelectorAll("g.edge"))) {
      this.edges.set(`${edge.dataset.from} ${edge.dataset.to}`, edge);
    }
    /** Each caption with the edges whose answer it is: those with the same words share one.
     * @type {Map<string, {tail: string, head: string}[]>} */
    this.answers = new Map();
    for (const [tail, heads] of Object.entries(ways)) {
      for (const [head, label] of Object.entries(heads)) {
        if (label) this.answers.set(label, [...(this.answers.get(label) ?? []), { tail, head }]);
      }
    }
    this.lane = svgEl("g", { class: "lane" }); // edges of the path are moved here, so that nothing lies over them
    this.over = svgEl("g", { class: "over", "aria-hidden": "true" });
    const first = this.svg.querySelector("g.node, g.label");
    first?.parentNode?.insertBefore(this.lane, first);
    first?.parentNode?.append(this.over);
    /** @type {Set<Element>} */ this.lit = new Set();
    this.parts = [...this.svg.querySelectorAll("g.node, g.label")];
    this.scale = 1;
  }

  /** The box or answer of this key. @param {string} key @returns {SVGGElement | null} */
  part(key) {
    return /** @type {SVGGElement | null} */ (/** @type {unknown} */ (document.getElementById(key)));
  }

  /** Light the path of some steps. Where an unknown did not matter, no edge is lit between the two boxes.
   * @param {Data[]} steps @param {{leaf?: string | null, stop?: string | null, now?: string | null, name?: string}} ends */
  light(steps, { leaf = null, stop = null, now = null, name = "taken" } = {}) {
    if (!steps.length) return;
    this.take("S0", name);
    this.takeEdge("S0", steps[0].node, name);
    steps.forEach((step, n) => {
      this.take(step.node, name);
      this.badge(step.node, step.node === stop ? "?" : String(n + 1));
      const next = steps[n + 1];
      if (!next || (step.kind === "condition" && step.branch === null)) return;
      const label = this.ways[step.node]?.[next.node];
      if (label === undefined) return;
      if (label) this.take(label, name);
      this.takeEdge(step.node, next.node, name);
    });
    if (leaf) this.end(leaf);
    if (stop) this.take(stop, "stop");
    if (now) this.take(now, "now");
  }

  /** Fade all that is not lit, or nothing. Each box has a class of its own for it: one class of the chart, which all
   * boxes look up to, would have the browser style them all again at each answer. @param {boolean} wanted */
  fade(wanted) {
    for (const part of this.parts) part.classList.toggle("faded", wanted && !this.lit.has(part));
  }

  /** Take all light away. */
  clear() {
    for (const part of this.lit) part.classList.remove("taken", "before", "stop", "now");
    this.lit.clear();
    for (const part of [...this.lane.children])
      part.classList.contains("edge") ? this.lane.before(part) : part.remove();
    this.over.replaceChildren();
  }

  /** @param {string} key @param {string} name */
  take(key, name) {
    const part = this.part(key);
    if (part) this.mark(part, name);
  }

  /** @param {Element} part @param {string} name */
  mark(part, name) {
    part.classList.add(name);
    this.lit.add(part);
  }

  /** @param {string} from @param {string} to @param {string} name */
  takeEdge(from, to, name) {
    const edge = this.edges.get(`${from} ${to}`);
    if (!edge) return;
    this.mark(edge, name);
    this.lane.append(edge);
  }

  /** The place of a box on the path, at its lower left corner. @param {string} key @param {string} text */
  badge(key, text) {
    const extent = this.extent(key);
    if (!extent) return;
    const { x, y, width, height } = extent;
    const classes = this.part(key)?.classList;
    const slant = classes?.contains("decision") ? width / 4 : classes?.contains("condition") ? 7 : 0;
    const place = `translate(${x + slant} ${y + height - (slant > 7 ? height / 4 : 0)})`;
    const words = svgEl("text", { y: 3.6, "text-anchor": "middle" }, text);
    this.over.append(svgEl("g", { class: "badge", transform: place }, svgEl("circle", { r: 7.5 }), words));
  }

  /** Where a box lies, from its drawing: asking the browser would have it lay out the whole page first. @param {string} key */
  extent(key) {
    const shape = this.part(key)?.querySelector("rect, polygon");
    if (!shape) return null;
    /** @param {string} name */
    const number = (name) => Number(shape.getAttribute(name));
    if (shape.tagName === "rect")
      return { x: number("x"), y: number("y"), width: number("width"), height: number("height") };
    const corners = (shape.getAttribute("points") ?? "").split(" ").map((corner) => corner.split(",").map(Number));
    const [across, down] = [0, 1].map((n) => corners.map((corner) => corner[n]));
    const [x, y] = [Math.min(...across), Math.min(...down)];
    return { x, y, width: Math.max(...across) - x, height: Math.max(...down) - y };
  }

  /** A second line around the box in which a path ends. @param {string} key */
  end(key) {
    const extent = this.extent(key);
    if (!extent) return;
    const { x, y, width, height } = extent;
    this.lane.prepend(svgEl("rect", { class: "end", x: x - 4, y: y - 4, width: width + 8, height: height + 8 }));
  }

  // ---- zoom and pan: the pane scrolls, so the page's own scrolling, keys and touch work as everywhere

  /** Zoom, about the middle of the pane or a point in it. @param {number} scale @param {{x: number, y: number}} [about] */
  zoom(scale, about = { x: this.pane.clientWidth / 2, y: this.pane.clientHeight / 2 }) {
    const now = Math.min(MOST, Math.max(LEAST, scale));
    const ratio = now / this.scale;
    const left = (this.pane.scrollLeft + about.x) * ratio - about.x;
    const top = (this.pane.scrollTop + about.y) * ratio - about.y;
    this.scale = now;
    this.svg.style.width = `${this.width * now}px`;
    this.svg.style.height = `${this.height * now}px`;
    this.pane.scrollTo({ left, top, behavior: "instant" });
  }

  /** Show the whole chart. */
  fit() {
    this.zoom(Math.min((this.pane.clientWidth - 4) / this.width, (this.pane.clientHeight - 4) / this.height));
  }

  /** Begin with the width of the pane, but never with text too small to read; narrow pages begin with the whole chart. */
  begin() {
    const wide = (this.pane.clientWidth - 4) / this.width;
    const narrow = getComputedStyle(this.pane).getPropertyValue("--narrow").trim() === "1";
    this.zoom(narrow ? wide : Math.max(0.95, Math.min(wide, READABLE)));
  }

  /** Bring a box to the middle of the pane, unless it is in sight. @param {string} key @param {{zoomed?: boolean, always?: boolean}} how */
  show(key, { zoomed = false, always = false } = {}) {
    const part = this.part(key);
    if (!part) return;
    if (zoomed && this.scale < READABLE) this.zoom(READABLE);
    const [box, pane] = [part.getBoundingClientRect(), this.pane.getBoundingClientRect()];
    const near = box.left - NEAR >= pane.left && box.right + NEAR <= pane.right;
    const inSight = near && box.top - NEAR >= pane.top && box.bottom + NEAR <= pane.bottom;
    if (inSight && !always) return;
    this.pane.scrollTo({
      left: this.pane.scrollLeft + (box.left + box.right) / 2 - (pane.left + pane.right) / 2,
      top: this.pane.scrollTop + (box.top + box.bottom) / 2 - (pane.top + pane.bottom) / 2,
      behavior: isStill() ? "instant" : "smooth",
    });
  }

  /** Listen to mouse and keys. @param {{answer: (tail: string, head: string, label: string) => void, open: (node: string) => void}} heard */
  listen(heard) {
    for (const [label, edges] of this.answers) {
      const link = this.part(label)?.querySelector("a");
      link?.setAttribute("role", "button");
      for (const { tail, head } of edges) {
        const line = this.edges.get(`${tail} ${head}`);
        line?.classList.add("answer");
        line?.addEventListener("click", () => heard.answer(tail, head, label));
      }
      this.part(label)?.addEventListener("click", (event) => {
        event.preventDefault();
        const { tail, head } = this.meant(edges);
        heard.answer(tail, head, label);
      });
    }
    for (const node of this.svg.querySelectorAll("g.node[aria-label]")) {
      if (!node.matches(".condition, .decision, .action, .silent")) continue;
      node.setAttribute("role", "button");
      node.setAttribute("tabindex", "0");
      node.addEventListener("click", () => heard.open(node.id));
      node.addEventListener("keydown", (event) => {
        const key = /** @type {KeyboardEvent} */ (event);
        if (key.key !== "Enter" && key.key !== " ") return;
        event.preventDefault();
        heard.open(node.id);
      });
    }
    this.pane.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "+" || event.key === "=") this.zoom(this.scale * 1.25);
      else if (event.key === "-") this.zoom(this.scale / 1.25);
      else if (event.key === "0") this.fit();
      else return;
      event.preventDefault();
    });
    this.pane.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey) return; // a plain wheel scrolls, and a pinch on a touchpad comes with this key
        event.preventDefault();
        const pane = this.pane.getBoundingClientRect();
        this.zoom(this.scale * Math.exp(-event.deltaY / 300), {
          x: event.clientX - pane.left,
          y: event.clientY - pane.top,
        });
      },
      { passive: false },
    );
    this.drag();
  }

  /** The edge that is meant by a caption which several share: one from a box of the path, the last of them.
   * @param {{tail: string, head: string}[]} edges */
  meant(edges) {
    const on = edges.filter(({ tail }) => this.part(tail)?.classList.contains("taken"));
    return on[on.length - 1] ?? edges[0];
  }

  /** Pan with the mouse; a finger scrolls anyway. */
  drag() {
    /** @type {{x: number, y: number, left: number, top: number, moved: boolean} | null} */ let from = null;
    this.pane.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      from = { x: event.clientX, y: event.clientY, left: this.pane.scrollLeft, top: this.pane.scrollTop, moved: false };
    });
    addEventListener("pointermove", (event) => {
      if (!from) return;
      const [x, y] = [event.clientX - from.x, event.clientY - from.y];
      from.moved ||= Math.hypot(x, y) > DRAGGED;
      if (!from.moved) return;
      this.pane.classList.add("dragged");
      this.pane.scrollTo({ left: from.left - x, top: from.top - y, behavior: "instant" });
    });
    const wasDragged = () => this.pane.classList.contains("dragged");
    addEventListener("pointerup", () => {
      from = null;
      setTimeout(() => this.pane.classList.remove("dragged"));
    });
    this.pane.addEventListener(
      "click",
      (event) => {
        if (!wasDragged()) return;
        event.preventDefault();
        event.stopPropagation();
      },
      true,
    );
  }
}
