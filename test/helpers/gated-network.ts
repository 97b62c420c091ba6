/**
 * A CNI plugin at the end of a world's chain that asks the test for leave: where a gate is closed, ADD or DEL wait until
 * it is opened, however long that is. How a test looks at a moment in the middle of a request.
 */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { NodeWorld } from './node-world.ts';

type Verb = 'ADD' | 'DEL';

export interface Gates {
  /** From now on the verb waits. */
  readonly close: (verb: Verb) => void;
  /** Settles when a plugin waits at the gate. */
  readonly arrival: (verb: Verb) => Promise<void>;
  /** Lets through who waits, and everybody after. */
  readonly open: (verb: Verb) => void;
  /** Lets through who waits, and everybody after, but none of them succeeds. */
  readonly fail: (verb: Verb) => void;
  readonly end: () => Promise<void>;
}
interface Gate {
  isClosed: boolean;
  isFailing: boolean;
  readonly waiting: Set<Socket>;
  readonly arrived: (() => void)[];
}

/** Changes the world's network; a daemon sees it at once. */
export const gateNetwork = async (world: NodeWorld): Promise<Gates> => {
  const socketPath = join(world.dir, 'gates.sock');
  const plugin = join(world.dir, 'plugins/gate');
  const listFile = join(world.dir, 'net.d/10-test.conflist');
  await mkdir(join(world.dir, 'plugins'), { recursive: true });
  await writeFile(plugin, programOf(socketPath));
  await chmod(plugin, 0o755);
  const list = JSON.parse(await readFile(listFile, 'utf8')) as { readonly plugins: readonly object[] };
  await writeFile(listFile, JSON.stringify({ ...list, plugins: [...list.plugins, { type: 'gate' }] }));
  const gates: Record<Verb, Gate> = {
    ADD: { isClosed: false, isFailing: false, waiting: new Set(), arrived: [] },
    DEL: { isClosed: false, isFailing: false, waiting: new Set(), arrived: [] },
  };

  const server = createServer((socket) => {
    socket.on('error', () => undefined); // a plugin that is killed
    socket.once('data', (verb) => {
      const gate = gates[String(verb) as Verb];
      if (!gate.isClosed) return void socket.end(gate.isFailing ? 'fail' : '');
      gate.waiting.add(socket);
      socket.once('close', () => gate.waiting.delete(socket));
      for (const tell of gate.arrived.splice(0)) tell();
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const letThrough = (verb: Verb, isFailing: boolean) => {
    Object.assign(gates[verb], { isClosed: false, isFailing });
    for (const socket of gates[verb].waiting) socket.end(isFailing ? 'fail' : '');
  };
  const open = (verb: Verb) => letThrough(verb, false);
  return {
    close: (verb) => {
      gates[verb].isClosed = true;
    },
    arrival: (verb) =>
      new Promise((resolve) => {
        if (gates[verb].waiting.size > 0) resolve();
        else gates[verb].arrived.push(resolve);
      }),
    open,
    fail: (verb) => letThrough(verb, true),
    end: async () => {
      for (const verb of ['ADD', 'DEL'] as const) open(verb);
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Says its verb and waits for the other side to hang up. Without a test it lets everything pass. */
const programOf = (socketPath: string): string => `#!${process.execPath}
const { readFileSync } = require('node:fs');
const config = JSON.parse(readFileSync(0, 'utf8'));
const verb = process.env.CNI_COMMAND;
const done = () => {
  if (verb === 'ADD') process.stdout.write(JSON.stringify(config.prevResult));
};
if (verb !== 'ADD' && verb !== 'DEL') done();
else {
  const socket = require('node:net').connect(${JSON.stringify(socketPath)});
  socket.on('error', () => {});
  socket.once('connect', () => socket.write(verb));
  socket.once('data', () => {
    process.stdout.write(JSON.stringify({ cniVersion: config.cniVersion, code: 999, msg: 'the gate refuses' }));
    process.exitCode = 1;
    socket.removeListener('close', done);
  });
  socket.once('close', done);
}
`;
