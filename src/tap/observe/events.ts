/** The order of events in each stream: created, started, stopped, deleted, each once, from wherever the stream began. */
import type { Body } from '../../journal/format.ts';
import { numberAt, textAt } from './fields.ts';
import type { Finding } from './findings.ts';

const names = ['CREATED', 'STARTED', 'STOPPED', 'DELETED'] as const;
/** Of containers that are not deleted yet. */
const maxFollowed = 20_000;

export interface EventOrder {
  /** @param stream the call. */
  readonly see: (stream: number, body: Body, q: number) => void;
  readonly close: (stream: number) => void;
  readonly clear: () => void;
}

export const eventOrder = (found: (finding: Finding) => void): EventOrder => {
  const streams = new Map<number, Map<string, { readonly type: number; readonly q: number }>>();
  return {
    see: (stream, body, q) => {
      const subject = textAt(body, 'containerId');
      const type = numberAt(body, 'containerEventType');
      const name = names[type];
      if (subject === '' || name === undefined) return;
      const last = streams.get(stream) ?? new Map<string, { readonly type: number; readonly q: number }>();
      streams.set(stream, last);
      const before = last.get(subject);
      if (before !== undefined && type <= before.type) {
        const isSame = type === before.type;
        const code = isSame ? 'event-doubled' : 'event-out-of-order';
        const message = isSame ? `${name} twice` : `${name} after ${names[before.type]}`;
        found({ code, subject, message, witnesses: [before.q, q] });
      }
      if (last.size >= maxFollowed) last.clear();
      last.set(subject, { type: Math.max(type, before?.type ?? 0), q });
    },
    close: (stream) => void streams.delete(stream),
    clear: () => streams.clear(),
  };
};
