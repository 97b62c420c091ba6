import { expect, test } from 'vitest';
import { hider } from '../../src/journal/hide.ts';
import { redactor } from '../../src/journal/redact.ts';

const { hide } = hider(redactor(Buffer.alloc(32)));

test('secrets, wherever they are → marks, equal ones equal, and never the secret', () => {
  const secret = 'hunter2';
  const shown = hide({
    config: {
      envs: [
        { key: 'A', value: secret },
        { key: 'B', value: secret },
      ],
      annotations: { 'my-token': secret, plain: 'x' },
    },
    image: { config: { env: [`P=${secret}`, 'EMPTY='] } },
    bytes: { envs: [{ key: 'C', value: Buffer.from(secret) }] },
    exec: { execId: 'e', command: ['sh', secret], failure: { details: { stderr: secret, args: [secret] } } },
  }) as never as {
    readonly config: { readonly envs: readonly { readonly value: string }[]; readonly annotations: object };
    readonly image: { readonly config: { readonly env: readonly string[] } };
  };
  expect(JSON.stringify(shown)).not.toContain(secret);
  const [a, b] = shown.config.envs;
  expect(a?.value).toMatch(/^\$redacted:env:7:[0-9a-f]{16}$/);
  expect(b?.value).toBe(a?.value);
  expect(shown.image.config.env).toEqual([`P=${a?.value}`, 'EMPTY=']);
  expect(shown.config.annotations).toMatchObject({ plain: 'x' });
});

test('the command of a container is no exec → it stays', () => {
  expect(hide({ config: { command: ['sh'], envs: [] } })).toEqual({ config: { command: ['sh'], envs: [] } });
});
