/**
 * A container of any runtime, as far as the wire tells.
 *
 *   unknown ─▶ created ─▶ running ─▶ exited ─▶ removed      any of them may be the first that is heard of
 *
 * Answers overlap: one that was asked for before the last news may tell of an older moment, and proves nothing. One that
 * was asked for after it (`isNews`) and tells of an earlier state is what the runtime must not say.
 * Told by: the observer. Emits: accusations.   Source: CRI runtime.v1, ContainerState.
 */
import type { Facts, Heard } from './facts.ts';
import { begun, observing, shown } from './observing.ts';

type Told = Heard & { readonly facts: Facts };
export type ContainerHeard =
  | ({ readonly type: 'told.created' | 'told.running' | 'told.exited' | 'told.unknown' } & Told)
  | ({ readonly type: 'start.answered' | 'stop.answered' | 'remove.answered' } & Heard);

const setUp = observing<ContainerHeard>();
const back = (from: string, to: string) => ({
  type: 'accuse' as const,
  params: { code: 'status-goes-back' as const, said: `it was ${from} and is ${to}` },
});
export const observedContainer = setUp.createMachine({
  id: 'observedContainer',
  context: begun,
  initial: 'unknown',
  on: { 'remove.answered': { target: '.removed', actions: 'know' } },
  states: {
    unknown: {
      on: {
        'told.created': { target: 'created', actions: ['know', 'compare'] },
        'told.running': { target: 'running', actions: ['know', 'compare'] },
        'told.exited': { target: 'exited', actions: ['know', 'compare'] },
        'start.answered': { target: 'running', actions: 'know' },
      },
    },
    created: {
      on: {
        'told.created': { actions: 'compare' },
        'told.running': { target: 'running', actions: ['know', 'compare'] },
        'told.exited': { target: 'exited', actions: ['know', 'compare'] },
        'start.answered': { target: 'running', actions: 'know' },
      },
    },
    running: {
      on: {
        'told.created': [
          { guard: 'isNews', target: 'created', actions: [back('RUNNING', 'CREATED'), 'know', 'compare'] },
          { actions: 'compare' },
        ],
        'told.running': { actions: 'compare' },
        'told.exited': { target: 'exited', actions: ['know', 'compare'] },
        // a stop that was asked for earlier may have met a container that was not started yet
        'stop.answered': { guard: 'isNews', target: 'stopped', actions: 'know' },
      },
    },
    /** A stop has been answered: it cannot run, but nobody has told how it ended. */
    stopped: {
      on: {
        'told.exited': { target: 'exited', actions: ['know', 'compare'] },
        'told.running': [
          {
            guard: 'isNews',
            target: 'running',
            actions: [
              {
                type: 'accuse',
                params: { code: 'stopped-but-running', said: 'its stop was answered and it is RUNNING' },
              },
              'know',
              'compare',
            ],
          },
          { actions: 'compare' },
        ],
        'told.created': [
          { guard: 'isNews', target: 'created', actions: [back('stopped', 'CREATED'), 'know', 'compare'] },
          { actions: 'compare' },
        ],
      },
    },
    exited: {
      on: {
        'told.exited': { actions: 'compare' },
        'told.running': [
          { guard: 'isNews', target: 'running', actions: [back('EXITED', 'RUNNING'), 'know', 'compare'] },
          { actions: 'compare' },
        ],
        'told.created': [
          { guard: 'isNews', target: 'created', actions: [back('EXITED', 'CREATED'), 'know', 'compare'] },
          { actions: 'compare' },
        ],
        'start.answered': {
          guard: 'isNews',
          target: 'running',
          actions: [
            { type: 'accuse', params: { code: 'exited-started', said: 'it was EXITED and a start of it succeeded' } },
            'know',
          ],
        },
      },
    },
    removed: { on: { 'told.created': shown, 'told.running': shown, 'told.exited': shown, 'told.unknown': shown } },
  },
});
