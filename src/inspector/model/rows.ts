/**
 * The columns: a record is a row, over all lives of a source, from 0. Rows are added at the end and dropped at the beginning;
 * a row keeps its number. 71 bytes a row, and the bytes of its line.
 */
import { type Bytes, openBytes } from './bytes.ts';

/** What is kept of a record besides its line. Texts are numbers of `Strings`, 0: none. */
export interface Row {
  readonly q: number;
  /** µs since the first record of the source. */
  readonly us: number;
  readonly run: number;
  /** Code of the letter. */
  readonly kind: number;
  /** Whom it is about: `actorOf`. */
  readonly actor: number;
  /** What was said, or which service: `typeOf`. */
  readonly type: number;
  /** T: the state before; M, D: who said it; A: the parent; E, R: the call's whole name; I: of what source. */
  readonly from: number;
  /** T: the state after; A: the machine; Z, R: how it ended; D: why; V: the verdict; O: the phase. */
  readonly to: number;
  /** Row of its cause; -1: not known. */
  readonly cause: number;
  readonly request: number;
  /** R, O: how long it took, µs; NaN: it does not say. */
  readonly took: number;
  /** Something went wrong in it. */
  readonly isBad: boolean;
}

/** A row that is not there reads as 0, and as -1 where a row is told. */
export interface Rows {
  /** @param line the text is at this address of `lines`. */
  readonly add: (row: Row, line: { readonly address: number; readonly length: number }) => number;
  readonly lines: Bytes;
  /** The oldest that is there. */
  readonly first: () => number;
  /** One after the newest. */
  readonly end: () => number;
  readonly q: (row: number) => number;
  readonly us: (row: number) => number;
  readonly run: (row: number) => number;
  readonly kind: (row: number) => number;
  readonly actor: (row: number) => number;
  readonly type: (row: number) => number;
  readonly from: (row: number) => number;
  readonly to: (row: number) => number;
  readonly cause: (row: number) => number;
  readonly request: (row: number) => number;
  readonly took: (row: number) => number;
  readonly isBad: (row: number) => boolean;
  /** Row that ends what begins here, and the other way round: call and answer, request and reply. -1: none. */
  readonly link: (row: number) => number;
  readonly setLink: (row: number, other: number) => void;
  readonly setCause: (row: number, cause: number) => void;
  readonly line: (row: number) => Uint8Array;
  readonly lengthOf: (row: number) => number;
  readonly drop: (before: number) => void;
  /** Of array buffers. */
  readonly bytes: () => number;
}

const firstRoom = 4096;

export const openRows = (): Rows => {
  const lines = openBytes();
  let base = 0;
  let count = 0;
  let room = firstRoom;
  let q = new Float64Array(room);
  let us = new Float64Array(room);
  let took = new Float64Array(room);
  let address = new Float64Array(room);
  let length = new Uint32Array(room);
  let run = new Uint16Array(room);
  let kind = new Uint8Array(room);
  let bad = new Uint8Array(room);
  let actor = new Uint32Array(room);
  let type = new Uint32Array(room);
  let from = new Uint32Array(room);
  let to = new Uint32Array(room);
  let request = new Uint32Array(room);
  let cause = new Int32Array(room);
  let link = new Int32Array(room);

  const grown = <Column extends Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array>(old: Column) => {
    const more = new (old.constructor as new (length: number) => Column)(room);
    more.set(old.subarray(0, count));
    return more;
  };
  const each = (change: <C extends Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array>(c: C) => C) => {
    q = change(q);
    us = change(us);
    took = change(took);
    address = change(address);
    length = change(length);
    run = change(run);
    kind = change(kind);
    bad = change(bad);
    actor = change(actor);
    type = change(type);
    from = change(from);
    to = change(to);
    request = change(request);
    cause = change(cause);
    link = change(link);
  };

  return {
    lines,
    add: (row, line) => {
      if (count === room) {
        room = Math.ceil(room * (room < 1 << 20 ? 2 : 1.5));
        each(grown);
      }
      const at = count;
      q[at] = row.q;
      us[at] = row.us;
      took[at] = row.took;
      length[at] = line.length;
      address[at] = line.address;
      run[at] = row.run;
      kind[at] = row.kind;
      bad[at] = row.isBad ? 1 : 0;
      actor[at] = row.actor;
      type[at] = row.type;
      from[at] = row.from;
      to[at] = row.to;
      request[at] = row.request;
      cause[at] = row.cause;
      link[at] = -1;
      count += 1;
      return base + at;
    },
    first: () => base,
    end: () => base + count,
    q: (row) => q[row - base] ?? 0,
    us: (row) => us[row - base] ?? 0,
    run: (row) => run[row - base] ?? 0,
    kind: (row) => kind[row - base] ?? 0,
    actor: (row) => actor[row - base] ?? 0,
    type: (row) => type[row - base] ?? 0,
    from: (row) => from[row - base] ?? 0,
    to: (row) => to[row - base] ?? 0,
    cause: (row) => (row >= base && row < base + count ? (cause[row - base] ?? -1) : -1),
    request: (row) => request[row - base] ?? 0,
    took: (row) => took[row - base] ?? Number.NaN,
    isBad: (row) => bad[row - base] === 1,
    link: (row) => (row >= base && row < base + count ? (link[row - base] ?? -1) : -1),
    setLink: (row, other) => {
      if (row >= base && row < base + count) link[row - base] = other;
    },
    setCause: (row, other) => {
      if (row >= base && row < base + count) cause[row - base] = other;
    },
    line: (row) => {
      const at = row - base;
      if (at < 0 || at >= count) return new Uint8Array(0);
      return lines.at(address[at] ?? 0, length[at] ?? 0);
    },
    lengthOf: (row) => length[row - base] ?? 0,
    drop: (before) => {
      const gone = Math.min(count, before - base);
      if (gone <= 0) return;
      each((column) => {
        column.copyWithin(0, gone, count);
        return column;
      });
      base += gone;
      count -= gone;
      lines.drop(count === 0 ? Number.POSITIVE_INFINITY : (address[0] ?? 0));
    },
    bytes: () => room * 71 + lines.total(),
  };
};
