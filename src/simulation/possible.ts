/** What may happen next in a simulation. */
import { cancel, say } from './asking.ts';
import type { Choice } from './choices.ts';
import { isBackground, type Stage } from './stage.ts';

/** What happens when nobody decides otherwise: oldest first. */
export const defaultsOf = (stage: Stage): Choice[] => {
  const { state, mischief, world, laters, clients, store, timers } = stage;
  const choices: Choice[] = [];
  const add = (kind: Choice['kind'], id: string, happen: () => void) =>
    choices.push({ id, kind, isDefault: true, happen });
  for (const entry of state.desk.pending) {
    if (entry.kind === 'call') {
      if (entry.state === 'left') add('outcome', `late ${entry.name}`, () => state.desk.settle(entry));
      else if (entry.state !== 'hung') {
        const { word, happen } = mischief.outcomeOf(entry);
        add(word === 'ok' ? 'outcome' : 'fault', `${word} ${entry.name}`, happen);
      }
    } else if (entry.kind === 'load') add('outcome', `ok ${entry.name}`, () => state.desk.finish(entry));
    else {
      const [fact] = entry.facts;
      if (fact !== undefined && entry.limitAtMs === undefined)
        add('fact', `fact ${entry.name} ${fact.type}`, () => state.desk.finish(entry));
    }
  }
  for (const task of world.tasks.values()) {
    const { dying } = task;
    if (dying !== undefined && !task.isStuck)
      add('exit', `exit ${task.taskId} ${dying.exitCode}`, () => world.endTask(task, dying));
  }
  const [work] = laters;
  if (work !== undefined)
    add('later', 'later', () => {
      laters.shift();
      work();
    });
  for (const client of clients) {
    const step = client.steps[client.at];
    if (client.open === undefined && step !== undefined)
      add('ask', `ask ${client.name} ${client.at} ${step.type}`, () => say(stage, client, step));
  }
  if (choices.length > 0) return choices;
  const mend = () => {
    for (const { id, happen } of mischief.mends()) add('mishap', id, happen);
    return choices;
  };
  if (store.isFull()) return mend();
  const asleep = mischief.asleep();
  const armed = timers.armed();
  const [next] = state.core.requests.count() > 0 ? armed.filter(({ name }) => !isBackground(name)) : [];
  const sweep = store.counts().debts > 0 ? armed.find(({ name }) => isBackground(name)) : undefined;
  const timer = next ?? sweep;
  if (asleep !== undefined && asleep.atMs <= (timer?.atMs ?? asleep.atMs))
    add('timer', `limit ${asleep.name}`, asleep.expire);
  else if (timer !== undefined) add('timer', `timer ${timer.name}`, timer.fire);
  else mend();
  return choices;
};

/** Those, and after them all that deviates. */
export const allOf = (stage: Stage): readonly Choice[] => {
  const { scenario, state, mischief, world, clients, timers, die } = stage;
  const choices = defaultsOf(stage);
  const add = (kind: Choice['kind'], id: string, happen: () => void) =>
    choices.push({ id, kind, isDefault: false, happen });
  if (scenario.timers === 'race')
    for (const { name, fire } of timers.armed())
      if (!isBackground(name) && !choices.some(({ id }) => id === `timer ${name}`)) add('timer', `timer ${name}`, fire);
  for (const task of world.tasks.values())
    if (task.status === 'running' && task.dying === undefined && !task.isStuck)
      for (const end of task.program.ends)
        add('exit', `exit ${task.taskId} ${end.isOomKilled === true ? 'oom' : end.exitCode}`, () =>
          world.endTask(task, end),
        );
  mischief.others(new Set(choices.map(({ id }) => id)), state.crashes > 0, add);
  if (state.cancels > 0)
    for (const client of clients)
      if (client.open !== undefined) add('cancel', `cancel ${client.open.requestId}`, () => cancel(stage, client));
  if (state.crashes > 0) {
    add('crash', `crash ${state.lives}`, () => die());
    for (const { id, happen } of mischief.badEnds(state.lives, die)) add('crash', id, happen);
  }
  return choices;
};
