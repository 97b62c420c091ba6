/** Places in a simulation to go back to, and what is equal in two of them. */
import { keepAll, keepList } from '../machines/keeping.ts';
import type { Asked, ClientAt } from './clients.ts';
import type { actorText, Reader } from './hash.ts';
import { waitingText } from './mischief.ts';
import type { Stage } from './stage.ts';
import { taskText } from './world/world.ts';

export interface Mark {
  readonly goBack: () => void;
}

/** All that changes is kept; see machines/keeping.ts. */
export const markStage = (stage: Stage): Mark => {
  const { state, store, timers, world, names, asked, mischief, witness, ids, complaints, fresh, laters, clients } =
    stage;
  const then = { ...state };
  const back = keepAll(
    store.keep,
    timers.keep,
    world.keep,
    names.keep,
    asked.keep,
    mischief.keep,
    state.desk.keep,
    state.core.keep,
    witness.keep,
    ids.keep,
    () => keepList(complaints),
    () => keepList(fresh),
    () => keepList(laters),
    ...clients.map((client) => () => keepClient(client)),
    ...[...asked.values()].map((request) => () => keepAsked(request)),
  );
  return {
    goBack: () => {
      Object.assign(state, then);
      back();
    },
  };
};

/** Of all from which something may follow. */
export const stageText = (stage: Stage, read: Reader, readActor: typeof actorText): string => {
  const { state, witness, mischief, laters, ids, clients, world, timers, store } = stage;
  const parts = [
    witness.text(),
    readActor(state.core.supervisor),
    `c${state.crashes} x${state.cancels} l${laters.length} ${state.jumpedMs}`,
  ];
  parts.push(mischief.text());
  const waiting: string[] = [];
  for (const entry of state.desk.pending) {
    if (entry.kind === 'call') waiting.push(`${entry.path} ${waitingText(entry)} ${read(entry.output)}`);
    else if (entry.kind === 'watch')
      waiting.push(`${entry.path}${entry.limitAtMs === undefined ? '' : ' asleep'} ${entry.facts.map(read).join()}`);
    else waiting.push(entry.path);
  }
  parts.push(waiting.sort().join(), ids.text());
  for (const { at, open } of clients) parts.push(`${at} ${open === undefined ? '' : 'open'}`);
  parts.push(
    world.left().join(),
    [...world.images.keys()].sort().join(),
    timers
      .armed()
      .map(({ name }) => name)
      .sort()
      .join(),
  );
  for (const task of world.tasks.values()) parts.push(taskText(task));
  parts.push(
    [...store.rows.values()]
      .map((row) => `${row.ownerId} ${row.effect} ${row.isDone}`)
      .sort()
      .join(),
  );
  parts.push(
    [...store.saved]
      .map(([key, record]) => `${key} ${read(record)}`)
      .sort()
      .join(),
  );
  return parts.join('\n');
};

const keepClient = (client: ClientAt): (() => void) => {
  const { at, open } = client;
  return () => {
    client.at = at;
    client.open = open;
  };
};
const keepAsked = (request: Asked): (() => void) => {
  const { state } = request;
  const back = keepList(request.replies);
  return () => {
    request.state = state;
    back();
  };
};
