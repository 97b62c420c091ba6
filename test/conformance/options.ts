/** What `npm run conformance` is asked for. */
import { isAbsolute } from 'node:path';
import { parseArgs } from 'node:util';

export interface Options {
  /** Only specs whose name fits; undefined: every spec. */
  readonly focus: string | undefined;
  readonly seed: number;
  /** How many specs run at once. */
  readonly processes: number;
  /** Exec, attach and port-forward over WebSocket instead of SPDY. */
  readonly isWebSocket: boolean;
  /** Where ginkgo's report stays. */
  readonly reportFile: string | undefined;
  /** Absolute; undefined: the machine's. */
  readonly runtimePath: string | undefined;
  /** The runtime is known to map ids, so that nothing about user namespaces may be skipped. */
  readonly mapsIds: boolean;
  readonly critest: string;
  /** With fewer that pass, the run has failed. */
  readonly atLeast: number;
}

/** The rooms that need neither streaming nor statistics. */
const lifeOfPods = 'Container runtime should support|Image Manager|PodSandbox|Networking|Idempotence|Runtime info';

/** @param paths `CRITEST` and, where `--runc newest` may be asked for, `CONFORMANCE_RUNC`. */
export const parseOptions = (
  args: readonly string[],
  paths: Readonly<Record<string, string | undefined>>,
  freshSeed: number,
): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      all: { type: 'boolean', default: false },
      focus: { type: 'string' },
      seed: { type: 'string' },
      procs: { type: 'string' },
      websocket: { type: 'boolean', default: false },
      report: { type: 'string' },
      runc: { type: 'string' },
      critest: { type: 'string' },
      'at-least': { type: 'string' },
    },
  });
  const isNewest = values.runc === 'newest';
  return {
    focus: values.focus ?? (values.all ? undefined : lifeOfPods),
    seed: values.seed === undefined ? freshSeed : wholeNumber('--seed', values.seed),
    processes: values.procs === undefined ? 1 : Math.max(1, wholeNumber('--procs', values.procs)),
    isWebSocket: values.websocket,
    reportFile: values.report,
    runtimePath: isNewest ? (paths.CONFORMANCE_RUNC ?? missing('CONFORMANCE_RUNC')) : absolute('--runc', values.runc),
    mapsIds: isNewest,
    critest: absolute('--critest', values.critest) ?? paths.CRITEST ?? missing('CRITEST'),
    atLeast: values['at-least'] === undefined ? 1 : wholeNumber('--at-least', values['at-least']),
  };
};

const wholeNumber = (name: string, text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`${name} ${text}: not a whole number`);
  return Number(text);
};

const absolute = (name: string, path: string | undefined): string | undefined => {
  if (path !== undefined && !isAbsolute(path)) throw new Error(`${name} ${path}: not an absolute path`);
  return path;
};

const missing = (name: string): never => {
  throw new Error(`${name} is not set; run: npm run conformance`);
};
