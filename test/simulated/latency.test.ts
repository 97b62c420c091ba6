import { describe, expect, test } from 'vitest';
import { failureOf } from '../../src/machines/failure.ts';
import { latencyOf, parseLatencies } from '../../src/simulated/latency.ts';
import { serviceNames } from '../../src/simulation/world/acts.ts';

const parse = (text: string) => parseLatencies(text, serviceNames);
const problemIn = (text: string): unknown => {
  try {
    return parse(text);
  } catch (error) {
    return failureOf(error).details;
  }
};

test('rules, spans, comments, prefixes → milliseconds', () => {
  expect(parse('createTask: 50ms..200ms; svc.attachNetwork: 1.5s # slow\n*: 1ms;')).toEqual([
    { subject: 'createTask', fromMs: 50, toMs: 200 },
    { subject: 'attachNetwork', fromMs: 1500, toMs: 1500 },
    { subject: '*', fromMs: 1, toMs: 1 },
  ]);
});

test.each([
  ['createTusk: 5ms', 'there is no service createTusk'],
  ['createTask: soon', 'a time is up to an hour, such as 50ms or 2s'],
  ['createTask: 61m', 'a time is up to an hour, such as 50ms or 2s'],
  ['createTask 5ms', 'a rule is SERVICE: TIME or SERVICE: TIME..TIME'],
  ['createTask: 9ms..3ms', 'the longest time is shorter than the shortest'],
])('%s → says what is wrong, and where', (text, reason) => {
  expect(problemIn(`*: 1ms; ${text}`)).toEqual({ field: 'latency plan', reason, at: text });
});

describe('a call', () => {
  const rules = parse('*: 10ms..20ms; createTask: 100ms; startTask: 0ms..50ms');
  test('its own rule comes before that of all', () => {
    expect(latencyOf(rules, 'createTask', () => 0.5)).toBe(100);
    expect(latencyOf(rules, 'killTask', () => 0.5)).toBe(15);
  });
  test('between two times the dice say which', () => {
    expect([0, 0.5].map((thrown) => latencyOf(rules, 'startTask', () => thrown))).toEqual([0, 25]);
  });
  test('without a rule it takes no time', () => {
    expect(latencyOf([], 'createTask', () => 0.5)).toBe(0);
  });
});
