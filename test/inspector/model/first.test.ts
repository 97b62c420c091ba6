/** What the model answers of a life of a pod. */
import { expect, test } from 'vitest';
import { openModel } from '../../../src/inspector/model/model.ts';
import type { SourceAbout } from '../../../src/inspector/stream.ts';
import { catalogue } from '../../../src/simulation/explore/catalogue.ts';
import { madeRecording } from '../../helpers/made-recording.ts';

const about: SourceAbout = {
  id: 's',
  kind: 'simulated',
  title: 'made',
  troubles: [],
  isUnfolded: true,
  hasContexts: false,
  canPlay: false,
};

const oneLife = () => {
  const scenario = catalogue().find(({ name }) => name === 'one life');
  if (scenario === undefined) throw new Error('no such scenario');
  const made = madeRecording(scenario);
  made.rest();
  const model = openModel();
  model.open(about);
  model.feed('s', new TextEncoder().encode(made.text()));
  return { made, model };
};

test('one life: each record is a row', () => {
  const { made, model } = oneLife();
  const { rows, first, last } = model.answer('about', { source: 's' });
  expect(rows).toBe(made.records.length);
  expect([first?.q, last?.q]).toEqual([1, made.records.length]);
});

test('one life, while its network is attached: the request hangs there', () => {
  const { model } = oneLife();
  const at = model.answer('moment', { source: 's', q: 30 })?.row;
  const { requests } = model.answer('overview', { source: 's', at });
  expect(requests.map(({ actor, stage, waits }) => [actor, stage, waits[0]?.service])).toEqual([
    ['pod:a#1', 'preparing.assembling network.attaching, files.written ▸ attachNetwork', 'attachNetwork'],
  ]);
  const pods = { source: 's', at, filter: '', order: 'name', isDescending: false, offset: 0, limit: 10 } as const;
  expect(model.answer('pods', pods).rows.map(({ name, namespace }) => `${namespace}/${name}`)).toEqual(['default/a']);
  const why = model.answer('why', { source: 's', at, actor: 'pod:a#1' });
  expect(why?.steps.at(-1)?.text).toBe('rpc: sandbox.run [kubelet-0]');
});
