// The answer to a case: a trace with every reason, in the shape of `hemgraph trace --json`.
// @ts-check

/** @typedef {import("./space.js").Box} Box */
/** @typedef {import("./logic.js").Data} Data */
/** @typedef {import("./entries.js").Value} Value */
import { Decimal } from "./decimal.js";
import { Logic, REFUSED, Refused } from "./logic.js";
import { cellOf, valueLabel, valueText } from "./entries.js";
import { endsInLeaf, givenOn, outcomeOf, walk, waysOn } from "./walk.js";

export const UNKNOWN = "unknown";

/** A case as a box of one bit a field. @param {Logic} logic @param {Record<string, Value>} known @returns {Box} */
export function pointOf(logic, known) {
  const { space, graph } = logic;
  return space.names.reduce((point, name) => {
    if (!(name in known)) return point | space.unknown[name];
    return point | space.mask(name, [cellOf(graph.findings[name], known[name])]);
  }, 0n);
}

/** The trace of a case; throws Refused where no possible patient has these findings, or the graph itself is at fault.
 * @param {Logic} logic @param {Record<string, Value>} known */
export function traceOf(logic, known) {
  const { graph, space } = logic;
  const point = pointOf(logic, known);
  const faults = contradictions(logic, known, point);
  if (faults.length) throw new Refused(faults, "case");
  const way = walk(logic, point);
  if (way.refused) throw new Refused([refusal(logic, way, known)], "graph", upTo(logic, known, point, way.nodes));
  if (endsInLeaf(logic, way)) return complete(logic, known, point, [way], way.nodes);
  const ways = waysOn(logic, way, undefined, true);
  if (ways.outcome) return complete(logic, known, point, ways.walks, [...way.nodes, ...ways.shared]);
  if (!ways.walks.length)
    throw new Refused([refusal(logic, ways.refused[0], known)], "graph", upTo(logic, known, point, way.nodes));
  return {
    status: "incomplete",
    leaf: null,
    path: way.nodes.map((name) => step(logic, known, point, name)),
    recommendations: givenOn(logic, [way, ...ways.walks]).filter((given) => ways.common.has(given.key)),
    missing: missing(logic, way.nodes[way.nodes.length - 1], point),
    get reachable() {
      return logic.reachedLeaves([space.refinements(point)]); // only when asked for: it is most of the work
    },
    did_not_matter: /** @type {string[]} */ ([]),
  };
}

/** @typedef {ReturnType<typeof traceOf>} Trace */

/** The steps of a walk that is refused at its last node. @param {Logic} logic @param {Record<string, Value>} known @param {Box} point @param {string[]} nodes */
function upTo(logic, known, point, nodes) {
  const [last] = nodes.slice(-1).map((name) => ({ node: name, ...logic.graph.nodes[name] }));
  const end = {
    node: last.node,
    box: last.box,
    kind: last.kind,
    text: last.text,
    answer: UNKNOWN,
    branch: null,
    label: "",
    read: {},
    cites: last.cites,
  };
  return [...nodes.slice(0, -1).map((name) => step(logic, known, point, name)), end];
}

/** A fault for each entry of `impossible` that the case has, or one for all where only together they bar it.
 * @param {Logic} logic @param {Record<string, Value>} known @param {Box} point */
function contradictions(logic, known, point) {
  const { graph, space } = logic;
  if (space.admits(point)) return [];
  const found = graph.impossible
    .filter((_, n) => (point & space.never[n].box) === point)
    .map((entry) => {
      const names = entry.findings.filter((name) => name in known);
      const given = names.map((name) => `\`${name}\` ${valueText(known[name])}`).join(" and ");
      return {
        message: `no patient can have ${given || "any findings"}`,
        help: entry.because || "correct one of them",
        findings: names,
      };
    });
  if (found.length) return found;
  const said = graph.impossible.map((entry) => entry.text).join("; ");
  return [{ message: "these findings contradict each other", help: `no patient can have any of these: ${said}` }];
}

/** Why a walk was refused: node, value, and the branches there are.
 * @param {Logic} logic @param {import("./walk.js").Walk} way @param {Record<string, Value>} known */
function refusal(logic, way, known) {
  const { graph, space } = logic;
  const name = way.nodes[way.nodes.length - 1];
  const node = graph.nodes[name];
  let said, cell;
  if (node.clauses === null) {
    const asked = node.findings[0];
    const finding = graph.findings[asked];
    cell = space.cell(space.possible(way.point, asked)[0], asked);
    const value = asked in known ? valueText(known[asked]) : finding.cells[cell].sample;
    said = `\`${asked}\` ${value}${finding.unit ? ` ${finding.unit}` : ""}`;
  } else {
    cell = takenBranch(node, 0) === REFUSED ? 0 : 1;
    said = `the answer ${cell === 0 ? "yes" : "no"}`;
  }
  const where = `box ${node.box} \`${name}\``;
  const takers = node.takers[cell].map((n) => node.branches[n]).filter((branch) => !branch.special);
  const names = (/** @type {Data[]} */ branches, /** @type {boolean} */ whole) =>
    branches.map((branch) => `\`${branch.test}\`${whole ? ` to \`${branch.go}\`` : ""}`);
  if (takers.length) {
    const message = `${where}: more than one branch takes ${said}: ${names(takers, true).join(" and ")}`;
    return { message, help: "correct the graph: let only one take it", node: name };
  }
  const message = `${where}: no branch takes ${said}; there are ${names(node.branches, false).join(", ")}`;
  return { message, help: "correct the graph: give this value a branch", node: name };
}

/** The branch that takes a cell, or REFUSED. @param {Data} node @param {number} cell */
function takenBranch(node, cell) {
  const takers = node.takers[cell];
  return new Set(takers.map((n) => node.branches[n].go)).size === 1 ? takers[0] : REFUSED;
}

/** @param {Logic} logic @param {Record<string, Value>} known @param {Box} point @param {import("./walk.js").Walk[]} walks @param {string[]} nodes */
function complete(logic, known, point, walks, nodes) {
  const { graph, space } = logic;
  const leaf = walks[0].nodes[walks[0].nodes.length - 1];
  const given = givenOn(logic, walks);
  const path = nodes.map((name) => step(logic, known, point, name));
  refuseClash(given, path);
  const settled = walks[0].point === point && !walks[0].tookUnknown;
  return {
    status: graph.nodes[leaf].silent ? "silent" : "recommended",
    leaf,
    path,
    recommendations: given,
    missing: /** @type {Data[]} */ ([]),
    reachable: settled ? [leaf] : logic.reachedLeaves([space.refinements(point)]),
    did_not_matter: idle(logic, point, path),
  };
}

/** A path that tells to do and to avoid one thing is a fault of the graph, and no answer. @param {Data[]} given @param {Data[]} path */
function refuseClash(given, path) {
  const avoided = Object.fromEntries(given.filter((g) => g.stance === "avoid").map((g) => [g.intervention, g.node]));
  const faults = given
    .filter((g) => g.stance !== "avoid" && Object.hasOwn(avoided, g.intervention))
    .map((g) => ({
      message: `\`${g.node}\` says ${g.stance} and \`${avoided[g.intervention]}\` says avoid of \`${g.intervention}\`, on one path`,
      help: "correct the graph: one patient cannot be told both",
    }));
  if (faults.length) throw new Refused(faults, "graph", path);
}

