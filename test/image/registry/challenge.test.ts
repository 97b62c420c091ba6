import { expect, test } from 'vitest';
import { challengesOf } from '../../../src/image/registry/challenge.ts';

test('bearer with quoted parameters, commas and escapes in them', () => {
  expect(
    challengesOf('Bearer realm="https://auth.example/token",service="r.example",scope="repository:a/b:pull,push"'),
  ).toEqual([
    {
      scheme: 'bearer',
      parameters: { realm: 'https://auth.example/token', service: 'r.example', scope: 'repository:a/b:pull,push' },
    },
  ]);
  expect(challengesOf(String.raw`Basic realm="a \"b\" c"`)).toEqual([
    { scheme: 'basic', parameters: { realm: 'a "b" c' } },
  ]);
});

test('several challenges, in one line or in several', () => {
  const both = [
    { scheme: 'basic', parameters: { realm: 'x' } },
    { scheme: 'bearer', parameters: { realm: 'y', service: 'z' } },
  ];
  expect(challengesOf('Basic realm="x", Bearer realm="y", service=z')).toEqual(both);
  expect(challengesOf(['Basic realm="x"', 'Bearer realm="y",service="z"'])).toEqual(both);
});

test('none, or what nobody understands → no challenge', () => {
  expect(challengesOf(undefined)).toEqual([]);
  expect(challengesOf('=,;')).toEqual([]);
});
