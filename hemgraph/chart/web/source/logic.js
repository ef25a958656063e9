// What each condition answers. The boxes of each answer come with the graph, made by the same program that proves it;
// a case with unknowns lies in such a box just where all its possible completions do.
// @ts-check

/** @typedef {import("./space.js").Box} Box */
/** @typedef {import("./space.js").Cells} Cells */
/** @typedef {Record<string, any>} Data */
import { Space } from "./space.js";

/** Stands for a branch where no branch, or several with different targets, take a value. */
export const REFUSED = -1;
const MOST_BOXES = 200_000;

/** What is thrown where a graph has no answer for a value, or several, or needs more work than is allowed. */
export class Refused extends Error {
  /** @param {{message: string, help: string, findings?: string[]}[]} faults @param {"case" | "graph" | "work"} kind
   * @param {Data[]} path  The steps up to the fault. */
  constructor(faults, kind, path = []) {
    super(faults.map((fault) => fault.message).join("; "));
    this.faults = faults;
    this.kind = kind;
    this.path = path;
  }
}

/** A budget in boxes, so that the answer is the same on every machine. */
export class Work {
  constructor(most = MOST_BOXES) {
    this.left = most;
  }

  /** @param {number} boxes @param {string} node */
  spend(boxes, node) {
    this.left -= boxes;
    if (this.left < 0) {
      throw new Refused(
        [{ message: `too many combinations of findings come to \`${node}\``, help: "give more findings" }],
        "work",
      );
    }
  }
}

/** The conditions of one graph over its space of cases. */
export class Logic {
  /** @param {Data} graph */
  constructor(graph) {
    this.graph = graph;
    this.space = new Space(
      graph.findings,
      graph.impossible.map((entry) => entry.cells),
    );
    /** @type {Record<string, {branches: Box[][], refused: Box[], holds: Box[], fails: Box[]}>} */
    this.boxes = {};
    for (const name in graph.nodes) {
      const node = graph.nodes[name];
      if (node.kind !== "condition") continue;
      /** @param {Cells[]} some */
      const boxes = (some) => some.map((cells) => this.space.box(cells));
      this.boxes[name] = {
        branches: node.branches.map((branch) => boxes(branch.boxes)),
        refused: boxes(node.refused),
        holds: boxes(node.holds ?? []),
        fails: boxes(node.fails ?? []),
      };
    }
    this.idle = this.findIdle();
  }

  /** The branch that a case takes: its position, REFUSED, or null where that is unknown. @param {Box} point @param {string} name */
  answer(point, name) {
    const { branches, refused } = this.boxes[name];
    for (let n = 0; n < branches.length; n += 1) if (inside(point, branches[n])) return n;
    return inside(point, refused) ? REFUSED : null;
  }

  /** Whether a combined condition holds for a case, or null where that is unknown. @param {Box} point @param {string} name */
  holds(point, name) {
    const { holds, fails } = this.boxes[name];
    return inside(point, holds) ? true : inside(point, fails) ? false : null;
  }

  /** The position of the branch for unknown, or null. @param {string} name @returns {number | null} */
  unknown(name) {
    return this.graph.nodes[name].unknown;
  }

  /** Cut a box along the answers of a condition: disjoint parts with branch, REFUSED or null. @param {Box} box @param {string} name */
  split(box, name) {
    const { branches, refused } = this.boxes[name];
    /** @type {[number | null, Box][]} */ const found = [];
    let rest = [box];
    [...branches, refused].forEach((boxes, n) => {
      for (const taken of boxes) {
        for (const part of rest) {
          if (!this.space.isVoid(part & taken)) found.push([n < branches.length ? n : REFUSED, part & taken]);
        }
        rest = rest.flatMap((part) => this.space.minus(part, taken));
      }
    });
    for (const part of rest) found.push([null, part]);
    return found;
  }

  /** The unknown findings that can still change the answer of a condition, in its order. @param {Box} point @param {string} name @returns {string[]} */
  openFindings(point, name) {
    const node = this.graph.nodes[name];
    if (node.clauses === null) return [...node.findings];
    /** @type {Set<string>} */ const found = new Set();
    for (const clause of node.clauses) {
      const tests = clause.map(([finding, cells]) => ({
        finding,
        possible: this.space.possible(point, finding),
        passes: this.space.mask(finding, cells),
      }));
      if (tests.every(({ possible, passes }) => possible.some((bit) => bit & passes))) {
        for (const { finding, possible, passes } of tests) {
          if (possible.some((bit) => !(bit & passes))) found.add(finding);
        }
      }
    }
    return [...found];
  }

