// Sets of cases as one integer each. A finding has a field of bits: one for each of its cells (values that no
// test of the graph tells apart), and one more, the highest, for "unknown". A box has some bits in every
// field; a case has just one in each. A box that says nothing of a finding has its field full.
// @ts-check

/** @typedef {bigint} Box */
/** @typedef {Record<string, number[]>} Cells  The cells to which a box limits some findings. */
/** @typedef {{box: Box, names: string[]}} Never */

const MOST_KEPT = 1 << 16;

/** The bits and boxes of one graph. Nothing in it depends on a case. */
export class Space {
  /** @param {Record<string, {cells: unknown[]}>} findings @param {Cells[]} impossible */
  constructor(findings, impossible) {
    this.names = Object.keys(findings);
    /** @type {Record<string, number>} */ this.count = {};
    /** @type {Record<string, bigint>} */ this.offset = {};
    /** @type {Record<string, Box>} */ this.field = {};
    /** @type {Record<string, Box>} */ this.unknown = {};
    /** @type {Box[]} */ this.fieldAt = [];
    let bits = 0n;
    for (const name of this.names) {
      const count = BigInt(findings[name].cells.length);
      this.count[name] = Number(count);
      this.offset[name] = bits;
      this.field[name] = ((1n << (count + 1n)) - 1n) << bits;
      this.unknown[name] = 1n << (bits + count);
      for (let n = 0n; n < count + 2n; n += 1n) this.fieldAt.push(this.field[name]);
      bits += count + 2n; // one bit between fields is never set: see isVoid
    }
    this.full = this.names.reduce((all, name) => all | this.field[name], 0n);
    this.unknowns = this.names.reduce((all, name) => all | this.unknown[name], 0n);
    this.between = this.unknowns << 1n;
    /** @type {Map<Box, boolean>} */ this.admitted = new Map();
    /** @type {Never[]} */
    this.never = impossible.map((cells) => ({
      box: this.box(cells),
      names: this.names.filter((name) => Object.hasOwn(cells, name)),
    }));
    this.groups = grouped(this.never);
    this.hanging = Object.keys(this.groups).reduce((all, name) => all | this.field[name], 0n);
  }

  /** The box that limits each of some findings to some of its cells. @param {Cells} cells */
  box(cells) {
    let box = this.full;
    for (const [name, some] of Object.entries(cells)) box = this.put(box, name, this.mask(name, some));
    return box;
  }

  /** Some cells of a finding as bits. @param {string} name @param {number[]} cells */
  mask(name, cells) {
    return cells.reduce((mask, cell) => mask | (1n << (this.offset[name] + BigInt(cell))), 0n);
  }

  /** The box with other bits in one field. @param {Box} box @param {string} name @param {bigint} bits */
  put(box, name, bits) {
    return (box & ~this.field[name]) | bits;
  }

  /** Whether a box holds no case: adding a full field carries into the bit above it just where it is not 0. @param {Box} box */
  isVoid(box) {
    return ((this.full + box) & this.between) !== this.between;
  }

  /** A case together with every case that knows more. @param {Box} point */
  refinements(point) {
    for (const name of this.names) if (point & this.unknown[name]) point |= this.field[name];
    return point;
  }

  /** The cells of one finding that a box has, as single bits, without the unknown one. @param {Box} box @param {string} name */
  bits(box, name) {
    const found = [];
    for (let n = 0; n < this.count[name]; n += 1) {
      const bit = 1n << (this.offset[name] + BigInt(n));
      if (box & bit) found.push(bit);
    }
    return found;
  }

  /** The number of the cell of one bit. @param {Box} bit @param {string} name */
  cell(bit, name) {
    return (bit >> this.offset[name]).toString(2).length - 1;
  }

  /** The fields that some bits lie in, in the order of the findings. @param {bigint} bits */
  fieldsIn(bits) {
    const found = [];
    while (bits) {
      const hex = bits.toString(16);
      const field = this.fieldAt[hex.length * 4 - 1 - (Math.clz32(parseInt(hex[0], 16)) - 28)];
      found.push(field);
      bits &= ~field;
    }
    return found.reverse();
  }

  /** The fields without any of some bits, each as its bit for unknown. @param {bigint} bits */
  lacking(bits) {
    return (this.between & ~(this.full + bits)) >> 1n;
  }

  /** Disjoint boxes that together are what one box has and the other has not. @param {Box} box @param {Box} other */
  minus(box, other) {
    if (this.isVoid(box & other)) return [box];
    const found = [];
    const outside = box & ~other;
    for (const field of this.fieldsIn(outside)) {
      found.push((box & ~field) | (outside & field));
      box &= other | ~field;
    }
    return found;
  }

  /** Whether a box holds a case that some possible patient has. @param {Box} box */
  admits(box) {
    if (this.isVoid(box)) return false;
    const part = box & this.hanging;
    let known = this.admitted.get(part);
    if (known === undefined) {
      if (this.admitted.size >= MOST_KEPT) this.admitted.clear();
      let wide = part | (this.full & ~this.hanging);
      for (const name in this.groups) {
        if (wide & this.unknown[name]) wide = (wide | this.field[name]) ^ this.unknown[name];
      }
      known = this.escapes(wide, 0);
      this.admitted.set(part, known);
    }
    return known;
  }

  /** Whether a box of wholly known cases reaches out of every impossible box from the n-th on. @param {Box} box @param {number} n @returns {boolean} */
  escapes(box, n) {
    for (; n < this.never.length; n += 1) {
      const { box: no, names } = this.never[n];
      if (!this.isVoid(box & no)) {
        const outside = names.map((name) => this.put(box, name, box & this.field[name] & ~no));
        return outside.some((part) => !this.isVoid(part) && this.escapes(part, n + 1));
      }
    }
    return true;
  }

  /** The bits of one finding that a case leaves possible. @param {Box} point @param {string} name */
  possible(point, name) {
    const wide = point & this.unknown[name] ? this.put(point, name, this.field[name]) : point;
    return this.bits(wide, name).filter((bit) => this.admits(this.put(wide, name, bit)));
  }

  /** Fewer boxes of the same cases: those that differ in one finding become one. @param {Box[]} boxes */
  joined(boxes) {
    let found = [...new Set(boxes)];
    if (found.length < 2) return found;
    const same = found.reduce((all, box) => all & box);
    const some = found.reduce((all, box) => all | box);
    const fields = this.fieldsIn(some & ~same);
    for (let before = 0; before !== found.length && found.length > 1;) {
      before = found.length;
      for (const field of fields) {
        /** @type {Map<Box, Box>} */ const groups = new Map();
        for (const box of found) groups.set(box | field, (groups.get(box | field) ?? 0n) | (box & field));
        found = [...groups].map(([key, bits]) => (key & ~field) | bits);
      }
    }
    return found;
  }
}

/** For each finding that is named, all those that it hangs together with. @param {Never[]} never */
function grouped(never) {
  /** @type {Record<string, Set<string>>} */ const found = Object.create(null);
  for (const { names } of never) {
    const all = new Set(names);
    for (const name of names) for (const other of found[name] ?? []) all.add(other);
    for (const name of all) found[name] = all;
  }
  return found;
}
