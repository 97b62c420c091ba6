/** `troupe inspect --stately`: a pod, told to Stately's inspector. What leaves the machine is said before it does. */

import { machinesInCode } from '../../inspector/build/charts/machines.ts';
import type { Outlet } from '../../inspector/stately/outlet.ts';
import { openRelay } from '../../inspector/stately/relay.ts';
import { serveReceivers } from '../../inspector/stately/serve.ts';
import { openTranslator } from '../../inspector/stately/translate.ts';
import type { ChartNode } from '../../inspector/stately/value.ts';
import type { Line } from '../../inspector/stream.ts';
import { Complaint } from '../complain.ts';
import { exitCodes } from '../exit-codes.ts';
import { awaitEnd } from '../signals.ts';
import type { ShowDesk } from './show.ts';
import type { Source } from './source.ts';

export interface StatelyOptions {
  /** Of a relay; undefined: receivers come to us. */
  readonly url: string | undefined;
  readonly actor: string | undefined;
  readonly port: number;
}

const whatLeaves = [
  'what leaves this machine, as one JSON text a message:',
  '  the charts as they are in the code; symbolic names of one pod, its containers, execs and services, with their ids;',
  '  their states, and the types of the messages that they hear. Of what they know: its shape, numbers and truths;',
  '  texts are marks with their length, and so are names of labels. No names of pods, images, commands or addresses.',
];

/** Settles when a signal has ended it, or the source is over. Effects: closes the source. @throws Complaint */
export const tellStately = async (source: Source, options: StatelyOptions, desk: ShowDesk): Promise<void> => {
  const { url, actor, port } = options;
  if (url !== undefined && !/^wss?:\/\//.test(url))
    throw new Complaint(['troupe: --stately takes the address of a relay: ws://… or wss://…'], exitCodes.usage);
  const { ended, signal } = awaitEnd({ followsParent: true });
  const isLive = source.about().kind === 'live';
  const translator = openTranslator({ actor, chartOf });
  for (const line of whatLeaves) desk.say(line);
  const outletOptions = { present: translator.present, say: desk.say };
  const outlet = url === undefined ? await serveReceivers(port, outletOptions) : openRelay(url, outletOptions);
  try {
    if (url === undefined) desk.print(outlet.address);
    await Promise.race([ended, tell({ source, isLive, translator, outlet, signal, say: desk.say }).then(() => ended)]);
  } finally {
    await outlet.close();
    await source.close();
  }
};

interface Telling {
  readonly source: Source;
  readonly isLive: boolean;
  readonly translator: ReturnType<typeof openTranslator>;
  readonly outlet: Outlet;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Of a daemon the present, and what happens from then on; of a recording all that it has. */
const tell = async ({ source, isLive, translator, outlet, signal, say }: Telling): Promise<void> => {
  let isPast = isLive;
  let told: string | undefined;
  for await (const line of linesOf(source, signal)) {
    if (line.k === 'live') {
      translator.settle();
      if (isPast) outlet.send(translator.present());
      isPast = false;
    } else if (line.k === 'ended') say(`it is over: ${line.why}`);
    else {
      const messages = translator.take(line);
      if (!isPast && messages.length > 0) outlet.send(messages);
    }
    const root = translator.root();
    if (!isPast && root !== told && root !== undefined) {
      told = root;
      say(`telling of ${root}`);
    }
  }
};

async function* linesOf(source: Source, signal: AbortSignal): AsyncGenerator<Line> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of source.lines(signal)) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as Line;
  }
}

/** Each is worked out when it is asked for, at every call: so once. */
const charts = new Map<string, ChartNode | undefined>();
const chartOf = (name: string): ChartNode | undefined => {
  if (!charts.has(name)) {
    const found = machinesInCode.find(({ machine }) => machine.id === name);
    charts.set(name, found?.machine.definition as ChartNode | undefined);
  }
  return charts.get(name);
};
