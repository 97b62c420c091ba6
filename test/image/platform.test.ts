import { expect, test } from 'vitest';
import { fitnessOf, fittest, type Platform } from '../../src/image/platform.ts';

const platform = (text: string): Platform => {
  const [os = '', architecture = '', variant] = text.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
};

test.each([
  ['linux/amd64', 'linux/amd64', 0],
  ['linux/amd64/v1', 'linux/amd64', 0],
  ['linux/amd64/v3', 'linux/amd64', undefined],
  ['linux/arm64', 'linux/arm64/v8', 0],
  ['linux/arm64/v8', 'linux/arm64', 0],
  ['linux/arm/v6', 'linux/arm/v7', 1],
  ['linux/arm', 'linux/arm/v7', 0],
  ['linux/arm/v8', 'linux/arm/v7', undefined],
  ['linux/arm64', 'linux/amd64', undefined],
  ['windows/amd64', 'linux/amd64', undefined],
  ['unknown/unknown', 'linux/amd64', undefined],
])('%s on %s → %s', (offered, wanted, fitness) => {
  expect(fitnessOf(platform(offered), platform(wanted))).toBe(fitness);
});

test('of several: the fittest, the first among equals, one without a platform last', () => {
  const entries = ['none', 'linux/arm/v5', 'linux/arm/v7', 'linux/arm/v7'].map((text, at) => ({
    at,
    platform: text === 'none' ? undefined : platform(text),
  }));
  expect(fittest(entries, platform('linux/arm/v7'))?.at).toBe(2);
  expect(fittest(entries, platform('linux/arm/v6'))?.at).toBe(1);
  expect(fittest(entries, platform('linux/amd64'))?.at).toBe(0);
  expect(fittest(entries.slice(1), platform('linux/amd64'))).toBeUndefined();
});
