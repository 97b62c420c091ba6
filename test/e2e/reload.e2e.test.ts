/** A daemon that reads its configuration again: by `troupe reload`, and at SIGHUP. */
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selfSigned } from '../../src/cri/streaming/tls/self-signed.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { importTestImage, removeAllPods, runPod, shIn, startIn, until } from '../helpers/pod-life.ts';
import { containerConfig, podConfig, testImage } from '../helpers/pods.ts';

const missing = daemonMissing();
const troupe = fileURLToPath(new URL('../../bin/troupe', import.meta.url));

describe.skipIf(missing !== undefined)(`reload${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;
  let written = '';

  beforeAll(async () => {
    world = await makeNodeWorld('[streaming]\nenable_tls_streaming = true\n');
    written = await readFile(world.configFile, 'utf8');
    daemon = await world.start();
    await importTestImage(world);
  });
  afterAll(async () => {
    await removeAllPods(daemon);
    await daemon?.stop();
    await world?.end();
  });

  const reload = () =>
    new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
      execFile(troupe, ['reload', '--config', world.configFile], (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      );
    });
  const isPinned = async (): Promise<boolean> => {
    const { images } = await daemon.cri.image.listImages({ filter: undefined });
    return images.some(({ repoTags, pinned }) => repoTags.includes(testImage) && pinned);
  };
  const portStart = async (name: string): Promise<string> => {
    const pod = await runPod(daemon, podConfig(world, name));
    const id = await startIn(daemon, pod, containerConfig(name, 'while :; do sleep 1000; done'));
    return (await shIn(daemon, id, 'cat /proc/sys/net/ipv4/ip_unprivileged_port_start')).stdout.trim();
  };
  const shown = async (): Promise<string> => {
    const pod = await runPod(daemon, podConfig(world, `tls-${Math.random()}`.replace('.', '')));
    const id = await startIn(daemon, pod, containerConfig('any', 'while :; do sleep 1000; done'));
    const request = { containerId: id, cmd: ['true'], tty: false, stdin: false, stdout: true, stderr: true };
    const { url } = await daemon.cri.runtime.exec(request);
    return new Promise((resolve, reject) => {
      const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerX509Certificate()?.toString() ?? '');
        socket.destroy();
      }).on('error', reject);
    });
  };

  test('settings of new pods, pinned images, certificates, the log → in force; the rest is told', async () => {
    expect([await isPinned(), await portStart('before')]).toEqual([false, '0']);
    const { cert, key } = await selfSigned(['localhost'], Date.now());
    const [certFile, keyFile] = [join(world.dir, 'new.crt'), join(world.dir, 'new.key')];
    await writeFile(certFile, cert);
    await writeFile(keyFile, key);
    const changed = written
      .replace('level = "debug"', 'level = "warn"')
      .replace('[cri]', '[cri]\nenable_unprivileged_ports = false\ninfra = "always"')
      .replace('[registry]', `[image]\npinned_images = ["${testImage}"]\n[registry]`);
    await writeFile(
      world.configFile,
      `${changed}[streaming.x509_key_pair_streaming]\ntls_cert_file = "${certFile}"\ntls_key_file = "${keyFile}"\n`,
    );
    expect(await reload()).toEqual({
      code: 0,
      stdout: [
        'reloaded: log.level, streaming.x509_key_pair_streaming.tls_cert_file, streaming.x509_key_pair_streaming.tls_key_file, cri.enable_unprivileged_ports, image.pinned_images',
        'needs a restart: cri.infra',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect([await isPinned(), await portStart('after')]).toEqual([true, '1024']);
    expect(await shown()).toBe(new X509Certificate(cert).toString());
    const said = daemon.output().length;
    await daemon.cri.runtime.version({ version: 'v1' });
    await daemon.cri.runtime.listPodSandbox({ filter: undefined });
    expect(daemon.output().slice(said)).not.toContain('"level":"debug"');
  });

  test('a file with mistakes, certificates that cannot be read → every mistake, and nothing changes', async () => {
    const good = await readFile(world.configFile, 'utf8');
    await writeFile(world.configFile, good.replace('infra = "always"', 'infra = "sometimes"\nsandbox_imag = ""'));
    const { code, stderr } = await reload();
    expect(code).toBe(78);
    expect(stderr).toMatch(/cri\.infra: [\s\S]*cri\.sandbox_imag: there is no such setting/);
    await writeFile(
      world.configFile,
      good.replace(/pinned_images = .*/, '').replace(/tls_key_file = .*/, 'tls_key_file = "/none"'),
    );
    // the command itself reads the file only to find the daemon
    const second = await reload();
    expect(second.code).toBe(78);
    expect(second.stderr).toContain('/none cannot be read (ENOENT)');
    expect(await isPinned()).toBe(true);
  });

  test('SIGHUP → the same, without an end', async () => {
    await writeFile(world.configFile, written);
    process.kill(daemon.pid, 'SIGHUP');
    await until(isPinned, (pinned) => !pinned);
    expect(await portStart('again')).toBe('0');
  });
});
