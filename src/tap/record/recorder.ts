/**
 * Makes records of what passes. What the relay tells is only noted; decoding and hashing come later, when the traffic
 * leaves time, in the same order. The notes that wait are bounded: what does not fit is counted, and a gap told.
 */
import type { Body, JournalRecord, ObservationRecord } from '../../journal/format.ts';
import type { Redactor } from '../../journal/redact.ts';
import { type CallWatch, headerIn, type RelayWatch } from '../relay/watch.ts';
import { bodyOf } from './body.ts';
import { timeoutMsIn } from './grpc-timeout.ts';
import { messagesIn } from './messages-in.ts';
import { type Method, methodAt, methodName } from './methods.ts';

export interface RecorderOptions {
  readonly redactor: Redactor;
  /** µs, monotonic, from 0. */
  readonly nowUs: () => number;
  /** Gets every record, in order. */
  readonly emit: (record: JournalRecord) => void;
  /** Bytes of messages that may wait to be decoded; 64 MiB. */
  readonly maxWaitingBytes?: number;
  /** Of a message that is decoded; 8 MiB. */
  readonly maxMessageBytes?: number;
}

export interface Recorder extends RelayWatch {
  /** The next record's number, for records that others make. */
  readonly nextSeq: () => number;
  /** Makes the records of all that waits. */
  readonly flush: () => void;
}

type Fields = Omit<ObservationRecord, 'k' | 'q' | 't' | 'b'>;
interface Note {
  readonly t: number;
  readonly bytes: number;
  readonly make: () => Fields & { readonly b?: Body | undefined };
  /** Told its number. */
  readonly numbered?: ((q: number) => void) | undefined;
}

interface Gap {
  readonly t: number;
  readonly why: string;
  lost: number;
}

/** How many notes become records before others have a turn. */
const batch = 8;
const pauseMs = 10;
const maxNotes = 200_000;

