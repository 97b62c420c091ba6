/** Bytes as they come, cut into lines; what is too long is left out. */

/** A longer line is not ours. */
export const maxLineBytes = 16 * 1024 * 1024;
const lineBreak = 10;

export interface LineCutter {
  readonly feed: (bytes: Uint8Array) => void;
  /** No more comes: what has no line break at its end is handed on too. */
  readonly end: () => void;
}

export interface LineHearer {
  /** Whole lines, before each of them is told. @returns where they are kept: an address. */
  readonly keep: (bytes: Uint8Array) => number;
  /** Without its line break; where it is kept. */
  readonly line: (text: string, address: number, length: number) => void;
  /** Once for each line that is left out. */
  readonly tooLong: () => void;
}

export const openLineCutter = ({ keep, line, tooLong }: LineHearer, most = maxLineBytes): LineCutter => {
  const decoder = new TextDecoder();
  let parts: Uint8Array[] = [];
  let held = 0;
  let isSkipping = false;

  /** Of one line alone. */
  const take = (bytes: Uint8Array, address: number) => {
    if (bytes.length > most) tooLong();
    else if (bytes.length > 0) line(decoder.decode(bytes), address, bytes.length);
  };
  const takeHeld = (last: Uint8Array) => {
    const whole = new Uint8Array(held + last.length);
    let at = 0;
    for (const part of [...parts, last]) {
      whole.set(part, at);
      at += part.length;
    }
    parts = [];
    held = 0;
    take(whole, keep(whole));
  };
  const hold = (rest: Uint8Array) => {
    if (rest.length === 0 || isSkipping) return;
    if (held + rest.length > most) {
      parts = [];
      held = 0;
      isSkipping = true;
      tooLong();
      return;
    }
    parts.push(rest.slice());
    held += rest.length;
  };

  return {
    feed: (bytes) => {
      let at = 0;
      if (isSkipping || held > 0) {
        const end = bytes.indexOf(lineBreak);
        if (end < 0) return hold(bytes);
        if (!isSkipping) takeHeld(bytes.subarray(0, end));
        isSkipping = false;
        at = end + 1;
      }
      const last = bytes.lastIndexOf(lineBreak);
      if (last >= at) {
        const whole = bytes.subarray(at, last + 1);
        const text = decoder.decode(whole);
        const address = keep(whole);
        // Where all is ASCII, places in the text are places in the bytes, and one decoding does for all lines.
        if (text.length === whole.length) takeEach(text, address);
        else takeEachAlone(whole, address);
        at = last + 1;
      }
      hold(bytes.subarray(at));
    },
    end: () => {
      if (held > 0 && !isSkipping) takeHeld(new Uint8Array(0));
    },
  };

  function takeEach(text: string, address: number): void {
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf('\n', from);
      if (end - from > most) tooLong();
      else if (end > from) line(text.slice(from, end), address + from, end - from);
      from = end + 1;
    }
  }
  function takeEachAlone(bytes: Uint8Array, address: number): void {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(lineBreak, from);
      take(bytes.subarray(from, end), address + from);
      from = end + 1;
    }
  }
};
