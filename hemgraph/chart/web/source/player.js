// A path played on the chart, box by box: for a class, and for the patient who shows a fault.
// @ts-check

/** @typedef {import("./logic.js").Data} Data */
import { el, fill, isStill } from "./dom.js";
import { say } from "./words.js";

const PAUSE = 1600;

/** Plays the steps of a path. `draw` lights the first so many of them. */
export class Player {
  /** @param {HTMLElement} bar @param {(count: number) => void} draw @param {() => void} done */
  constructor(bar, draw, done) {
    this.bar = bar;
    this.draw = draw;
    this.done = done;
    /** @type {Data[]} */ this.steps = [];
    this.at = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */ this.clock = undefined;
    this.caption = el("p", { class: "caption", role: "status" });
    /** @param {string} key @param {() => void} act */
    const button = (key, act) => el("button", { type: "button", "data-play": key, onclick: act }, say(key));
    this.pause = button("run", () => this.toggle());
    fill(bar, [
      el(
        "div",
        { class: "keys" },
        button("first_box", () => this.go(1)),
        button("previous_box", () => this.go(this.at - 1)),
        this.pause,
        button("next_box", () => this.go(this.at + 1)),
        button("last_box", () => this.go(this.steps.length)),
        button("end_play", () => this.end()),
      ),
      this.caption,
    ]);
  }

  /** Begin with the first box. @param {Data[]} steps */
  play(steps) {
    if (!steps.length) return;
    this.steps = steps;
    this.bar.hidden = false;
    this.go(1);
    if (!isStill()) this.toggle(true);
    this.pause.focus();
  }

  /** Run, or stand still. @param {boolean} [run] */
  toggle(run = this.clock === undefined) {
    clearInterval(this.clock);
    this.clock = undefined;
    if (run && this.at === this.steps.length) this.step(1);
    if (run)
      this.clock = setInterval(
        () => (this.at < this.steps.length ? this.step(this.at + 1) : this.toggle(false)),
        PAUSE,
      );
    this.tell();
  }

  /** Stand still at a step. @param {number} n */
  go(n) {
    this.toggle(false);
    this.step(n);
  }

  /** @param {number} n */
  step(n) {
    this.at = Math.min(Math.max(n, 1), this.steps.length);
    const step = this.steps[this.at - 1];
    this.caption.textContent = `${this.at}/${this.steps.length} · ${say("box", { box: step.box, text: step.text })}${step.label ? ` → ${step.label}` : ""}`;
    this.draw(this.at);
    if (this.at === this.steps.length) this.toggle(false);
  }

  tell() {
    this.pause.textContent = say(this.clock === undefined ? "run" : "pause");
  }

  end() {
    this.toggle(false);
    if (this.bar.hidden) return;
    this.done();
    this.bar.hidden = true;
  }
}
