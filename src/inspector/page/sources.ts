/** Which recordings and daemons there are to look at. */
import { effect } from '@preact/signals';
import type { SourceAbout } from '../stream.ts';
import { api } from './api.ts';
import { openBytes, openSource } from './ask.ts';
import { goLive } from './moment.ts';
import { go, nameSource, route } from './route.ts';
import { moment, sourceId, sources } from './state.ts';

/** Asks the server again; what-ifs are sources too. */
export const refreshSources = async (): Promise<readonly SourceAbout[]> => {
  const listed = await api<readonly SourceAbout[]>('sources');
  const known = new Set(listed.map(({ id }) => id));
  sources.value = [...listed, ...sources.peek().filter(({ id }) => !known.has(id) && dropped.has(id))];
  return listed;
};

/** Those whose bytes the page had. */
const dropped = new Set<string>();

/** A recording that the page has: NDJSON, or gzip of it. */
export const addBytes = (about: SourceAbout, bytes: Uint8Array<ArrayBuffer>): void => {
  if (dropped.has(about.id)) return;
  dropped.add(about.id);
  sources.value = [...sources.peek(), about];
  openBytes(about, bytes);
};

/** Looks at another, from its newest moment. */
export const lookAt = (id: string): void => {
  goLive();
  go({ ...route.peek(), source: id, actor: undefined, tab: undefined, page: pageWithoutActor(route.peek().page) });
};
const pageWithoutActor = (page: string): string => (page === 'pod' || page === 'actor' ? 'pods' : page);

/** Opens what the address names; where it names none that is there, the first. To be called once. */
export const followSources = (): void => {
  const opened = new Set<string>();
  const [only] = sources.peek();
  const { source: asked, page } = route.peek();
  // Who opens a counter-example wants to see what breaks.
  if (asked === '' && page === 'overview' && only?.race !== undefined) go({ page: 'races', source: only.id });
  effect(() => {
    const first = sources.value[0];
    const wanted = sources.value.find(({ id }) => id === route.value.source) ?? first;
    if (wanted === undefined) return;
    if (!opened.has(wanted.id)) {
      opened.add(wanted.id);
      if (!dropped.has(wanted.id)) openSource(wanted);
    }
    nameSource(wanted.id);
    if (sourceId.peek() === wanted.id) return;
    moment.value = undefined;
    sourceId.value = wanted.id;
  });
};
