/** A simulation that is played by hand: what happens next is a click, the charts follow, and the address is all of it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SimScenario } from '../../playing.ts';
import { api, isServed } from '../api.ts';
import { Blank } from '../parts/blank.tsx';
import { route } from '../route.ts';
import { wordsOf } from './made.ts';
import { Scenarios } from './scenarios.tsx';
import { SimPlay } from './sim-play.tsx';

export const Sim = () => {
  const scenarios = useSignal<readonly SimScenario[]>([]);
  const wrong = useSignal('');
  useEffect(() => {
    if (!isServed()) return;
    api<readonly SimScenario[]>('scenarios').then(
      (all) => {
        scenarios.value = all;
      },
      (error: unknown) => {
        wrong.value = wordsOf(error);
      },
    );
  }, []);
  if (!isServed())
    return (
      <Blank title="A file plays nothing">
        <p>
          This page is a report. <code>troupe open FILE</code> shows the same with a server that can play.
        </p>
      </Blank>
    );
  if (wrong.value !== '') return <Blank title="Nothing can be played here">{wrong.value}</Blank>;
  const { scenario = '' } = route.value.params;
  const found = scenarios.value.find(({ name }) => name === scenario);
  if (scenario !== '' && found === undefined && scenarios.value.length > 0)
    return <Blank title="There is no such scenario">{scenario}</Blank>;
  return found === undefined ? <Scenarios all={scenarios.value} /> : <SimPlay key={found.name} scenario={found} />;
};
