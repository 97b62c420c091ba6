/** Exec, attach and port-forward through the kubelet. */
import { randomBytes } from 'node:crypto';
import { waiting } from './manifests.ts';
import { isRunning, type Scene } from './scene.ts';
import { type Asked, askPort, askPortInFrames, openSession, type Session, type Transport } from './streams.ts';
import { serving } from './volumes.ts';

const transports = ['spdy', 'v4.channel.k8s.io', 'v5.channel.k8s.io'] as const;

export const streaming = async (scene: Scene): Promise<void> => {
  const { node, check, manifests } = scene;
  const { pod, sh } = manifests;
  const echoing = sh('cat', 'cat', { stdin: true });
  const shell = sh('shell', 'exec sh', { stdin: true, tty: true });
  await node.put(pod('streams', [sh('main', waiting), sh('web', serving(8080)), echoing, shell]));
  await check('a pod for streams runs', () => node.api.statusOf('streams'), isRunning);
  const { url } = node.api;
  const name = `streams-${node.nodeName}`;
  const exec = (asked: Asked, transport: Transport) => openSession(url, `/exec/default/${name}/main`, asked, transport);
  const attach = (container: string, asked: Asked, transport: Transport) =>
    openSession(url, `/attach/default/${name}/${container}`, asked, transport);

  for (const transport of transports) {
    const both = { command: ['sh', '-c', 'echo out; echo err >&2; exit 7'] };
    await check(
      `${transport}: exec, both outputs and the exit code`,
      async () => (await exec(both, transport)).ended,
      ({ stdout, stderr, status }) =>
        stdout === 'out\n' && stderr === 'err\n' && /"ExitCode","message":"7"/.test(status),
    );
    const typed = await attach('cat', { stdin: true }, transport);
    await check(
      `${transport}: attach`,
      () => spokenIn(typed, `typed over ${transport}`),
      (heard) => heard,
    );
    typed.close();
    const terminal = await attach('shell', { stdin: true, tty: true }, transport);
    await check(
      `${transport}: a terminal, resized`,
      () => measured(terminal),
      (text) => text.includes('40 100'),
    );
    terminal.close();
  }
  const text = randomBytes(500_000).toString('hex');
  for (const transport of ['spdy', 'v5.channel.k8s.io'] as const)
    await check(
      `${transport}: a megabyte in, and back after its end`,
      () => echoed(exec({ stdin: true, command: ['cat'] }, transport), text),
      (answer) => answer === text,
    );
  const request = 'GET / HTTP/1.0\r\n\r\n';
  await check(
    'SPDY: a port of the pod',
    () => askPort(url, name, 8080, request),
    (answer) => answer.endsWith(`${name}\n`),
  );
  await check(
    'WebSocket: a port of the pod',
    () => askPortInFrames(url, name, 8080, request),
    (answer) => answer.endsWith(`${name}\n`),
  );
  await check(
    'a port where nobody listens is an error',
    () => askPort(url, name, 9, request).catch(String),
    (answer) => /ECONNREFUSED/.test(answer),
  );
};

/** Until it is heard, say it: what is said before all is connected may be lost on nobody. */
const spokenIn = async (session: Session, text: string): Promise<boolean> => {
  session.write(`${text}\n`);
  return session.stdout().includes(text);
};

const measured = async (session: Session): Promise<string> => {
  session.resize(100, 40);
  session.write('stty size\n');
  return session.stdout();
};

const echoed = async (opening: Promise<Session>, text: string): Promise<string> => {
  const session = await opening;
  for (let at = 0; at < text.length; at += 30_000) session.write(text.slice(at, at + 30_000));
  session.endInput();
  return (await session.ended).stdout;
};
