import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { type MetricsServer, metricsServer } from '../../../src/telemetry/metrics/server.ts';

let server: MetricsServer | undefined;
afterEach(async () => {
  await server?.close();
});

const serve = async (read: () => Promise<string>): Promise<number> => {
  server = metricsServer(read);
  await server.listen({ host: '127.0.0.1', port: 0 });
  return Number(server.address()?.split(':').at(-1));
};
const ask = (port: number, { path = '/metrics', method = 'GET', accept = '*/*' } = {}) =>
  new Promise<{ status: number | undefined; type: string | undefined; body: string }>((resolve, reject) => {
    const asking = request({ port, host: '127.0.0.1', path, method, headers: { accept } }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += String(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], body }));
    });
    asking.on('error', reject);
    asking.end();
  });

test('both paths → the metrics, in the format that is asked for', async () => {
  const port = await serve(async () => '# TYPE troupe_images gauge\ntroupe_images 1\n');
  expect(await ask(port)).toEqual({
    status: 200,
    type: 'text/plain; version=0.0.4; charset=utf-8',
    body: '# TYPE troupe_images gauge\ntroupe_images 1\n',
  });
  const open = await ask(port, { path: '/v1/metrics?x=1', accept: 'application/openmetrics-text;version=1.0.0' });
  expect(open.type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(open.body).toMatch(/# EOF\n$/);
});

test.each([
  ['//', 'GET', 404],
  ['/', 'GET', 404],
  ['/debug/pprof', 'GET', 404],
  ['/metrics', 'POST', 405],
])('%s %s → %i, and it goes on serving', async (path, method, status) => {
  const port = await serve(async () => 'x 1\n');
  expect((await ask(port, { path, method })).status).toBe(status);
  expect((await ask(port)).status).toBe(200);
});

test('what cannot be read → 500, and it goes on serving', async () => {
  let isSick = true;
  const port = await serve(async () => {
    if (isSick) throw new Error('sick');
    return 'x 1\n';
  });
  expect(await ask(port)).toMatchObject({ status: 500, body: 'Error: sick\n' });
  isSick = false;
  expect((await ask(port)).status).toBe(200);
});

test('a port that is taken → SyscallFailed, with the address', async () => {
  const port = await serve(async () => '');
  const other = metricsServer(async () => '');
  await expect(other.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'SyscallFailed',
    details: { syscall: 'listen', path: `127.0.0.1:${port}`, code: 'EADDRINUSE' },
  });
});
