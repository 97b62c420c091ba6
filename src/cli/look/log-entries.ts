/**
 * Lines of a container's log, as bytes: what a container writes need not be text.
 * Source: Kubernetes, kubelet-cri-logging.md: `2016-10-06T00:17:09.669794202Z stdout P text`, P where the line goes on.
 */

export interface LogEntry {
  /** RFC 3339, as it was written. */
  readonly time: string;
  readonly stream: 'stdout' | 'stderr';
  /** This ends what the container wrote as one line. */
  readonly isLast: boolean;
  readonly content: Buffer;
}

const newline = 0x0a;
const space = 0x20;

/** One line without its end. undefined: it is none of ours. */
export const parseEntry = (line: Buffer): LogEntry | undefined => {
  const afterTime = line.indexOf(space);
  const afterStream = line.indexOf(space, afterTime + 1);
  const end = line.indexOf(space, afterStream + 1);
  const afterTags = end === -1 ? line.length : end;
  if (afterTime < 1 || afterStream === -1) return undefined;
  const stream = line.toString('latin1', afterTime + 1, afterStream);
  if (stream !== 'stdout' && stream !== 'stderr') return undefined;
  const tags = line.toString('latin1', afterStream + 1, afterTags).split(':');
  return {
    time: line.toString('latin1', 0, afterTime),
    stream,
    isLast: !tags.includes('P'),
    content: line.subarray(afterTags + 1),
  };
};

/** Longer ones are not of conmon, and are taken in pieces: memory is finite. */
export const longestLine = 1024 * 1024;

/** Takes bytes as they come, and tells each whole line. */
export const entryReader = (tell: (entry: LogEntry) => void) => {
  let rest: Buffer = Buffer.alloc(0);
  return {
    take: (bytes: Buffer): void => {
      let data = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      for (let end = data.indexOf(newline); end !== -1; end = data.indexOf(newline)) {
        const entry = parseEntry(data.subarray(0, end));
        if (entry !== undefined) tell(entry);
        data = data.subarray(end + 1);
      }
      rest = data.length > longestLine ? Buffer.alloc(0) : Buffer.from(data);
    },
    /** The file is over: what is left is half a line, which nobody will finish. */
    reset: (): void => {
      rest = Buffer.alloc(0);
    },
  };
};
