// Which other answers would lead to further questions, before anything is recommended.
// @ts-check

import { Logic, Work } from "./logic.js";
import { endsInLeaf, walk, waysOn } from "./walk.js";
import { pointOf } from "./trace.js";
import { unlessRefused } from "./explain.js";

const MOST_WAYS_ON = 1_500;

/** Other known values of one finding after which more must be known before anything is recommended; with the box that
 * asks it. Null where that would need too much work.
 * @param {Logic} logic @param {Record<string, import("./entries.js").Value>} known @param {number} [most] */
export function unsettled(logic, known, most = MOST_WAYS_ON) {
  const { space, graph } = logic;
  const point = pointOf(logic, known);
  const work = new Work(most);
  /** @type {Map<string, {finding: string, cells: number[], node: string}>} */ const found = new Map();
  return unlessRefused(() => {
    for (const finding of Object.keys(known).filter((name) => !graph.findings[name].fixed)) {
      const others = space.put(point, finding, space.unknown[finding]);
      for (const bit of space.possible(others, finding)) {
        if (bit & point) continue;
        const changed = space.put(point, finding, bit);
        const way = walk(logic, changed);
        if (way.refused || endsInLeaf(logic, way)) continue;
        const ways = waysOn(logic, way, work);
        if (ways.outcome || !ways.walks.length) continue; // it ends all the same, or meets a fault of the graph
        const node = way.nodes[way.nodes.length - 1];
        const row = found.get(`${finding} ${node}`) ?? { finding, cells: [], node };
        row.cells.push(space.cell(bit, finding));
        found.set(`${finding} ${node}`, row);
      }
    }
    return [...found.values()];
  });
}
