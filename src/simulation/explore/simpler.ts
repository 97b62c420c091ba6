/** Scenarios that are simpler than a given one: the larger steps first. */
import type { ServiceName } from '../../machines/services.ts';
import type { Client, Faults, Scenario } from '../scenario.ts';
import { serviceNames } from '../world/acts.ts';
import type { Deviation } from './schedule.ts';
import { pathIn } from './strategy.ts';

/** A scenario and a schedule of it. */
export interface Case {
  readonly scenario: Scenario;
  readonly deviations: readonly Deviation[];
}

/** All that were taken and begin with one of these words, without it. */
const taken = (deviations: readonly Deviation[], ...words: readonly string[]): readonly string[] =>
  deviations.flatMap(({ take }) => {
    const space = take.indexOf(' ');
    return words.includes(take.slice(0, space)) ? [take.slice(space + 1)] : [];
  });

/** No more crashes, cancels and faults, no other services and kinds than the schedule has. */
const frugal = ({ scenario, deviations }: Case): Case => {
  const { faults, crashes: _crashes, cancels: _cancels, ...rest } = scenario;
  const crashes = taken(deviations, 'crash').length;
  const cancels = taken(deviations, 'cancel').length;
  return {
    deviations,
    scenario: {
      ...rest,
      ...(faults === undefined ? {} : { faults: frugalFaults(faults, deviations) }),
      ...(crashes > 0 ? { crashes } : {}),
      ...(cancels > 0 ? { cancels } : {}),
    },
  };
};

const frugalFaults = (faults: Faults, deviations: readonly Deviation[]): Faults | undefined => {
  const kinds = faults.kinds.filter((kind) => taken(deviations, kind).length > 0);
  const failing = taken(deviations, ...kinds).map(pathIn);
  if (failing.length === 0) return undefined;
  const services = new Set(failing.map((path) => path.slice(path.lastIndexOf(':') + 1) as ServiceName));
  const areKnown = [...services].every((name) => serviceNames.includes(name));
  const each = Math.max(...[...new Set(failing)].map((path) => failing.filter((other) => other === path).length));
  return {
    ...faults,
    kinds,
    total: failing.length,
    each,
    // What an actor calls a service may be another name than the service's own.
    services: areKnown ? [...services] : faults.services,
  };
};

const withClients = ({ scenario, deviations }: Case, clients: readonly Client[]): Case => ({
  scenario: { ...scenario, clients },
  deviations,
});

/** The steps of a client that come after move up: their numbers are in the names of choices. */
const renamed = (id: string, client: string, gone: number): string =>
  id.replace(/^(ask (\S+) |cancel (\S+)-)(\d+)/, (all, start: string, asks?: string, cancels?: string, at = '0') =>
    (asks ?? cancels) === client && Number(at) > gone ? `${start}${Number(at) - 1}` : all,
  );

const withoutStep = (from: Case, client: Client, gone: number): Case => {
  const steps = client.steps.filter((_, at) => at !== gone);
  const { scenario, deviations } = withClients(
    from,
    from.scenario.clients.flatMap((each) =>
      each !== client ? [each] : steps.length === 0 ? [] : [{ ...each, steps }],
    ),
  );
  return {
    scenario,
    deviations: deviations.map((each) => ({
      ...each,
      take: renamed(each.take, client.name, gone),
      instead: renamed(each.instead, client.name, gone),
    })),
  };
};

/** Each is what is left when something is taken away. */
export const simplerScenarios = function* (from: Case): Generator<Case> {
  const { clients, programs, timers } = from.scenario;
  for (const client of clients)
    if (clients.length > 1)
      yield withClients(
        from,
        clients.filter((each) => each !== client),
      );
  for (const client of clients)
    for (let at = client.steps.length - 1; at >= 0; at -= 1) yield withoutStep(from, client, at);
  const thrifty = frugal(from);
  if (JSON.stringify(thrifty.scenario) !== JSON.stringify(from.scenario)) yield thrifty;
  if (timers !== undefined) {
    const { timers: _, ...scenario } = from.scenario;
    yield { ...from, scenario };
  }
  for (const name of Object.keys(programs ?? {})) {
    const left = Object.fromEntries(Object.entries(programs ?? {}).filter(([key]) => key !== name));
    const { programs: _, ...rest } = from.scenario;
    yield { ...from, scenario: Object.keys(left).length === 0 ? rest : { ...rest, programs: left } };
  }
};

/** How large a scenario is, for people: requests, then what may go wrong in it. */
export const weightOf = ({ clients, faults, crashes, cancels, timers, programs }: Scenario): number => {
  const requests = clients.reduce((sum, { steps }) => sum + steps.length, 0);
  const wrong =
    (faults === undefined ? 0 : faults.total + faults.each + faults.kinds.length + (faults.services?.length ?? 99)) +
    (crashes ?? 0) +
    (cancels ?? 0);
  const rest = (timers === undefined ? 0 : 1) + Object.keys(programs ?? {}).length;
  return 1000 * requests + 100 * clients.length + wrong + rest;
};
