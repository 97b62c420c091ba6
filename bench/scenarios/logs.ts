/** A container that writes as fast as it can: until the last line of it is in its log, and whether all of it is. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContainerState } from '../../proto/generated/api.js';
import { emptyPod, podDown, slotOf, timer } from '../pod/lives.ts';
import { type LogContent, readLog } from '../pod/read-log.ts';
import { clearLogs } from '../pod/slots.ts';
import { isServed, ledgerOf, type Scenario, type ServedContender, takeTurns, withCpu } from './contender.ts';

const blockBytes = 16 * 1024 * 1024;
const blocks = 64;
const total = blockBytes * blocks;
/** Each a divisor of the block, with the end of the line. */
const widths = { 'short lines (64 bytes)': 64, 'long lines (64 KiB)': 65_536 } as const;

export const logs: Scenario = async ({ contenders, rounds, signal, progress }) => {
  const ledger = ledgerOf();
  const served = contenders.filter(isServed);
  const turns = Math.max(1, Math.ceil(rounds / 10));
  for (const [what, width] of Object.entries(widths))
    await takeTurns(served, { rounds: turns, signal }, async (one, round) => {
      progress(`log of 1 GiB, ${what} ${round + 1}/${turns}`);
      const noteCpu = (cpuMs: number) => ledger.note(`${what}, CPU time`, one.name, cpuMs / 1000);
      const { elapsedMs, content } = await withCpu(one, noteCpu, () => writeAll(one, width));
      if (content.bytes !== total || content.lines !== total / width)
        throw new Error(`the log of ${one.name} has ${content.bytes} bytes in ${content.lines} lines`);
      ledger.note(what, one.name, elapsedMs / 1000);
    });
  return {
    title: `1 GiB written to stdout, ${turns} rounds`,
    rows: ledger.rows('s', Object.fromEntries(Object.keys(widths).map((what) => [what, { atMost: 0.33 }]))),
    notes: ['From StartContainer until the log is complete; every byte and line is then counted.'],
  };
};

/** A block of equal lines, made in memory first, then written again and again. */
const scriptOf = (width: number): string => `
  block=/dev/shm/block
  head -c ${width - 1} /dev/zero | tr '\\0' x > $block.line; echo >> $block.line
  : > $block; while [ $(stat -c %s $block) -lt ${blockBytes} ]; do
    cat $block.line $block $block > $block.new; head -c ${blockBytes} $block.new > $block
  done
  rm $block.new
  i=0; while [ $i -lt ${blocks} ]; do cat $block; i=$((i+1)); done`;

const writeAll = async (
  { endpoint }: ServedContender,
  width: number,
): Promise<{ readonly elapsedMs: number; readonly content: LogContent }> => {
  const silent = timer(() => {});
  const slot = slotOf(endpoint, 0);
  const { podSandboxId, create } = await emptyPod(endpoint, slot, silent);
  const containerId = await create('main', silent, ['/bin/sh', '-c', scriptOf(width)]);
  const file = join(slot.logDir, 'main', '0.log');
  const startedAt = performance.now();
  await endpoint.cri.runtime.startContainer({ containerId }, { timeoutMs: 120_000 });
  const isOver = async () => {
    const { status } = await endpoint.cri.runtime.containerStatus({ containerId, verbose: false });
    return status?.state === ContainerState.CONTAINER_EXITED;
  };
  while (!(await isOver())) await sleep(pollMs);
  const elapsedMs = (await completeAt(file)) - startedAt;
  const content = await readLog(file);
  await podDown(endpoint, { podSandboxId, containerIds: [containerId] }, silent);
  await clearLogs([slot]);
  return { elapsedMs, content };
};

const pollMs = 20;
const quietMs = 300;

/** When it grew for the last time: a runtime may tell the exit before all is written. */
const completeAt = async (file: string): Promise<number> => {
  let sizeBytes = -1;
  let changedAt = performance.now();
  while (performance.now() - changedAt < quietMs || sizeBytes < 0) {
    const { size } = await stat(file);
    if (size !== sizeBytes) changedAt = performance.now();
    sizeBytes = size;
    await sleep(pollMs);
  }
  return changedAt;
};
