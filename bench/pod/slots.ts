/** What the kubelet prepares for a pod before it asks the runtime: directories, files and a parent cgroup. Used again by later pods. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCgroup } from '../scene/cgroups.ts';

export interface Slot {
  readonly cgroupParent: string;
  readonly logDir: string;
  readonly hostsFile: string;
  readonly terminationLog: string;
  readonly tokenDir: string;
  readonly emptyDir: string;
}

/** @param cgroupRoot parent of the parents. */
export const makeSlots = async (dir: string, cgroupRoot: string, count: number): Promise<readonly Slot[]> => {
  const slots: Slot[] = [];
  for (let index = 0; index < count; index++)
    slots.push(await makeSlot(join(dir, `pod${index}`), `${cgroupRoot}/pod${index}`));
  return slots;
};

const makeSlot = async (dir: string, cgroupParent: string): Promise<Slot> => {
  const slot = {
    cgroupParent,
    logDir: join(dir, 'log'),
    hostsFile: join(dir, 'etc-hosts'),
    terminationLog: join(dir, 'termination-log'),
    tokenDir: join(dir, 'token'),
    emptyDir: join(dir, 'empty'),
  };
  for (const made of [slot.logDir, slot.tokenDir, slot.emptyDir]) await mkdir(made, { recursive: true });
  await writeFile(slot.hostsFile, '127.0.0.1\tlocalhost\n');
  await writeFile(slot.terminationLog, '');
  await writeFile(join(slot.tokenDir, 'token'), 'x'.repeat(900));
  await makeCgroup(cgroupParent);
  return slot;
};

/** Logs of pods that are gone: the kubelet removes them too. */
export const clearLogs = async (slots: readonly Slot[]): Promise<void> => {
  for (const { logDir } of slots) {
    await rm(logDir, { recursive: true, force: true });
    await mkdir(logDir, { recursive: true });
  }
};
