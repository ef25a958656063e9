// The buttons above the form and the chart, and the mark of a graph that is past its review.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
/** @typedef {import("./state.js").Entries} Entries */
import { Chart } from "./chart.js";
import { at, el, fill } from "./dom.js";
import { say } from "./words.js";

/** Start again, print, and load a worked case.
 * @param {HTMLElement} bar @param {Data[]} cases @param {{restart: () => void, load: (entries: Entries) => void}} heard */
export function toolsOfForm(bar, cases, heard) {
  const options = cases.map((row, n) => el("option", { value: n }, row.id));
  const select = /** @type {HTMLSelectElement} */ (el("select", { id: "the-case" }, options));
  const load = () => heard.load(new Map(Object.entries(cases[Number(select.value)].entries)));
  const choice = [
    el("label", { for: "the-case" }, say("cases")),
    select,
    el("button", { type: "button", onclick: load }, say("load")),
  ];
  fill(bar, [
    el("button", { type: "button", onclick: () => heard.restart() }, say("start_again")),
    el("button", { type: "button", onclick: () => print() }, say("print")),
    cases.length ? el("span", { class: "cases" }, choice) : null,
  ]);
}

/** Zoom, and go to the box where the path ends. @param {HTMLElement} bar @param {Chart} chart @param {() => string} current */
export function toolsOfChart(bar, chart, current) {
  /** @param {string} key @param {string} sign @param {() => void} act */
  const button = (key, sign, act) =>
    el("button", { type: "button", "aria-label": say(key), title: say(key), onclick: act }, sign);
  const show = () => chart.show(current(), { zoomed: true, always: true });
  fill(bar, [
    button("zoom_out", "−", () => chart.zoom(chart.scale / 1.25)),
    button("zoom_in", "+", () => chart.zoom(chart.scale * 1.25)),
    el("button", { type: "button", onclick: () => chart.fit() }, say("whole_chart")),
    el("button", { type: "button", onclick: show }, say("current_box")),
  ]);
}

/** Mark the page once its graph is past the date by which it was to be reviewed: a file is opened for years.
 * @param {HTMLElement} status @param {string | null} due */
export function markExpired(status, due) {
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const today = parts.map((part) => String(part).padStart(2, "0")).join("-");
  if (!due || today <= due) return;
  status.textContent = [status.textContent, "EXPIRED"].filter(Boolean).join(" · ");
  status.hidden = false;
}

/** Make the page ready for paper: the whole path, nothing in front of it, what is folded away, and the time.
 * @param {import("./player.js").Player} player */
export function toPaper(player) {
  player.end();
  document.querySelector("dialog")?.close();
  const time = new Date().toLocaleString(document.documentElement.lang, { timeZoneName: "short" });
  at("the-time").textContent = say("printed", { time });
  const folds = document.querySelectorAll("#the-result details:not(.rests)");
  for (const part of folds) part.dispatchEvent(new Event("unfold"));
}

/** Links within the page move the focus and leave the address alone.
 * @param {Event} event @param {(node: string) => void} show */
export function jump(event, show) {
  const link = /** @type {Element} */ (event.target).closest?.("a[href^='#']");
  if (!link || event.defaultPrevented) return;
  event.preventDefault();
  const place = document.getElementById(decodeURIComponent((link.getAttribute("href") ?? "").slice(1)));
  if (place instanceof SVGElement) show(place.id);
  else if (place) {
    const head = place.id === "the-answer" ? at("the-answer-head") : place;
    head.scrollIntoView({ block: "nearest" });
    head.focus();
  }
}
