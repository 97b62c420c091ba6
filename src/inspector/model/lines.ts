/** Bytes as they come, cut into lines; what is too long is left out. */

/** A longer line is not ours. */
export const maxLineBytes = 16 * 1024 * 1024;
const lineBreak = 10;

export interface LineCutter {
  readonly feed: (bytes: Uint8Array) => void;
  /** No more comes: what has no line break at its end is handed on too. */
  readonly end: () => void;
}

/**
 * @param onLine without its line break; the text, and the bytes that it was: a view, good until the call returns.
 * @param onTooLong once for each line that is left out.
 */
export const openLineCutter = (
  onLine: (text: string, bytes: Uint8Array) => void,
  onTooLong: () => void,
  most = maxLineBytes,
): LineCutter => {
  const decoder = new TextDecoder();
  let parts: Uint8Array[] = [];
  let held = 0;
  let isSkipping = false;

  const take = (line: Uint8Array) => {
    if (line.length > most) onTooLong();
    else if (line.length > 0) onLine(decoder.decode(line), line);
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
    take(whole);
  };
  const hold = (rest: Uint8Array) => {
    if (rest.length === 0 || isSkipping) return;
    if (held + rest.length > most) {
      parts = [];
      held = 0;
      isSkipping = true;
      onTooLong();
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
        // Where all is ASCII, places in the text are places in the bytes, and one decoding does for all lines.
        if (text.length === whole.length) takeEach(whole, text);
        else takeEachAlone(whole);
        at = last + 1;
      }
      hold(bytes.subarray(at));
    },
    end: () => {
      if (held > 0 && !isSkipping) takeHeld(new Uint8Array(0));
    },
  };

  function takeEach(bytes: Uint8Array, text: string): void {
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf('\n', from);
      if (end - from > most) onTooLong();
      else if (end > from) onLine(text.slice(from, end), bytes.subarray(from, end));
      from = end + 1;
    }
  }
  function takeEachAlone(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(lineBreak, from);
      take(bytes.subarray(from, end));
      from = end + 1;
    }
  }
};
