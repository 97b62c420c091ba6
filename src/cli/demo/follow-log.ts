/** Follows a container log in CRI's format, as `kubectl logs -f` does. */
import { type FSWatcher, watch } from 'node:fs';
import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

/** One whole line that a container wrote. */
export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/**
 * Tells every line, from the first one on, until the returned function is called, which tells what is still unread first.
 * The file must exist. A rotation is not followed.
 * Effects: an inotify watch.
 */
export const followLog = (file: string, tell: (line: LogLine) => void): (() => Promise<void>) => {
  let position = 0;
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let partial = '';
  const read = async () => {
    const handle = await open(file, 'r');
    try {
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536, position);
        if (bytesRead === 0) return;
        position += bytesRead;
        const lines = (rest + decoder.write(buffer.subarray(0, bytesRead))).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const parsed = parseLine(line);
          if (parsed === undefined) continue;
          partial += parsed.text;
          if (!parsed.isWhole) continue;
          tell({ stream: parsed.stream, text: partial });
          partial = '';
        }
      }
    } finally {
      await handle.close();
    }
  };
  // One read at a time, and one more after the last event.
  let reading: Promise<void> = read();
  const again = () => {
    reading = reading.then(read).catch(() => {});
  };
  const watcher: FSWatcher = watch(file, { persistent: false }, again);
  return async () => {
    watcher.close();
    again();
    await reading;
  };
};

/** `2016-10-06T00:17:09.669794202Z stdout P text`. Source: Kubernetes, kubelet-cri-logging.md. */
const parseLine = (line: string): (LogLine & { readonly isWhole: boolean }) | undefined => {
  const [, stream, tags, text] = /^\S+ (stdout|stderr) (\S+) (.*)$/s.exec(line) ?? [];
  if (stream === undefined || tags === undefined || text === undefined) return undefined;
  return { stream: stream === 'stderr' ? 'stderr' : 'stdout', text, isWhole: !tags.split(':').includes('P') };
};