export const recorder = (options: RecorderOptions): Recorder => {
  const { redactor, nowUs, emit, maxWaitingBytes = 64 * 1024 * 1024, maxMessageBytes = 8 * 1024 * 1024 } = options;
  let notes: (Note | Gap)[] = [];
  /** Stands last in the queue while nothing fits. */
  let gap: Gap | undefined;
  let first = 0;
  let waitingBytes = 0;
  let q = 0;
  let calls = 0;
  let isScheduled = false;

  const nextSeq = () => ++q;
  const work = (most: number) => {
    for (let done = 0; done < most && first < notes.length; done += 1) {
      const note = notes[first++];
      if (note === undefined) break;
      if (note === gap) gap = undefined;
      const number = nextSeq();
      if ('lost' in note) {
        emit({ k: 'G', q: number, t: note.t, lost: note.lost, why: note.why });
        continue;
      }
      waitingBytes -= note.bytes;
      note.numbered?.(number);
      const { b, ...fields } = note.make();
      emit({ k: 'O', q: number, t: note.t, ...fields, ...(b === undefined ? {} : { b }) });
    }
    if (first >= notes.length) {
      notes = [];
      first = 0;
    }
  };
  const later = () => {
    isScheduled = false;
    work(batch);
    schedule(false);
  };
  const schedule = (isPausing = true) => {
    if (isScheduled || first >= notes.length) return;
    isScheduled = true;
    // a while later, so that a call and the next one do not wait for records of the last
    if (isPausing) setTimeout(later, pauseMs);
    else setImmediate(later);
  };
  const note = (make: Note['make'], bytes = 0, numbered?: Note['numbered']) => {
    if (waitingBytes + bytes > maxWaitingBytes || notes.length - first > maxNotes) {
      if (gap === undefined) {
        gap = { t: nowUs(), lost: 0, why: 'more passed than could be decoded' };
        notes.push(gap);
        schedule();
      }
      gap.lost += 1;
      return;
    }
    gap = undefined;
    waitingBytes += bytes;
    notes.push({ t: nowUs(), bytes, make, numbered });
    schedule();
  };
  const decoded = (read: ((bytes: Buffer) => object) | undefined, parts: readonly Buffer[] | undefined) => {
    if (read === undefined || parts === undefined) return undefined;
    try {
      return bodyOf(read(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)), redactor);
    } catch {
      return undefined; // bytes that are no such message are the runtime's to refuse
    }
  };

  const call = (cx: number, headers: readonly string[]): CallWatch => {
    const path = headerIn(headers, ':path') ?? '';
    const method: Method | undefined = methodAt(path);
    const id = ++calls;
    const startedUs = nowUs();
    const limitMs = timeoutMsIn(headerIn(headers, 'grpc-timeout'));
    const about = { cx, id, m: methodName(path) };
    let requestSeq: number | undefined;
    let isAsked = false;
    const cause = () => (requestSeq === undefined ? {} : { c: requestSeq });
    const asked = (parts: readonly Buffer[] | undefined, bytes: number) => {
      if (isAsked) return;
      isAsked = true;
      const make = () => ({
        ...about,
        ph: 'request' as const,
        ...(limitMs === undefined ? {} : { dl: Math.round(limitMs) }),
        b: decoded(method?.request, parts),
        n: bytes,
      });
      note(make, parts === undefined ? 0 : bytes, (number) => {
        requestSeq = number;
      });
    };
    const request = messagesIn(maxMessageBytes, asked);
    let answer: { readonly parts: readonly Buffer[] | undefined; readonly bytes: number } | undefined;
    const response = messagesIn(maxMessageBytes, (parts, bytes) => {
      if (method?.isStream !== true) {
        answer = { parts, bytes };
        return;
      }
      const make = () => ({
        ...about,
        ...cause(),
        ph: 'message' as const,
        b: decoded(method.response, parts),
        n: bytes,
      });
      note(make, parts === undefined ? 0 : bytes);
    });
    let httpStatus: string | undefined;
    let early: readonly string[] = [];
    const whole = () => asked(undefined, request.bytes());
    return {
      requestData: request.push,
      requestEnd: whole,
      responseHeaders: (raw) => {
        httpStatus = headerIn(raw, ':status');
        early = raw;
      },
      responseData: response.push,
      answered: (trailers) => {
        whole();
        const d = nowUs() - startedUs;
        const said = headerIn(trailers, 'grpc-status') ?? headerIn(early, 'grpc-status');
        const words = headerIn(trailers, 'grpc-message') ?? headerIn(early, 'grpc-message');
        const n = response.bytes();
        const last = answer;
        note(
          () => ({
            ...about,
            ...cause(),
            ph: 'answer' as const,
            // without one it is UNKNOWN to a client
            s: /^\d{1,2}$/.test(said ?? '') ? Number(said) : 2,
            ...(words === undefined || words === '' ? {} : { e: wordsIn(words) }),
            ...(httpStatus === '200' ? {} : { e: `HTTP ${httpStatus}` }),
            d,
            n,
            b: decoded(method?.response, last?.parts),
          }),
          last?.parts === undefined ? 0 : last.bytes,
        );
      },
      cancelled: (by, code) => {
        whole();
        const d = nowUs() - startedUs;
        const isLate = by === 'client' && limitMs !== undefined && d >= limitMs * 1_000 - deadlineSlackUs;
        const ph = isLate ? ('deadline' as const) : ('cancel' as const);
        note(() => ({ ...about, ...cause(), ph, by, h2: code, d }));
      },
      injected: (fault) => note(() => ({ ...about, ph: 'injected' as const, e: fault })),
    };
  };
  return {
    nextSeq,
    flush: () => work(Number.POSITIVE_INFINITY),
    opened: (cx) => note(() => ({ ph: 'open', cx })),
    refused: (cx, why) => note(() => ({ ph: 'refused', cx, e: why })),
    unread: (cx, why) => {
      gap = undefined;
      notes.push({ t: nowUs(), lost: 1, why: `connection ${cx}: ${why}` });
      schedule();
    },
    closed: (cx, why) => note(() => ({ ph: 'close', cx, ...(why === '' ? {} : { e: why }) })),
    call,
  };
};

/** A client's clock ends a call a little before ours has seen as much. */
const deadlineSlackUs = 20_000;

const wordsIn = (text: string): string => {
  try {
    return decodeURIComponent(text).slice(0, 1_000);
  } catch {
    return text.slice(0, 1_000);
  }
};
