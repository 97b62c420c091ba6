/** A choice as an arrow between two lanes of a diagram: who says what to whom. */
import type { Draft } from '../../machines/messages.ts';
import type { Row } from '../../sequence/diagram.ts';
import type { Scenario } from '../scenario.ts';

/** Lanes that every diagram has. */
export const services = 'services';
export const world = 'world';

/** Actors by their ids in the system, `sandbox:a`, `container:a-c0#2`, or by their symbolic names. Others: none of their own. */
export const laneOfActor = (actor: string): string => {
  const own = actor
    .replace(/^sandbox:/, 'pod:')
    .replace(/^container:/, 'ctr:')
    .replace(/#\d+$/, '');
  return /^(pod|ctr):/.test(own) ? own : services;
};

/** `pod:a#1/ctr:a-c0#2/svc:createTask#1`: whose the call is, and which. */
export const callIn = (name: string): { readonly lane: string; readonly service: string } => {
  const parts = name.split('/').map((part) => part.replace(/#\d+$/, ''));
  const actor = parts.findLast((part) => part.startsWith('ctr:')) ?? parts.findLast((part) => part.startsWith('pod:'));
  return { lane: laneOfActor(actor ?? ''), service: parts.at(-1)?.replace(/^svc:/, '') ?? name };
};

/** What a command is about. */
const subjectOf = (command: Draft | undefined): string => {
  if (command === undefined) return services;
  if ('containerId' in command && command.type !== 'container.create') return `ctr:${command.containerId}`;
  return 'sandboxId' in command ? `pod:${command.sandboxId}` : services;
};

/** Of a request of the scenario. */
export const subjectAt = ({ clients }: Scenario, client: string, at: number): string =>
  subjectOf(clients.find(({ name }) => name === client)?.steps[at]);

const outcomes: Readonly<Record<string, string>> = {
  fail: '╳ fails',
  half: '╳ half done',
  lost: '╳ answer lost',
  land: 'happens, unheard',
  gone: 'never happens',
};
/** Nobody hears of these. */
const unheard = ['land', 'late', 'gone'];

const noteAt = (lane: string, text: string): Row['arrow'] => ({ from: lane, to: lane, text });

export const arrowOf = (id: string, scenario: Scenario): Row['arrow'] => {
  const [verb = '', ...words] = id.split(' ');
  const [first = '', second = ''] = words;
  const last = words.at(-1) ?? '';
  switch (verb) {
    case 'ask':
      return { from: first, to: subjectAt(scenario, first, Number(second)), text: last };
    case 'cancel':
      return noteAt(first.replace(/-\d+(-\d+)?$/, ''), '╳ gives up');
    case 'exit':
      return noteAt(world, `process of ${first} ends: ${second}`);
    case 'crash':
      return noteAt(services, '╳ the daemon dies, and another starts');
    case 'finish':
      return noteAt(services, 'no more faults; every pod is removed');
    case 'later':
      return noteAt(services, 'what crashed is started again');
    case 'timer':
    case 'fact': {
      const text = verb === 'timer' ? `timer ${last}` : last;
      return { from: services, to: callIn(words.slice(0, -1).join(' ')).lane, text };
    }
    default: {
      const { lane, service } = callIn(words.join(' '));
      const to = unheard.includes(verb) ? services : lane;
      return { from: services, to, text: `${service} ${outcomes[verb] ?? verb}`, isAnswer: true };
    }
  }
};
