/** Pulling and unpacking a large image from a registry on loopback; removed, and disks settled, before each pull. */
import { AuthConfig, ImageSpec } from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import type { Endpoint } from '../pod/lives.ts';
import { run } from '../scene/program.ts';
import { isServed, ledgerOf, type Scenario, takeTurns, withCpu } from './contender.ts';

export const pull: Scenario = async ({ contenders, rounds, signal, progress, bigImage }) => {
  const { reference, about } = await bigImage();
  const ledger = ledgerOf();
  const pullRounds = Math.min(Math.max(3, Math.ceil(rounds / 8)), 5);
  await takeTurns(contenders.filter(isServed), { rounds: pullRounds, signal }, async (contender, round) => {
    const { name, endpoint } = contender;
    progress(`pull ${round + 1}/${pullRounds} by ${name}`);
    await remove(endpoint, reference);
    await run('sync', []);
    const startedAt = performance.now();
    const noteCpu = (cpuMs: number) => ledger.note('CPU time', name, cpuMs / 1000);
    await withCpu(contender, noteCpu, () => pullImage(endpoint, reference));
    const pulledAt = performance.now();
    await run('sync', []);
    ledger.note('pull and unpack', name, (pulledAt - startedAt) / 1000);
    ledger.note('until all of it is on disk', name, (performance.now() - startedAt) / 1000);
    await remove(endpoint, reference);
  });
  return {
    title: `Pull of ${about}, ${pullRounds} rounds`,
    rows: ledger.rows('s', { 'pull and unpack': { atMost: 0.6, wished: 0.4 } }),
    notes: [
      'The registry is docker-registry on loopback and shares the processors. On disk: with sync(1) after the answer.',
    ],
  };
};

export const pullImage = async ({ cri }: Pick<Endpoint, 'cri'>, reference: string): Promise<void> => {
  await cri.image.pullImage(
    { image: message(ImageSpec, { image: reference }), auth: message(AuthConfig), sandboxConfig: undefined },
    { timeoutMs: 900_000 },
  );
};

const remove = async ({ cri }: Endpoint, reference: string): Promise<void> => {
  await cri.image.removeImage({ image: message(ImageSpec, { image: reference }) }, { timeoutMs: 120_000 });
};
