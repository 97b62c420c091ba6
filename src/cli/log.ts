/** The daemon's log: coloured text on a terminal, one JSON object a line elsewhere; on stderr, so that stdout stays free. */
import { type Logger, pino } from 'pino';
import { build } from 'pino-pretty';
import type { Config } from '../config/schema.ts';

/** Times as RFC 3339, levels by name. */
export const openLog = (level: Config['log']['level'], isTerminal = process.stderr.isTTY): Logger => {
  const options = {
    level,
    base: null,
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  // Synchronous: the last lines before an end are the ones that matter.
  if (!isTerminal) return pino(options, pino.destination({ dest: 2, sync: true }));
  return pino(
    options,
    build({ destination: 2, sync: true, messageKey: 'message', ignore: 'room', messageFormat: pretty }),
  );
};

const pretty = '{if room}[{room}] {end}{message}';
