/**
 * A storm: many clients, few pods, cancels, retries with equal metadata, kills of monitors, runtimes and processes, and of the
 * daemon. In the end all of it can be removed, nothing is left on the machine, and nobody was told what cannot be true.
 * `npm run storm` is the whole one (2000 requests by 50 clients, 20 kills of the daemon), the test suite has a small one.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doctor } from '../../src/cli/doctor/doctor.ts';
import { replayHere } from '../../src/cli/replay-here.ts';
import { loadConfig } from '../../src/config/load.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon, recordsIn } from '../helpers/node-world.ts';
import { importTestImage, until } from '../helpers/pod-life.ts';
import { type StormReport, storm } from '../helpers/storm/storm.ts';

const missing = daemonMissing();
const numberOf = (name: string, usual: number) => Number(process.env[name] ?? usual);
const options = {
  clients: numberOf('TROUPE_STORM_CLIENTS', 16),
  requests: numberOf('TROUPE_STORM_REQUESTS', 300),
  daemonKills: numberOf('TROUPE_STORM_KILLS', 3),
  pods: numberOf('TROUPE_STORM_PODS', 8),
  seed: numberOf('TROUPE_SEED', Date.now() % 2 ** 31),
};

describe.skipIf(missing !== undefined)(
  `a storm, seed ${options.seed}${missing === undefined ? '' : `: ${missing}`}`,
  () => {
    let world: NodeWorld;
    let report: StormReport;

    beforeAll(
      async () => {
        world = await makeNodeWorld();
        const daemon = await world.start();
        await importTestImage(world);
        report = await storm(world, daemon, options);
        tell(report);
      },
      60_000 + options.requests * 1000,
    );
    afterAll(async () => {
      await world?.end();
    });

    test('nobody was told what cannot be true', () => {
      expect(report.wrong).toEqual([]);
      expect(report.oddities.filter((text) => text.includes('LIE'))).toEqual([]);
      expect(report.asked).toBeGreaterThanOrEqual(options.requests);
      expect(report.killed.daemon).toBe(options.daemonKills);
    });

    test('what has survived it is as it is shown: the doctor finds nothing', { timeout: 60_000 }, async () => {
      expect(await foundBy(world)).toEqual([]);
    });

    test('all of it can be removed, and nothing is left', { timeout: 300_000 }, async () => {
      const { daemon } = report;
      await until(
        () => removeAll(daemon),
        (failures) => failures.length === 0,
      );
      expect((await daemon.cri.runtime.listContainers({ filter: undefined })).containers).toEqual([]);
      expect(await foundBy(world)).toEqual([]);
      expect(await world.traces()).toEqual([]);
      await daemon.stop();
      expect(recordsIn(world)).toEqual([]);
    });

    test('its recording is lived again without a difference, every life of it', { timeout: 300_000 }, async () => {
      const said: string[] = [];
      const flags = { bestEffort: false, json: true };
      const exitCode = await replayHere(join(world.dir, 'root/journal'), flags, (line) => said.push(line));
      console.info(said.join('\n'));
      expect(JSON.parse(said.join(''))).toMatchObject({
        lives: options.daemonKills + 1,
        skipped: 0,
        gaps: 0,
        differences: [],
      });
      expect(exitCode).toBe(0);
    });
  },
);

/** What `troupe doctor` says of it, but for what is well. */
const foundBy = async ({ configFile }: NodeWorld): Promise<readonly unknown[]> => {
  const lines: string[] = [];
  await doctor({
    config: await loadConfig(configFile),
    searchPath: process.env.PATH ?? '',
    examine: async () => [],
    unmount: async () => false,
    isRoot: true,
    isJson: true,
    cleans: false,
    print: (line) => lines.push(line),
    paint: (_, text) => text,
  });
  const { findings } = JSON.parse(lines.join('\n')) as { readonly findings: readonly { readonly verdict: string }[] };
  return findings.filter(({ verdict }) => verdict !== 'ok');
};

/** @returns why what could not be removed. */
const removeAll = async ({ cri }: RunningDaemon): Promise<readonly string[]> => {
  const { items } = await cri.runtime.listPodSandbox({ filter: undefined });
  const failures: string[] = [];
  for (const { id } of items)
    await cri.runtime
      .stopPodSandbox({ podSandboxId: id })
      .then(() => cri.runtime.removePodSandbox({ podSandboxId: id }))
      .catch((error: unknown) => failures.push(`${id}: ${String(error)}`));
  return failures;
};

const tell = ({ asked, retries, killed, answers, oddities }: StormReport): void => {
  const byCode = Object.entries(answers).sort();
  console.info(
    [
      `${asked} requests, ${retries} retries, killed: ${JSON.stringify(killed)}`,
      byCode.map(([what, count]) => `${what}: ${count}`).join(', '),
      ...oddities,
    ].join('\n'),
  );
};
