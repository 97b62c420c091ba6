/** A daemon without metrics and traces must not pay for them: their libraries are loaded when they are configured. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Packages, and files of the room, that a program has loaded after this. */
const loadedBy = (work: string): { readonly packages: readonly string[]; readonly files: readonly string[] } => {
  const program = `
    import { registerHooks } from 'node:module';
    const urls = new Set();
    registerHooks({
      resolve: (specifier, context, next) => {
        const found = next(specifier, context);
        urls.add(found.url);
        return found;
      },
    });
    ${work}
    console.log(JSON.stringify([...urls]));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: project,
    encoding: 'utf8',
  });
  const urls = JSON.parse(out) as readonly string[];
  return {
    packages: [...new Set(urls.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []))],
    files: urls.filter((url) => url.includes('/src/telemetry/')),
  };
};
const compose = `
  const { openTelemetry } = await import('./src/cli/daemon/telemetry.ts');
  const { parseConfig } = await import('./src/config/load.ts');
  await import('./src/cli/daemon.ts');
  const log = { info() {}, warn() {}, error() {}, debug() {} };
  const open = async (toml) => (await openTelemetry({ config: parseConfig(toml, 'x'), log, version: '0' })).close();`;

test('a daemon by default → neither prom-client nor OpenTelemetry', () => {
  const { packages, files } = loadedBy(`${compose} await open('');`);
  expect(packages).toContain('xstate');
  expect(packages.filter((name) => name === 'prom-client' || name.startsWith('@opentelemetry'))).toEqual([]);
  expect(files).toEqual([]);
});

test('with metrics → prom-client, and nothing of traces', () => {
  const { packages: loaded } = loadedBy(`${compose} await open('[metrics]\\naddress = "127.0.0.1:0"');`);
  expect(loaded).toContain('prom-client');
  // prom-client itself has the interfaces of OpenTelemetry.
  expect(loaded.filter((name) => name.startsWith('@opentelemetry/') && name !== '@opentelemetry/api')).toEqual([]);
});

test('with traces → OpenTelemetry, and no metrics', () => {
  const { packages: loaded } = loadedBy(`${compose} await open('[otlp]\\nendpoint = "http://127.0.0.1:9"');`);
  expect(loaded).toContain('@opentelemetry/sdk-trace-base');
  expect(loaded).not.toContain('prom-client');
});
