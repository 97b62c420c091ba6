/** The daemon's log: coloured text on a terminal, one JSON object a line elsewhere; on stderr, so that stdout stays free. */
import { type Logger, pino } from 'pino';
import { build } from 'pino-pretty';
import type { Config } from '../config/schema.ts';

type Level = Config['log']['level'];

export interface OpenLog {
  readonly log: Logger;
  /** Of this logger and of all that were made from it. */
  readonly setLevel: (level: Level) => void;
}

/** Times as RFC 3339, levels by name. */
export const openLog = (level: Level, isTerminal = process.stderr.isTTY): Logger => openLevelled(level, isTerminal).log;

/** One whose level can change; a child of pino's has its own, so they are remembered for as long as they live. */
export const openLevelled = (
  level: Level,
  isTerminal = process.stderr.isTTY,
  destination?: { readonly write: (line: string) => void },
): OpenLog => {
  const children = weakSet<Logger>();
  const options = {
    level,
    base: null,
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    onChild: (child: Logger) => children.add(child),
  };
  // Synchronous: the last lines before an end are the ones that matter.
  const plain = () => destination ?? pino.destination({ dest: 2, sync: true });
  const pretty = () => build({ destination: 2, sync: true, messageKey: 'message', ignore: 'room', messageFormat });
  const log: Logger = pino(options, isTerminal ? pretty() : plain());
  return {
    log,
    setLevel: (next) => {
      log.level = next;
      for (const child of children.all()) child.level = next;
    },
  };
};

const messageFormat = '{if room}[{room}] {end}{message}';

/** Those that are gone are forgotten now and then: every request has a child. */
const weakSet = <Thing extends WeakKey>() => {
  let refs: WeakRef<Thing>[] = [];
  let sweepAt = 256;
  const sweep = () => {
    refs = refs.filter((ref) => ref.deref() !== undefined);
    sweepAt = 2 * refs.length + 256;
  };
  return {
    add: (thing: Thing): void => {
      if (refs.length >= sweepAt) sweep();
      refs.push(new WeakRef(thing));
    },
    all: (): readonly Thing[] => refs.flatMap((ref) => ref.deref() ?? []),
  };
};
