// Why a case comes to what it does: the fewest findings that alone fix it, and the smallest changes that give something
// else. Both are exact; where one would need more work than is allowed, there is none of it.
// @ts-check

/** @typedef {import("./space.js").Box} Box */
/** @typedef {import("./logic.js").Data} Data */
/** @typedef {import("./walk.js").Outcome} Outcome */
/** @typedef {Map<string, Box>} Fields  The bits of some findings. */
/** @typedef {{box: Box, excused: Set<string>}} Part  Some cases, and the findings that only tell what they come to. */
import { Decimal } from "./decimal.js";
import { Logic, REFUSED, Refused, Work, setText } from "./logic.js";
import { outcomeOf } from "./walk.js";
import { outcomeText, pointOf, traceOf } from "./trace.js";

/** Why a case comes to what it does; null where it is refused, or comes to nothing yet. What would need more than the
 * budget, in boxes, is null; `ways` is how many ways on from unknowns may be walked for it. `cells` is null where a finding has to be unknown; of the cells of a change any will do.
 * @param {Logic} logic @param {Record<string, import("./entries.js").Value>} known @param {number} [budget] @param {number} [ways] */
export function explain(logic, known, budget = undefined, ways = Infinity) {
  const point = pointOf(logic, known);
  const outcome = unlessRefused(() => (traceOf(logic, known).leaf === null ? null : outcomeOf(logic, point)));
  if (!outcome) return null;
  const question = () => new Question(logic, point, outcome, new Work(budget), new Work(ways));
  return {
    reason: unlessRefused(() => question().reason()),
    get changes() {
      return unlessRefused(() => question().changes()); // only when asked for: they can take long
    },
  };
}

