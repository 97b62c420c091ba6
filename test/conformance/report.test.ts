import { describe, expect, test } from 'vitest';
import { countsOf, faultsOf, linesOf, type SpecReport, type SuiteReport } from './report.ts';

const spec = (LeafNodeText: string, State: string, Message?: string): SpecReport => ({
  ContainerHierarchyTexts: ['Pods'],
  LeafNodeType: 'It',
  LeafNodeText,
  State,
  ...(Message !== undefined && { Failure: { Message } }),
});
const suite = (...SpecReports: readonly SpecReport[]): SuiteReport => ({
  SpecReports,
  SuiteConfig: { RandomSeed: 7 },
  RunTime: 2e9,
});
const noAppArmor = 'AppArmor is disabled on this host';
const noUserNamespaces = 'no runtime handler found which supports user namespaces';

describe('a report', () => {
  test('is counted: what was not in focus is not a skip', () => {
    const report = suite(
      spec('a', 'passed'),
      spec('b', 'failed', 'no'),
      spec('c', 'skipped', 'why'),
      spec('d', 'skipped'),
    );
    expect(countsOf(report)).toEqual({ passed: 1, failed: 1, skipped: 1, filtered: 1 });
  });

  test('is told: failures, skips under their reason, the counts with the seed', () => {
    const report = suite(
      spec('z', 'skipped', noAppArmor),
      spec('a', 'failed', 'expected 1'),
      spec('b', 'skipped', noAppArmor),
    );
    expect(linesOf(report)).toEqual([
      'failed: Pods > a\n    expected 1',
      `skipped, 2: ${noAppArmor}`,
      '    Pods > b',
      '    Pods > z',
      '0 passed, 1 failed, 2 skipped, 0 not in focus; 2 s, seed 7',
    ]);
  });
});

describe('what is wrong with a run', () => {
  const expected = { atLeast: 1, mapsIds: true };

  test('all passed but what this machine lacks → nothing', () => {
    expect(faultsOf(suite(spec('a', 'passed'), spec('b', 'skipped', noAppArmor)), expected)).toEqual([]);
  });

  test.each(['failed', 'panicked', 'timedout', 'interrupted', 'aborted'])('a spec %s', (state) => {
    expect(faultsOf(suite(spec('a', 'passed'), spec('b', state)), expected)).toEqual(['1 failed']);
  });

  test('too few passed', () => {
    expect(faultsOf(suite(spec('a', 'passed')), { ...expected, atLeast: 2 })).toEqual(['1 passed, and 2 must']);
  });

  test('a skip that nobody has accounted for', () => {
    const report = suite(spec('a', 'passed'), spec('b', 'skipped', 'metrics are not implemented'));
    expect(faultsOf(report, expected)).toEqual(['skipped for no known reason, 1: metrics are not implemented']);
  });

  test('no user namespaces → wrong only under a runtime that has them', () => {
    const report = suite(spec('a', 'passed'), spec('b', 'skipped', noUserNamespaces));
    expect(faultsOf(report, { ...expected, mapsIds: false })).toEqual([]);
    expect(faultsOf(report, expected)).toHaveLength(1);
  });

  test('setting up the suite failed', () => {
    const setUp = { ...spec('', 'failed', 'no socket'), LeafNodeType: 'BeforeSuite' };
    expect(faultsOf(suite(spec('a', 'passed'), setUp), expected)).toEqual(['BeforeSuite failed']);
  });
});