  /** For each node the fields of the findings that no longer count. */
  findIdle() {
    const { graph, space } = this;
    /** @type {Record<string, Box>} */ const live = Object.create(null);
    for (const name of [...graph.order].reverse()) {
      const node = graph.nodes[name];
      let found = 0n;
      for (const finding of node.findings ?? []) {
        found |= space.field[finding];
        for (const other of space.groups[finding] ?? []) found |= space.field[other];
      }
      for (const target of targets(node)) found |= live[target];
      live[name] = found;
    }
    return Object.fromEntries(Object.entries(live).map(([name, fields]) => [name, space.full & ~fields]));
  }

  /** What the walks of some cases end in, with the cases; null where they are refused. A walk that stops at an
   * unknown ends in nothing; `stopped` gets its node and its cases. Boxes are freed of what is never asked again, unless
   * they are to stay whole.
   * @param {Box[]} boxes @param {Work} work @param {boolean} [whole] @param {[string, Box][]} [stopped]
   * @returns {Generator<[{leaf: string, keys: string} | null, Box]>} */
  *ends(boxes, work, whole = false, stopped = undefined) {
    const { graph, space } = this;
    /** @type {Map<string, Map<string, {told: Set<string>, boxes: Box[]}>>} */ const arrived = new Map();
    /** @param {string} name @param {Set<string>} told @param {Box} box */
    const arrive = (name, told, box) => {
      if (!space.admits(box)) return;
      const here = arrived.get(name) ?? new Map();
      arrived.set(name, here);
      const key = setText(told);
      if (here.has(key)) here.get(key).boxes.push(box);
      else here.set(key, { told, boxes: [box] });
    };
    for (const box of boxes) arrive(graph.start, new Set(), box);
    for (const name of graph.order) {
      const node = graph.nodes[name];
      const idle = whole ? 0n : this.idle[name];
      for (const { told, boxes: some } of arrived.get(name)?.values() ?? []) {
        const here = space.joined(some.map((box) => box | idle));
        work.spend(some.length, name);
        if (node.kind === "action") {
          const more = new Set([...told, ...node.recommend.map((said) => said.key)]);
          for (const box of here) {
            if (node.then === null) yield [{ leaf: name, keys: setText(more) }, box];
            else arrive(node.then, more, box);
          }
          continue;
        }
        for (const box of here) {
          for (const [answer, part] of this.split(box, name)) {
            const branch = answer ?? this.unknown(name);
            work.spend(1, name);
            if (branch === REFUSED) {
              if (space.admits(part)) yield [null, part];
            } else if (branch !== null) arrive(node.branches[branch].go, told, part);
            else if (stopped && space.admits(part)) stopped.push([name, part]);
          }
        }
      }
      arrived.delete(name);
    }
  }

  /** The leaves that the walks of some cases end in, in the order of the file. @param {Box[]} boxes @returns {string[]} */
  reachedLeaves(boxes) {
    const { graph, space } = this;
    const work = new Work();
    /** @type {Map<string, Box[]>} */ const arrived = new Map();
    /** @type {Set<string>} */ const leaves = new Set();
    /** @param {string} name @param {Box} box */
    const arrive = (name, box) => {
      if (!space.admits(box)) return;
      const some = arrived.get(name);
      if (some) some.push(box);
      else arrived.set(name, [box]);
    };
    for (const box of boxes) arrive(graph.start, box);
    for (const name of graph.order) {
      const some = arrived.get(name);
      if (!some) continue;
      const node = graph.nodes[name];
      const here = space.joined(some.map((box) => box | this.idle[name]));
      work.spend(some.length, name);
      if (node.kind === "action") {
        if (node.then === null) leaves.add(name);
        else for (const box of here) arrive(node.then, box);
        continue;
      }
      for (const box of here) {
        const parts = this.split(box, name);
        work.spend(parts.length, name);
        for (const [answer, part] of parts) {
          const branch = answer ?? this.unknown(name);
          if (branch !== null && branch !== REFUSED) arrive(node.branches[branch].go, part);
        }
      }
    }
    return Object.keys(graph.nodes).filter((name) => leaves.has(name));
  }
}

/** A set of keys as one text that is the same for the same set. @param {Iterable<string>} keys */
export function setText(keys) {
  return JSON.stringify([...keys].sort());
}

/** Where a node leads. @param {Data} node @returns {string[]} */
export function targets(node) {
  if (node.kind === "condition") return node.branches.map((branch) => branch.go);
  return node.then === null ? [] : [node.then];
}

/** @param {Box} point @param {Box[]} boxes */
function inside(point, boxes) {
  return boxes.some((box) => (point & box) === point);
}
