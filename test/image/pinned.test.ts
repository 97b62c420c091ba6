import { expect, test } from 'vitest';
import { pinnedBy } from '../../src/image/pinned.ts';

const id = `sha256:${'ab'.repeat(32)}`;
const digest = `registry.k8s.io/pause@sha256:${'cd'.repeat(32)}`;

test.each([
  ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10', true],
  ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.1', false],
  ['busybox', 'docker.io/library/busybox:latest', true],
  ['busybox', 'docker.io/library/busybox:1', false],
  [digest, digest, true],
  [id, id, true],
  ['registry.k8s.io/*', 'registry.k8s.io/pause:3.10', true],
  ['registry.k8s.io/*', 'docker.io/registry.k8s.io/pause:3.10', false],
  ['*pause*', 'registry.k8s.io/pause:3.10', true],
  ['*pause*', 'registry.k8s.io/paus:3.10', false],
  ['*', id, true],
])('%s, an image %s → pinned: %s', (pattern, name, wanted) => {
  expect(pinnedBy([pattern])(name)).toBe(wanted);
});

test('no pattern → nothing; several → each counts', () => {
  expect(pinnedBy([])(id)).toBe(false);
  expect(pinnedBy(['busybox', id])(id)).toBe(true);
});

test.each(['Not A Name', '', '*pause'])('%j → ConfigInvalid that says where', (pattern) => {
  expect(() => pinnedBy([pattern])).toThrow(
    expect.objectContaining({
      code: 'ConfigInvalid',
      details: { problems: [expect.stringContaining('image.pinned_images')] },
    }),
  );
});
