/** A reproducer file, checked: it may come from anybody, so what is not as it should be is told and not played. */
import type { Scenario } from '../scenario.ts';
import { type Repro, reproFormat } from './repro.ts';
import type { Deviation } from './schedule.ts';

/** It is no reproducer; the message says what is wrong, and where. */
export class ReproInvalid extends Error {
  override readonly name = 'ReproInvalid';
}

/** Larger than any that was written. */
const maxChars = 4 * 1024 * 1024;
const maxSteps = 10_000;

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const wrong = (where: string, what: string): never => {
  throw new ReproInvalid(`${where}: ${what}`);
};
const objectAt = (value: unknown, where: string): Fields => (isObject(value) ? value : wrong(where, 'is no object'));
const textAt = (value: unknown, where: string): string =>
  typeof value === 'string' ? value : wrong(where, 'is no text');
const countAt = (value: unknown, where: string): number =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : wrong(where, 'is no whole number from 0 on');
const listAt = (value: unknown, where: string, most = maxSteps): readonly unknown[] => {
  if (!Array.isArray(value)) return wrong(where, 'is no list');
  return value.length > most ? wrong(where, `has more than ${most} entries`) : value;
};
const optional = (value: unknown, check: (value: unknown) => unknown): void => {
  if (value !== undefined) check(value);
};

const scenarioAt = (value: unknown): Scenario => {
  const fields = objectAt(value, 'scenario');
  textAt(fields.name, 'scenario.name');
  const names = new Set<string>();
  for (const [index, each] of listAt(fields.clients, 'scenario.clients', 100).entries()) {
    const where = `scenario.clients[${index}]`;
    const client = objectAt(each, where);
    const name = textAt(client.name, `${where}.name`);
    if (names.has(name)) wrong(`${where}.name`, `"${name}" is another client's`);
    names.add(name);
    for (const [at, step] of listAt(client.steps, `${where}.steps`, 1000).entries())
      textAt(objectAt(step, `${where}.steps[${at}]`).type, `${where}.steps[${at}].type`);
  }
  optional(fields.programs, (programs) => {
    for (const [name, each] of Object.entries(objectAt(programs, 'scenario.programs')))
      listAt(objectAt(each, `scenario.programs.${name}`).ends, `scenario.programs.${name}.ends`);
  });
  optional(fields.faults, (faults) => {
    const { total, each, kinds, services } = objectAt(faults, 'scenario.faults');
    countAt(total, 'scenario.faults.total');
    countAt(each, 'scenario.faults.each');
    for (const kind of listAt(kinds, 'scenario.faults.kinds')) textAt(kind, 'scenario.faults.kinds');
    optional(services, (all) => listAt(all, 'scenario.faults.services'));
  });
  optional(fields.crashes, (crashes) => countAt(crashes, 'scenario.crashes'));
  optional(fields.cancels, (cancels) => countAt(cancels, 'scenario.cancels'));
  optional(fields.timers, (timers) => {
    if (timers !== 'race' && timers !== 'idle') wrong('scenario.timers', 'is neither "race" nor "idle"');
  });
  return fields as unknown as Scenario;
};

const deviationAt = (value: unknown, where: string): Deviation => {
  const fields = objectAt(value, where);
  return {
    step: countAt(fields.step, `${where}.step`),
    take: textAt(fields.take, `${where}.take`),
    instead: textAt(fields.instead, `${where}.instead`),
    ...(fields.times === undefined ? {} : { times: countAt(fields.times, `${where}.times`) }),
  };
};

const parsed = (text: string): unknown => {
  if (text.length > maxChars) throw new ReproInvalid(`it has more than ${maxChars} characters`);
  try {
    return JSON.parse(text);
  } catch {
    throw new ReproInvalid('it is not JSON');
  }
};

/** A scenario alone. @throws ReproInvalid */
export const readScenario = (text: string): Scenario => scenarioAt(parsed(text));

/** @throws ReproInvalid */
export const readRepro = (text: string): Repro => {
  const value = parsed(text);
  const fields = isObject(value) ? value : wrong('it', 'is no object');
  if (fields.format !== reproFormat)
    throw new ReproInvalid(`its format is ${JSON.stringify(fields.format) ?? 'not told'}, and not ${reproFormat}`);
  const found = objectAt(fields.found ?? { choices: 0, deviations: 0 }, 'found');
  return {
    format: reproFormat,
    scenario: scenarioAt(fields.scenario),
    seed: countAt(fields.seed, 'seed'),
    run: countAt(fields.run ?? 0, 'run'),
    strategy: textAt(fields.strategy, 'strategy'),
    invariant: textAt(fields.invariant, 'invariant'),
    wrong: textAt(fields.wrong, 'wrong'),
    deviations: listAt(fields.deviations, 'deviations').map((each, index) => deviationAt(each, `deviations[${index}]`)),
    choices: listAt(fields.choices, 'choices').map((each, index) => textAt(each, `choices[${index}]`)),
    build: textAt(fields.build, 'build'),
    ...(fields.twin === undefined ? {} : { twin: textAt(fields.twin, 'twin') }),
    found: {
      choices: countAt(found.choices, 'found.choices'),
      deviations: countAt(found.deviations, 'found.deviations'),
    },
    isLeast: fields.isLeast === true,
  };
};
