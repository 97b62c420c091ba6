/** What a record is about, in the words that all kinds of them share. */
import type { Json } from '../machines/json.ts';
import { ownIdOf } from './actor-name.ts';
import type { JournalRecord } from './format.ts';

const fieldOf = (value: Json | undefined, name: string): string => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  const found = (value as { readonly [key: string]: Json })[name];
  return typeof found === 'string' ? found : '';
};

/** Type of the message that it tells of, or name of the call. */
export const typeOf = (record: JournalRecord): string => {
  switch (record.k) {
    case 'I':
      if (record.s === 'svc' && record.a !== undefined) return ownIdOf(record.a);
      return typeof record.e === 'string' ? record.e : fieldOf(record.e, 'type');
    case 'M':
    case 'T':
    case 'D':
      return record.e;
    case 'E':
    case 'R':
      return ownIdOf(record.n);
    case 'O':
      return record.m ?? '';
    case 'V':
      return record.name;
    default:
      return '';
  }
};

/** The actor that it is about, by its symbolic name; where a record names a thing by its id alone, `pod:ID` or `ctr:ID`. */
export const actorOf = (record: JournalRecord): string => {
  switch (record.k) {
    case 'I':
      return record.a ?? thingIn(record.e);
    case 'O':
      return thingIn(record.b);
    case 'V':
      return record.subject;
    case 'G':
    case 'N':
    case 'C':
      return '';
    default:
      return record.a;
  }
};

const thingIn = (body: Json | undefined): string => {
  const containerId = fieldOf(body, 'containerId');
  if (containerId !== '') return `ctr:${containerId}`;
  const podId = fieldOf(body, 'sandboxId') || fieldOf(body, 'podSandboxId');
  if (podId !== '') return `pod:${podId}`;
  const pullId = fieldOf(body, 'pullId');
  return pullId === '' ? '' : `pull:${pullId}`;
};

/** Whom it names besides: the parent, the sender, the service. */
export const othersOf = (record: JournalRecord): readonly string[] => {
  switch (record.k) {
    case 'M':
    case 'D':
      return record.f === undefined ? [] : [record.f];
    case 'A':
      return record.p === undefined ? [] : [record.p];
    case 'E':
    case 'R':
      return [record.n];
    default:
      return [];
  }
};

/** The request that it belongs to. */
export const requestOf = (record: JournalRecord): string => {
  const id: unknown = 'id' in record ? record.id : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
};

/** The failure's code of an input that is the result of a service; undefined: it is good, or no such input. */
export const failureIn = (record: JournalRecord): string | undefined => {
  if (record.k !== 'I' || record.f === undefined) return undefined;
  return fieldOf(record.f, 'code') || 'failed';
};

/** Something went wrong in it. */
export const hasFailed = (record: JournalRecord): boolean => {
  switch (record.k) {
    case 'R':
      return record.o === 'err';
    case 'Z':
      return record.how === 'error';
    case 'M':
      return record.e.startsWith('reply.') || record.e.startsWith('xstate.error.');
    case 'T':
      return record.e.startsWith('xstate.error.');
    case 'I':
      return failureIn(record) !== undefined;
    case 'O':
      return record.ph === 'answer' ? (record.s ?? 0) !== 0 : ['cancel', 'deadline', 'refused'].includes(record.ph);
    case 'V':
      return record.verdict === 'violation';
    case 'G':
      return true;
    default:
      return false;
  }
};

/** How what it tells of ended. */
export const outcomeOf = (record: JournalRecord): string =>
  record.k === 'R' ? record.o : record.k === 'Z' ? record.how : record.k === 'V' ? record.verdict : '';

/** µs that what ends with it took. */
export const tookOf = (record: JournalRecord): number | undefined =>
  record.k === 'R' || record.k === 'O' ? record.d : undefined;

/** All of it, for those who search words. */
export const textOf = (record: JournalRecord): string => JSON.stringify(record);
