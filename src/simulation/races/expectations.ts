/**
 * What a row expects, a line each:
 *
 *   kubelet.run ok [a]            the answer (and the id in it): ok, refused, a failure's code, gave-up, lost, open
 *   admin.stop#2 ok               the second one of that name
 *   a/c0 EXITED 137 OOMKilled     what is shown: CREATED RUNNING EXITED UNKNOWN, READY NOTREADY; `hidden`: not listed
 *   a has address, a has no address       in the world: namespace, address, mount, directory, bundle, cgroup, process, fd …
 *   a owes network, a owes nothing        in the ledger
 *   did killTask a/c0 SIGTERM once        how often it is in the trace: once, twice, never, 3 times
 *   exit a/c0 before did detachNetwork a          each of the second comes after the first one of the first, which is there
 *   never did startTask after did detachNetwork   none of the first after any of the second
 *   elapsed 30s                   on the virtual clock, since the start
 *   network ready, network down   the node's condition
 *   all is gone                   nothing is left in the world, nothing is owed
 */
import type { View } from '../view.ts';
import { fits, nameOfRequest, wordOf } from './trace.ts';
import { idOf } from './words.ts';

export interface Scene {
  readonly view: View;
  readonly trace: readonly string[];
  readonly startMs: number;
}

type Check = (scene: Scene, found: Readonly<Record<string, string>>) => string | undefined;

/** The first form that fits a line says what it means. */
const forms: readonly (readonly [RegExp, Check])[] = [
  [/^all is gone$/, ({ view }) => unlessEmpty('left', [...view.resources(), ...view.store.rows.keys()])],
  [
    /^network (?<state>ready|down)$/,
    ({ view }, { state }) => {
      const is = view.networkReady().isTrue ? 'ready' : 'down';
      return is === state ? undefined : `it is ${is}`;
    },
  ],
  [
    /^elapsed (?<seconds>\d+)s$/,
    ({ view, startMs }, { seconds }) => {
      const elapsed = (view.nowMs() - startMs) / 1000;
      return elapsed === Number(seconds) ? undefined : `${elapsed}s have gone by`;
    },
  ],
  [
    /^never (?<what>.+) after (?<first>.+)$/,
    ({ trace }, { what = '', first = '' }) => {
      const start = trace.findIndex((line) => fits(first, line));
      const wrong = start < 0 ? undefined : trace.slice(start + 1).find((line) => fits(what, line));
      return wrong === undefined ? undefined : `"${wrong}" comes after "${trace[start]}"`;
    },
  ],
  [
    /^(?<first>.+) before (?<then>.+)$/,
    ({ trace }, { first = '', then = '' }) => {
      const one = trace.findIndex((line) => fits(first, line));
      const other = trace.findIndex((line) => fits(then, line));
      if (one < 0) return `there is no "${first}"`;
      return other < 0 || one < other ? undefined : `"${trace[other]}" comes first`;
    },
  ],
  [
    /^(?<what>.+) (?<count>once|twice|never|\d+ times)$/,
    ({ trace }, { what = '', count = '' }) => {
      const wanted = { never: 0, once: 1, twice: 2 }[count] ?? Number.parseInt(count, 10);
      const times = trace.filter((line) => fits(what, line)).length;
      return times === wanted ? undefined : `${times} times`;
    },
  ],
  [
    /^(?<thing>\S+) has (?<no>no )?(?<kind>\w+)$/,
    ({ view }, { thing = '', no, kind = '' }) => {
      const owned = view.ownedBy(idOf(thing)).filter((name) => name.startsWith(`${kind} `));
      if (no === undefined) return owned.length > 0 ? undefined : `it has only ${view.ownedBy(idOf(thing)).join(', ')}`;
      return unlessEmpty('it has', owned);
    },
  ],
  [
    /^(?<thing>\S+) owes (?<effect>\w+)$/,
    ({ view }, { thing = '', effect = '' }) => {
      const owed = [...view.store.rows.values()].filter((row) => row.ownerId === idOf(thing)).map((row) => row.effect);
      if (effect === 'nothing') return unlessEmpty('it owes', owed);
      return (owed as readonly string[]).includes(effect) ? undefined : `it owes ${owed.join(', ')}`;
    },
  ],
  [
    /^(?<client>\w+)\.(?<verb>\w+)(#(?<nth>\d+))? (?<answer>[\w-]+)( (?<value>\S+))?$/,
    ({ view }, { client, verb, nth = '1', answer, value }) => {
      const requests = [...view.requests.values()].filter((each) => nameOfRequest(each) === `${client}.${verb}`);
      const request = requests[Number(nth) - 1];
      if (request === undefined) return 'it was not asked';
      const [reply] = request.replies;
      const states = { open: 'open', cancelled: 'gave-up', lost: 'lost' } as const;
      const is = request.state !== 'answered' || reply === undefined ? states[request.state as 'open'] : wordOf(reply);
      if (answer === 'refused' ? is === 'ok' || reply === undefined : is !== answer) return `it is ${is}`;
      if (value === undefined) return undefined;
      const values = reply?.ok === true ? Object.values(reply.value).map(String) : [];
      return values.includes(idOf(value)) ? undefined : `its answer has ${values.join(', ')}`;
    },
  ],
  [
    /^(?<thing>\S+\/\S+) (?<state>[A-Z]+|hidden)( (?<code>\d+))?( (?<reason>\w+))?$/,
    ({ view }, { thing = '', state = '', code, reason }) => {
      const container = view.containers().find(({ containerId }) => containerId === idOf(thing));
      if (container === undefined) return state === 'hidden' ? undefined : 'it is not listed';
      const is = `${container.state.toUpperCase()} ${container.exitCode ?? ''} ${container.reason}`;
      const isRight =
        container.state.toUpperCase() === state &&
        (code === undefined || container.exitCode === Number(code)) &&
        (reason === undefined || container.reason === reason);
      return isRight ? undefined : `it is shown ${is.trim()}`;
    },
  ],
  [
    /^(?<thing>\w+) (?<state>READY|NOTREADY|hidden)$/,
    ({ view }, { thing, state }) => {
      const is =
        view
          .sandboxes()
          .find(({ sandboxId }) => sandboxId === thing)
          ?.state.toUpperCase() ?? 'hidden';
      return is === state ? undefined : `it is ${is}`;
    },
  ],
];

const unlessEmpty = (what: string, items: readonly string[]): string | undefined =>
  items.length === 0 ? undefined : `${what}: ${items.join(', ')}`;

/** @returns what is wrong; undefined: nothing. @throws Error where the line means nothing. */
export const checkLine = (scene: Scene, line: string): string | undefined => {
  for (const [form, check] of forms) {
    const found = form.exec(line);
    if (found !== null) return check(scene, { ...found.groups });
  }
  throw new Error(`"${line}" is no expectation: see expectations.ts`);
};
