// One case walks through the graph until a leaf, an unknown, or a fault of the graph; and the ways on from an unknown.
// @ts-check

/** @typedef {import("./space.js").Box} Box */
/** @typedef {import("./logic.js").Data} Data */
/** @typedef {{point: Box, nodes: string[], tookUnknown: boolean, refused: boolean}} Walk */
/** @typedef {{leaf: string, keys: string}} Outcome */
import { Logic, REFUSED, Refused, setText } from "./logic.js";

const MOST_WAYS = 20_000;
const MOST_CITED = 4_000; // ways on that are searched for citations once it is known what is common
const MOST_TRIED = 500;

/** The walk of a case, as far as its findings lead. @param {Logic} logic @param {Box} point @returns {Walk} */
export function walk(logic, point) {
  const nodes = [];
  let tookUnknown = false;
  for (let name = logic.graph.start; ;) {
    nodes.push(name);
    const node = logic.graph.nodes[name];
    if (node.kind === "action") {
      if (node.then === null) return { point, nodes, tookUnknown, refused: false };
      name = node.then;
      continue;
    }
    let branch = logic.answer(point, name);
    if (branch === null) {
      branch = logic.unknown(name);
      tookUnknown = true;
    }
    if (branch === null || branch === REFUSED) return { point, nodes, tookUnknown, refused: branch === REFUSED };
    name = node.branches[branch].go;
  }
}

/** @param {Logic} logic @param {Walk} way */
export function endsInLeaf(logic, way) {
  const node = logic.graph.nodes[way.nodes[way.nodes.length - 1]];
  return node.kind === "action" && node.then === null;
}

/** What is recommended on some walks, in the order of the graph; the same one met again adds only its citations.
 * @param {Logic} logic @param {Walk[]} walks @returns {Data[]} */
export function givenOn(logic, walks) {
  /** @type {Map<string, Data>} */ const found = new Map();
  const passed = new Set(walks.flatMap((way) => way.nodes));
  for (const name of logic.graph.order.filter((name) => passed.has(name))) {
    for (const said of logic.graph.nodes[name].recommend ?? []) {
      const old = found.get(said.key);
      found.set(
        said.key,
        old
          ? {
              ...old,
              cites: [...new Set([...old.cites, ...said.cites])],
              because: old.because || said.because,
              disputed: old.disputed ?? said.disputed,
            }
          : { ...said, node: name },
      );
    }
  }
  return [...found.values()];
}

/** The recommendations of some walks as a set of keys. @param {Logic} logic @param {Walk[]} walks */
function keysOn(logic, walks) {
  return new Set(givenOn(logic, walks).map((given) => given.key));
}

/** What the ways on from a stopped walk come to: the walks that end in a leaf and those that met a fault of the graph,
 * what all of them give, and the nodes that all of them pass. Where there is no one outcome they are perhaps only the
 * first ones, unless `every` one is wanted; then only where they are too many. `work` is what may be spent on them,
 * where that is to be less than the program allows.
 * @param {Logic} logic @param {Walk} stopped @param {import("./logic.js").Work} [work] @param {boolean} [every] */
export function waysOn(logic, stopped, work = undefined, every = false) {
  /** @type {Walk[]} */ const walks = [];
  /** @type {Walk[]} */ const refused = [];
  /** @type {Map<string, Outcome>} */ const outcomes = new Map();
  let common = /** @type {Set<string> | null} */ (null);
  // What was recommended before is common to all ways, unless knowing more could change the way there.
  /** @type {Set<string>} */ const floor = stopped.tookUnknown ? new Set() : keysOn(logic, [stopped]);
  let parted = false; // nothing that is still to come can change what is common
  for (const way of followed(logic, stopped, () => parted)) {
    work?.spend(1, stopped.nodes[stopped.nodes.length - 1]);
    if (way.refused) {
      refused.push(way);
      continue;
    }
    walks.push(way);
    const keys = keysOn(logic, [way]);
    const outcome = { leaf: way.nodes[way.nodes.length - 1], keys: setText(keys) };
    outcomes.set(outcome.leaf + outcome.keys, outcome);
    common = common === null ? keys : new Set([...common].filter((key) => keys.has(key)));
    parted ||= outcomes.size > 1 && common.size === floor.size && [...common].every((key) => floor.has(key));
    if (parted && !every) break;
  }
  const outcome = outcomes.size === 1 && !refused.length ? [...outcomes.values()][0] : null;
  const before = new Set(stopped.nodes);
  const shared = outcome
    ? walks[0].nodes.filter((name) => !before.has(name) && walks.every((way) => way.nodes.includes(name)))
    : [];
  return { walks, refused, outcome, common: common ?? new Set(), shared };
}

/** What a case comes to, or null where that is refused or not known; `work` is as for `waysOn`.
 * @param {Logic} logic @param {Box} point @param {import("./logic.js").Work} [work] @returns {Outcome | null} */
export function outcomeOf(logic, point, work = undefined) {
  const way = walk(logic, point);
  if (way.refused) return null;
  if (!endsInLeaf(logic, way)) return waysOn(logic, way, work).outcome;
  return { leaf: way.nodes[way.nodes.length - 1], keys: setText(keysOn(logic, [way])) };
}

/** Whether a case comes to the same whatever some unknown findings are, all of them together: each alone may change
 * nothing where two of them together do. Of too many combinations it is not said.
 * @param {Logic} logic @param {Box} point @param {string[]} findings */
export function sameWhatever(logic, point, findings) {
  const { space } = logic;
  let points = [point];
  for (const name of findings) {
    points = points.flatMap((one) => space.possible(one, name).map((bit) => space.put(one, name, bit)));
    if (points.length > MOST_TRIED) return false;
  }
  /** @param {Box} one */
  const end = (one) => JSON.stringify(outcomeOf(logic, one));
  const now = end(point);
  return points.every((one) => end(one) === now);
}

/** Every walk that comes of setting, one at a time, just the findings at which a walk stops.
 * Too many are refused, unless they are `enough`.
 * @param {Logic} logic @param {Walk} stopped @param {() => boolean} enough @returns {Generator<Walk>} */
function* followed(logic, stopped, enough) {
  const waiting = nextPoints(logic, stopped).reverse();
  const seen = new Set(waiting);
  for (let turn = 1; waiting.length; turn += 1) {
    // By turns the next one and one from anywhere: ways that part early soon show that little is common.
    const last = waiting.length - 1;
    const chosen = turn % 2 ? last : (turn * 7919) % waiting.length;
    [waiting[chosen], waiting[last]] = [waiting[last], waiting[chosen]];
    const way = walk(logic, /** @type {Box} */ (waiting.pop()));
    if (way.refused || endsInLeaf(logic, way)) {
      yield way;
      continue;
    }
    const more = nextPoints(logic, way).filter((point) => !seen.has(point));
    for (const point of more) seen.add(point);
    waiting.push(...more.reverse());
    if (seen.size > MOST_CITED && enough()) return;
    if (seen.size > MOST_WAYS) {
      const from = stopped.nodes[stopped.nodes.length - 1];
      const message = `more than ${MOST_WAYS} ways on from \`${from}\` would have to be compared`;
      throw new Refused([{ message, help: "give more findings" }], "work");
    }
  }
}

/** @param {Logic} logic @param {Walk} way @returns {Box[]} */
function nextPoints(logic, way) {
  const { space } = logic;
  return logic
    .openFindings(way.point, way.nodes[way.nodes.length - 1])
    .flatMap((finding) => space.possible(way.point, finding).map((bit) => space.put(way.point, finding, bit)));
}
