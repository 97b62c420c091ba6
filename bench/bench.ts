/** One run: all scenarios that were asked for, their tables, and what one must know to read them. */
import { writeFile } from 'node:fs/promises';
import { makeBigImage } from './big-image/big-image.ts';
import { makeFloor, startPeer, startTroupe } from './contenders.ts';
import type { BenchOptions } from './options.ts';
import { machineNotes } from './report/machine.ts';
import type { Section } from './report/section.ts';
import { tableOf } from './report/table.ts';
import { allScenarios } from './scenarios/all.ts';
import type { Bench } from './scenarios/contender.ts';
import type { Scene } from './scene/scene.ts';

export interface BenchInput {
  readonly options: BenchOptions;
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
  readonly progress: (text: string) => void;
}

export const bench = async (scene: Scene, { options, signal, print, progress }: BenchInput): Promise<void> => {
  const notes = await machineNotes(scene.tools);
  for (const note of notes) print(note);
  const troupe = await startTroupe(scene);
  const peers = [];
  for (const [index, peer] of options.peers.entries()) {
    signal.throwIfAborted();
    peers.push(await startPeer(scene, peer, index + 1));
  }
  const floor = options.hasFloor && options.scenarios.includes('cycle') ? await makeFloor(scene, troupe) : [];
  const given: Bench = {
    contenders: [troupe, ...peers, ...floor],
    rounds: options.rounds,
    signal,
    progress,
    bigImage: () => makeBigImage({ cacheDir: options.cacheDir, host: scene.registry.host, progress, signal }),
  };
  const columns = {
    subject: troupe.name,
    peers: peers.map(({ name }) => name),
    others: floor.map(({ name }) => name),
  };
  const sections: Section[] = [];
  for (const name of options.scenarios) {
    const section = await allScenarios[name]?.(given);
    if (section === undefined) continue;
    sections.push(section);
    progress('');
    for (const text of tableOf(section, columns)) print(text);
  }
  const after = await machineNotes(scene.tools);
  print(`\nat the end: ${after.at(-1)}`);
  if (options.jsonFile !== undefined)
    await writeFile(options.jsonFile, `${JSON.stringify({ before: notes, after, columns, sections }, null, 2)}\n`);
};
