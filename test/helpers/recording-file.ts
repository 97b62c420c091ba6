/** Recordings of simulated runs, as files, for as long as a test takes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { catalogue } from '../../src/simulation/explore/catalogue.ts';
import { madeRecording } from './made-recording.ts';

/** Every record of a scenario's usual run. @param name of the scenario, in the catalogue */
export const textOfRun = (name: string): string => {
  const scenario = catalogue().find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const made = madeRecording(scenario);
  made.rest();
  return made.text();
};

/** One pod with a container that runs. */
export const aliveRun = (): string => {
  const lines = textOfRun('one life').split('\n');
  const stop = lines.findIndex((line) => line.includes('"type":"sandbox.stop"'));
  return `${lines.slice(0, stop).join('\n')}\n`;
};

/** A folder that goes with the test. */
export const tempDir = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'troupe-page-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
};

/** @returns its path */
export const recordingFile = async (text: string = textOfRun('one life'), name = 'one-life.jsonl'): Promise<string> => {
  const file = join(await tempDir(), name);
  await writeFile(file, text);
  return file;
};