/** The unknown findings that the path asked, and none of whose possible values gives another result.
 * @param {Logic} logic @param {Box} point @param {Data[]} path */
function idle(logic, point, path) {
  const { space, graph } = logic;
  const asked = path.flatMap((here) => {
    if (here.kind === "action") return [];
    // A condition on one unknown finding that was answered all the same, since only one branch was possible.
    if (graph.nodes[here.node].clauses === null && logic.answer(point, here.node) !== null) return [];
    return Object.keys(here.read).filter((finding) => here.read[finding] === UNKNOWN);
  });
  const found = [...new Set(asked)];
  if (!found.length) return found;
  const now = outcomeText(outcomeOf(logic, point));
  return found.filter((finding) =>
    space
      .possible(point, finding)
      .every((bit) => outcomeText(outcomeOf(logic, space.put(point, finding, bit))) === now),
  );
}

/** @param {import("./walk.js").Outcome | null} outcome */
export function outcomeText(outcome) {
  return outcome ? outcome.leaf + outcome.keys : "";
}

/** What must be known next, each with the leaves that every answer can still lead to.
 * @param {Logic} logic @param {string} name @param {Box} point */
function missing(logic, name, point) {
  return logic.openFindings(point, name).map((finding) => ({
    finding,
    get leads_to() {
      return leadsTo(logic, name, point);
    },
  }));
}

/** For each branch of a condition, by its test, the leaves that it can still lead to.
 * @param {Logic} logic @param {string} name @param {Box} point @returns {Record<string, string[]>} */
function leadsTo(logic, name, point) {
  const { graph, space } = logic;
  const wide = space.refinements(point);
  /** @type {Map<string, Box[]>} */ const within = new Map();
  graph.nodes[name].branches.forEach((branch, n) => {
    const parts = logic.boxes[name].branches[n].map((box) => wide & box).filter((part) => !space.isVoid(part));
    within.set(branch.test, [...(within.get(branch.test) ?? []), ...parts]);
  });
  return Object.fromEntries([...within].map(([test, boxes]) => [test, logic.reachedLeaves(boxes)]));
}

// ---- one step

/** @param {Logic} logic @param {Record<string, Value>} known @param {Box} point @param {string} name @returns {Data} */
function step(logic, known, point, name) {
  const { graph } = logic;
  const node = graph.nodes[name];
  const head = { node: name, box: node.box, kind: node.kind, text: node.text };
  if (node.kind === "action") return { ...head, cites: node.cites };
  let branch = logic.answer(point, name);
  const read = Object.fromEntries(node.findings.map((finding) => [finding, valueAt(logic, known, point, finding)]));
  const answer = answerAt(logic, point, name, branch, read);
  let label = "Not known";
  if (branch === null) branch = logic.unknown(name);
  else if (answer === UNKNOWN || node.clauses !== null) label = node.branches[branch].text;
  else label = valueLabel(graph.findings[node.findings[0]], answer);
  return { ...head, answer, branch, label, read, cites: node.cites };
}

/** What a finding is: as entered, or the one value that the others leave, or unknown.
 * @param {Logic} logic @param {Record<string, Value>} known @param {Box} point @param {string} name @returns {Value} */
function valueAt(logic, known, point, name) {
  if (name in known) return known[name];
  const finding = logic.graph.findings[name];
  const bits = logic.space.possible(point, name);
  if (bits.length !== 1) return UNKNOWN;
  const cell = logic.space.cell(bits[0], name);
  if (finding.type === "choice") return finding.cells[cell].sample;
  if (finding.type === "boolean") return cell === 0;
  return finding.cells[cell].only ? Decimal.parse(finding.cells[cell].sample) : UNKNOWN;
}

/** The value that was read, where there is just one; of a combined condition yes or no.
 * @param {Logic} logic @param {Box} point @param {string} name @param {number | null} branch @param {Record<string, Value>} read @returns {Value} */
function answerAt(logic, point, name, branch, read) {
  if (branch === null) return UNKNOWN;
  const node = logic.graph.nodes[name];
  if (node.clauses === null) return read[node.findings[0]];
  return logic.holds(point, name) ?? UNKNOWN;
}
