import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idPrefixOf, parseReference, textOf, tryParseReference } from '../../src/image/reference.ts';
import { FailureError } from '../../src/machines/failure.ts';

const digest = `sha256:${'a1'.repeat(32)}`;

test.each([
  ['busybox', 'docker.io/library/busybox:latest'],
  ['busybox:1.36', 'docker.io/library/busybox:1.36'],
  ['me/busybox', 'docker.io/me/busybox:latest'],
  ['docker.io/busybox', 'docker.io/library/busybox:latest'],
  ['index.docker.io/library/busybox', 'docker.io/library/busybox:latest'],
  ['localhost/busybox', 'localhost/busybox:latest'],
  ['localhost:5000/busybox:v1', 'localhost:5000/busybox:v1'],
  ['127.0.0.1:5000/a/b/c', '127.0.0.1:5000/a/b/c:latest'],
  ['[::1]:5000/busybox', '[::1]:5000/busybox:latest'],
  ['registry.k8s.io/pause:3.10.1', 'registry.k8s.io/pause:3.10.1'],
  ['Registry.Example/app', 'Registry.Example/app:latest'],
  [`busybox@${digest}`, `docker.io/library/busybox@${digest}`],
  [`busybox:1.36@${digest}`, `docker.io/library/busybox@${digest}`],
  ['cafe', 'docker.io/library/cafe:latest'],
  ['a__b/c-d.e_f--g', 'docker.io/a__b/c-d.e_f--g:latest'],
])('%s → %s', (text, full) => {
  expect(textOf(parseReference(text))).toBe(full);
  expect(textOf(parseReference(full))).toBe(full);
});

test.each([
  [''],
  ['Busybox'],
  ['docker.io/library/BusyBox'],
  ['busybox:'],
  ['busybox:a b'],
  [`busybox:${'x'.repeat(129)}`],
  ['busybox@sha256:abc'],
  [`busybox@md5:${'a'.repeat(32)}`],
  ['busybox@'],
  ['/busybox'],
  ['a//b'],
  ['a/b/'],
  ['-busybox'],
  ['../../etc/passwd'],
  ['registry.example/../x'],
  ['registry.example:99999999/x'],
  ['http://registry.example/x'],
  ['registry.example/x?y'],
  [`registry.example/${'x'.repeat(256)}`],
  ['f'.repeat(64)],
  [digest],
  ['a-'.repeat(1_000_000)],
])('%j → ReferenceInvalid', (text) => {
  expect(() => parseReference(text)).toThrow(FailureError);
  expect(tryParseReference(text)).toBeUndefined();
});

test('the beginning of an id: 4 to 64 hex digits in lower case, with or without the algorithm', () => {
  expect(idPrefixOf('a1a1')).toBe('a1a1');
  expect(idPrefixOf('sha256:a1a1a1')).toBe('a1a1a1');
  expect(idPrefixOf('a1'.repeat(32))).toBe('a1'.repeat(32));
  for (const text of ['a1a', 'A1A1', 'xyzw', 'sha256:', 'a1'.repeat(33)]) expect(idPrefixOf(text)).toBeUndefined();
});

test('any text: a reference whose full form means the same, or ReferenceInvalid', () => {
  const parts = fc.array(
    fc.constantFrom('a', 'B', '0', '.', '_', '__', '-', '/', ':', '@', 'sha256:', digest, ' ', '[', ']', 'é'),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        parts.map((some) => some.join('')),
        fc.string(),
      ),
      (text) => {
        try {
          const full = textOf(parseReference(text));
          expect(textOf(parseReference(full))).toBe(full);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ReferenceInvalid' });
        }
      },
    ),
    { numRuns: 2000 },
  );
});
