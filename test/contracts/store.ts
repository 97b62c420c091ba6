/** What every store must do: called for the one on disk and for the one in memory. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/records.ts';

export const storeContract = (name: string, open: () => Store): void => {
  describe(`store: ${name}`, () => {
    let store: Store;
    beforeEach(() => {
      store = open();
    });
    const key = { ownerId: 'one', effect: 'pins' } as const;

    test('save, find, save again, remove, remove again → the newest, then nothing', () => {
      const { records } = store;
      records.save('sandbox', 'one', { phase: 'ready' });
      expect(records.find('sandbox', 'one')).toEqual({ phase: 'ready' });
      expect(records.find('container', 'one')).toBeUndefined();
      records.save('sandbox', 'one', { phase: 'stopped' });
      expect(records.find('sandbox', 'one')).toEqual({ phase: 'stopped' });
      for (const _ of [1, 2]) records.remove('sandbox', 'one');
      expect(records.find('sandbox', 'one')).toBeUndefined();
    });

    test('all → of one kind, in order of first save', () => {
      const { records } = store;
      for (const id of ['b', 'a', 'c']) records.save('container', id, { id });
      records.save('sandbox', 'a', { id: 'a' });
      records.save('container', 'b', { id: 'b', again: true });
      expect(records.all('container').map(({ id }) => id)).toEqual(['b', 'a', 'c']);
      records.remove('container', 'b');
      records.save('container', 'b', { id: 'b' });
      expect(records.all('container').map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    });

    test('what is read is JSON, and nobody else’s: absent where undefined, changed by no one', () => {
      store.records.save('sandbox', 'one', { there: [1, { deep: true }], absent: undefined });
      const read = store.records.find('sandbox', 'one') as Record<string, unknown>;
      expect(Object.keys(read)).toEqual(['there']);
      read.there = 'changed';
      expect(store.records.find('sandbox', 'one')).toEqual({ there: [1, { deep: true }] });
    });

    test('intend, done, undone → a row that is not done, done with its result, gone; undone again → fine', () => {
      const { ledger } = store;
      ledger.intend({ ...key, details: { path: '/x' } });
      expect(ledger.find(key)).toEqual({ ...key, details: { path: '/x' }, isDone: false, result: undefined });
      ledger.done(key, { ip: '10.0.0.2' });
      expect(ledger.find(key)).toMatchObject({ isDone: true, result: { ip: '10.0.0.2' } });
      for (const _ of [1, 2]) ledger.undone(key);
      expect(ledger.find(key)).toBeUndefined();
    });

    test('intended again → new details, not done, what came of it before is kept', () => {
      const { ledger } = store;
      ledger.intend({ ...key, details: { path: '/x' } });
      ledger.done(key, { ip: '10.0.0.2' });
      ledger.intend({ ...key, details: { path: '/y' } });
      expect(ledger.find(key)).toEqual({ ...key, details: { path: '/y' }, isDone: false, result: { ip: '10.0.0.2' } });
      ledger.done(key);
      expect(ledger.find(key)).toMatchObject({ isDone: true, result: undefined });
    });

    test('done of what was never intended → no row', () => {
      store.ledger.done(key);
      expect(store.ledger.all()).toEqual([]);
    });

    test('of, all → by owner and effect', () => {
      const { ledger } = store;
      for (const ownerId of ['two', 'one'])
        for (const effect of ['pins', 'network'] as const) ledger.intend({ ownerId, effect, details: {} });
      expect(ledger.of('two').map(({ effect }) => effect)).toEqual(['network', 'pins']);
      expect(ledger.all().map(({ ownerId, effect }) => `${ownerId} ${effect}`)).toEqual([
        'one network',
        'one pins',
        'two network',
        'two pins',
      ]);
    });

    test('counts → rows by effect, debts of those that have no record; a pull is none', () => {
      store.records.save('sandbox', 'one', {});
      for (const ownerId of ['one', 'gone']) store.ledger.intend({ ownerId, effect: 'pins', details: {} });
      store.ledger.intend({ ownerId: 'pull-1', effect: 'pull', details: {} });
      expect(store.counts()).toEqual({
        rows: [
          { effect: 'pins', count: 2 },
          { effect: 'pull', count: 1 },
        ],
        debts: 1,
      });
    });
  });
};