/** @template T @param {() => T} find @returns {T | null} */
export function unlessRefused(find) {
  try {
    return find();
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** One case, what it comes to, and the work that may be spent on one question about it. */
class Question {
  /** @param {Logic} logic @param {Box} point @param {Outcome} outcome @param {Work} work @param {Work} ways */
  constructor(logic, point, outcome, work, ways) {
    this.logic = logic;
    this.graph = logic.graph;
    this.space = logic.space;
    this.point = point;
    this.now = outcomeText(outcome);
    this.work = work;
    this.ways = ways;
  }

  // ---- the reason

  /** The fewest findings that fix the outcome, those of least effort first, each widened as far as it holds. A set of
   * findings is enough just where it meets every set in which some case with another outcome differs: the smallest that
   * meets all of these found so far is tried, until there is no further one. */
  reason() {
    const { space, point } = this;
    /** @type {Set<string>[]} */ const against = [];
    /** @type {Fields} */ let fields = new Map();
    for (let found = this.otherEnd(fields); found; found = this.otherEnd(fields)) {
      against.push(found);
      fields = new Map(this.smallest(against).map((name) => [name, point & space.field[name]]));
    }
    for (const name of fields.keys()) if (!(point & space.unknown[name])) fields = this.widened(fields, name);
    return [...fields].map(([finding, field]) => ({
      finding,
      cells: point & space.unknown[finding] ? null : this.cells(field, finding),
    }));
  }

  /** The smallest choice of findings that meets each of some sets; of several that of least effort, then the first.
   * @param {Set<string>[]} against @returns {string[]} */
  smallest(against) {
    const names = this.space.names.filter((name) => against.some((found) => found.has(name)));
    /** @param {string[]} chosen */
    const effort = (chosen) =>
      chosen.reduce((sum, name) => sum.plus(Decimal.parse(this.graph.findings[name].effort)), new Decimal(0n, 0));
    for (let size = 0; size <= names.length; size += 1) {
      /** @type {string[] | null} */ let best = null;
      for (const chosen of choices(names, size)) {
        if (!against.every((found) => chosen.some((name) => found.has(name)))) continue;
        if (!best || effort(chosen).compare(effort(best)) < 0) best = chosen;
      }
      if (best) return best;
    }
    throw new Refused([{ message: "a set without findings cannot be met", help: "" }], "graph");
  }

  /** The findings in which some case of these fields, that comes to something else, differs from the case; or null.
   * @param {Fields} fields */
  otherEnd(fields) {
    const { space, point } = this;
    for (const { box, excused } of this.others(fields)) {
      const same = new Set(space.names.filter((name) => box & space.field[name] & point));
      const near = () => [...same].reduce((all, name) => space.put(all, name, point & space.field[name]), box);
      // Where nobody differs in the others alone, those that hang together may have to differ too.
      for (const name of space.names.filter((one) => same.has(one) && one in space.groups)) {
        if (space.admits(near())) break;
        same.delete(name);
      }
      const kept = (name) => fields.has(name) && near() & space.field[name] & point;
      // What is excused was unknown at the stop: a difference just where the case knows it.
      const differs = (/** @type {string} */ name) =>
        excused.has(name) ? !(point & space.unknown[name]) : !same.has(name);
      return new Set(space.names.filter((name) => differs(name) && !kept(name)));
    }
    return null;
  }

  /** The cases of these fields that come to something else, in parts. A case that stops at a finding that has to stay
   * unknown is told by those that know it; these findings are excused. @param {Fields} fields @returns {Generator<Part>} */
  *others(fields) {
    const { space } = this;
    const text = (/** @type {Part} */ part) => `${part.box} ${setText(part.excused)}`;
    const box = [...fields].reduce((all, [name, bits]) => space.put(all, name, bits), space.full);
    const waiting = [{ box, excused: new Set() }];
    const seen = new Set(waiting.map(text));
    for (const start of waiting) {
      /** @type {[string, Box][]} */ const stopped = [];
      for (const [end, part] of this.logic.ends([start.box], this.work, true, stopped)) {
        if (outcomeText(end) !== this.now) yield { box: part, excused: start.excused };
      }
      for (const [name, cases] of stopped.flatMap(([node, part]) => this.keptUnknown(node, part))) {
        const more = { box: space.put(cases, name, space.field[name]), excused: new Set([...start.excused, name]) };
        if (!seen.has(text(more))) waiting.push(more);
        seen.add(text(more));
      }
    }
  }

  /** The findings that have to stay unknown and could change the answer of a condition, each with the cases of a part.
   * Whether one could depends on what the condition asks, and on what hangs together with that.
   * @param {string} node @param {Box} part @returns {[string, Box][]} */
  keptUnknown(node, part) {
    const { space } = this;
    /** @type {string[]} */ const asked = this.graph.nodes[node].findings;
    const kept = asked.filter((name) => (part & space.field[name]) === space.unknown[name]);
    if (!kept.length) return [];
    const near = new Set(asked.flatMap((name) => [name, ...(space.groups[name] ?? [])]));
    const names = space.names.filter((name) => near.has(name));
    const bits = names.map((name) => [...space.bits(part, name), part & space.unknown[name]].filter((bit) => bit));
    /** @type {Map<string, Box[]>} */ const found = new Map();
    for (const box of this.combined(part, names, bits, node)) {
      const open = space.admits(box) ? this.logic.openFindings(box, node) : [];
      for (const name of open.filter((one) => kept.includes(one))) {
        if (!found.has(name)) found.set(name, []);
        found.get(name)?.push(box);
      }
    }
    return [...found].flatMap(([name, boxes]) =>
      space.joined(boxes).map((box) => /** @type {[string, Box]} */ ([name, box])),
    );
  }

  /** The fields with one of them as wide as the outcome still holds: from the value of the case outwards.
   * @param {Fields} fields @param {string} name */
  widened(fields, name) {
    const own = this.cells(this.point, name)[0];
    const cells = this.cells(this.space.full, name).sort((one, two) => Math.abs(one - own) - Math.abs(two - own));
    for (const cell of cells.slice(1)) {
      const wider = new Map(fields).set(name, (fields.get(name) ?? 0n) | this.space.mask(name, [cell]));
      if (this.others(wider).next().done) fields = wider;
    }
    return fields;
  }

  // ---- what would change it

  /** All changes of the fewest findings after which the case comes to another outcome; none where it never does. A change
   * is another known value of a finding that is not fixed, or a value of one that was not known. */
  changes() {
    const { space, graph } = this;
    const idle = this.logic.idle[graph.start];
    const free = space.names.filter((name) => !graph.findings[name].fixed && !(idle & space.field[name]));
    for (let size = 1; size <= free.length; size += 1) {
      const found = this.promising(free, size).flatMap((names) => this.changesOf(names));
      if (found.length) return found;
    }
    return [];
  }

  /** The choices of just so many findings that may bring the case to another outcome, in the order of the graph. On each
   * way that ends so some known findings must have changed. Others may have to, where `impossible` names them, and where
   * something is unknown: then several ways have to end alike, and each may need changes of its own.
   * @param {string[]} free @param {number} size */
  promising(free, size) {
    const { space, point } = this;
    const known = free.filter((name) => !(point & space.unknown[name]));
    const begin = known.reduce(
      (box, name) => box | (space.field[name] & ~space.unknown[name]),
      space.refinements(point),
    );
    const masks = this.changed(begin, size);
    const named = space.names.filter((name) => masks.some((mask) => mask & space.field[name]));
    const several = named.some((name) => point & space.unknown[name]);
    const extra = free.filter((name) => name in space.groups || (several && named.includes(name)));
    /** @type {Set<string>} */ const found = new Set();
    for (const mask of masks) {
      const must = known.filter((name) => mask & space.field[name]);
      for (const more of choices(
        extra.filter((name) => !must.includes(name)),
        size - must.length,
      )) {
        const text = free.map((name) => (must.includes(name) || more.includes(name) ? "1" : "0")).join("");
        if (!found.has(text)) this.work.spend(1, this.graph.start);
        found.add(text);
      }
    }
    return [...found]
      .sort()
      .reverse()
      .map((text) => free.filter((_, n) => text[n] === "1"));
  }

  /** The fields, as their bits for unknown, in which the cases on some way must differ from the case; for each way that
   * ends in another outcome, at most so many known ones. One pass as in `ends`; joined is only what must differ alike.
   * @param {Box} begin @param {number} most */
  changed(begin, most) {
    const { logic, space, graph } = this;
    const known = ~(this.point & space.unknowns);
    /** @type {Map<string, Map<string, {told: Set<string>, differ: bigint, boxes: Box[]}>>} */ const arrived =
      new Map();
    /** @type {Set<bigint>} */ const found = new Set();
    /** @param {string} name @param {Set<string>} told @param {bigint} before @param {Box} box */
    const arrive = (name, told, before, box) => {
      const differ = before | space.lacking(box & this.point);
      if (space.fieldsIn(differ & known).length > most || !space.admits(box)) return;
      const here = arrived.get(name) ?? new Map();
      const key = `${differ} ${setText(told)}`;
      arrived.set(name, here.set(key, here.get(key) ?? { told, differ, boxes: [] }));
      here.get(key).boxes.push(box);
    };
    arrive(graph.start, new Set(), 0n, begin);
    for (const name of graph.order) {
      const node = graph.nodes[name];
      for (const { told, differ, boxes } of arrived.get(name)?.values() ?? []) {
        const here = space.joined(boxes.map((box) => box | logic.idle[name]));
        this.work.spend(boxes.length, name);
        if (node.kind === "action") {
          const more = new Set([...told, ...node.recommend.map((said) => said.key)]);
          if (node.then !== null) for (const box of here) arrive(node.then, more, differ, box);
          else if (outcomeText({ leaf: name, keys: setText(more) }) !== this.now) found.add(differ);
          continue;
        }
        for (const [answer, part] of here.flatMap((box) => logic.split(box, name))) {
          const branch = answer ?? logic.unknown(name);
          if (branch !== null && branch !== REFUSED) arrive(node.branches[branch].go, told, differ, part);
        }
      }
    }
    return [...found];
  }

  /** The changes of just these findings, found by trying each of their values. @param {string[]} names */
  changesOf(names) {
    const { logic, space, point } = this;
    const bits = names.map((name) => space.bits(space.field[name] & ~point, name));
    const box = names.reduce(
      (all, name) => space.put(all, name, space.field[name] & ~space.unknown[name] & ~point),
      point,
    );
    if (!space.admits(box) || !this.mayDiffer(box)) return [];
    /** @type {Map<string, {outcome: Outcome, points: Box[]}>} */ const found = new Map();
    for (const changed of this.combined(point, names, bits, this.graph.start)) {
      const outcome = space.admits(changed) ? outcomeOf(logic, changed, this.ways) : null;
      const text = outcomeText(outcome);
      if (!outcome || text === this.now) continue;
      if (!found.has(text)) found.set(text, { outcome, points: [] });
      found.get(text)?.points.push(changed);
    }
    return [...found.values()].flatMap(({ outcome, points }) => {
      const to = (/** @type {Box} */ part) => Object.fromEntries(names.map((name) => [name, this.cells(part, name)]));
      return space.joined(points).map((part) => ({ to: to(part), outcome }));
    });
  }

  /** Whether some case of a box comes to another outcome, or stops. @param {Box} box */
  mayDiffer(box) {
    /** @type {[string, Box][]} */ const stopped = [];
    for (const [end] of this.logic.ends([box], this.work, false, stopped))
      if (end && outcomeText(end) !== this.now) return true;
    return stopped.length > 0;
  }

  // ---- boxes

  /** The box with every combination of these bits of some findings, the last turning fastest; each is paid for.
   * @param {Box} box @param {string[]} names @param {Box[][]} bits @param {string} node @returns {Generator<Box>} */
  *combined(box, names, bits, node) {
    const [name, ...others] = names;
    const [some, ...rest] = bits;
    if (names.length) for (const bit of some) yield* this.combined(this.space.put(box, name, bit), others, rest, node);
    else {
      this.work.spend(1, node);
      yield box;
    }
  }

  /** The numbers of the known cells that a box has of a finding. @param {Box} box @param {string} name */
  cells(box, name) {
    return this.space.bits(box, name).map((bit) => this.space.cell(bit, name));
  }
}

/** Every choice of so many of some things, in their order. @template T @param {T[]} things @param {number} size @returns {Generator<T[]>} */
function* choices(things, size) {
  if (size === 0) yield [];
  for (let n = 0; size > 0 && n + size <= things.length; n += 1) {
    for (const rest of choices(things.slice(n + 1), size - 1)) yield [things[n], ...rest];
  }
}
