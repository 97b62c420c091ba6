/** Recordings of simulated runs: every record that a daemon's journal may have, told by the actors themselves. */
import { openTeller, type Untimed } from '../../src/actors/teller.ts';
import { type HeaderRecord, type JournalRecord, journalFormat } from '../../src/journal/format.ts';
import type { Told } from '../../src/journal/recording.ts';
import { openNames } from '../../src/simulation/names.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { openSimulation, type Simulation } from '../../src/simulation/simulation.ts';

export const madeHeader: HeaderRecord = {
  k: 'H',
  format: journalFormat,
  source: 'daemon',
  build: '0',
  node: 'v24',
  epochMs: Date.parse('2026-11-21T12:00:00Z'),
  monotonicUs: 0,
  keyId: 'made',
};

export interface MadeRecording {
  readonly records: readonly JournalRecord[];
  readonly simulation: Simulation;
  /** Takes the choice of this id, a ms later. */
  readonly take: (id: string) => void;
  /** Takes what is first, until all is at rest. */
  readonly rest: () => void;
  readonly told: () => AsyncGenerator<Told>;
  /** As the lines of a file. */
  readonly text: () => string;
}

/** @param options `hasContexts`: with what the actors know. */
export const madeRecording = (scenario: Scenario, options: { readonly hasContexts?: boolean } = {}): MadeRecording => {
  const records: JournalRecord[] = [];
  const names = openNames();
  let us = 0;
  const teller = openTeller({
    nameOf: (ref) => names.of(ref).name,
    nowUs: () => us,
    hasContexts: options.hasContexts,
    tell: (record: Untimed) => {
      const { k, ...rest } = record;
      records.push({ k, q: records.length + 1, t: us, ...rest } as JournalRecord);
      return records.length;
    },
  });
  const simulation = openSimulation(scenario, { inspect: teller.inspect });
  const take = (id: string): void => {
    us += 1000;
    teller.input(inputOf(id, scenario));
    simulation.takeById(id);
  };
  return {
    records,
    simulation,
    take,
    rest: () => {
      for (let steps = 0; steps < 500; steps += 1) {
        const [choice] = simulation.choices();
        if (choice === undefined || !choice.isDefault) return;
        take(choice.id);
      }
    },
    told: async function* () {
      for (const record of records)
        yield { record, us: record.t, wallUs: madeHeader.epochMs * 1000 + record.t, run: 1 };
    },
    text: () => `${[madeHeader, ...records].map((record) => JSON.stringify(record)).join('\n')}\n`,
  };
};

/** A choice as the recorder of a daemon writes it. */
const inputOf = (id: string, { clients }: Scenario): Untimed => {
  const [verb = '', first = '', second = ''] = id.split(' ');
  switch (verb) {
    case 'ask': {
      const step = clients.find(({ name }) => name === first)?.steps[Number(second)];
      return { k: 'I', s: 'rpc', e: { ...step } as never, id: `${first}-${second}` };
    }
    case 'cancel':
      return { k: 'I', s: 'cancel', id: first };
    case 'fact':
      return { k: 'I', s: 'fact', a: first, e: { type: second } };
    case 'timer':
      return { k: 'I', s: 'timer', a: first, e: second };
    case 'ok':
      return { k: 'I', s: 'svc', a: first, e: null };
    case 'fail':
    case 'lost':
    case 'half':
      return { k: 'I', s: 'svc', a: first, f: { code: 'RuntimeFailed' } };
    default:
      return { k: 'I', s: 'msg', e: id };
  }
};
