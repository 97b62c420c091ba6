/** What a schedule does otherwise than the usual one; each can be left out, to see whether it breaks nevertheless. */
import { useSignal } from '@preact/signals';
import type { RaceAbout, SourceAbout } from '../../stream.ts';
import { api, isServed } from '../api.ts';
import { goLive } from '../moment.ts';
import { shortened, shown } from '../parts/text.tsx';
import { go } from '../route.ts';
import { takeIn, wordsOf } from './made.ts';

export const Deviations = ({ about, race }: { readonly about: SourceAbout; readonly race: RaceAbout }) => {
  const state = useSignal<'' | 'working' | { readonly wrong: string }>('');
  const root = about.of?.id ?? about.id;
  const show = (id: string): void => {
    goLive();
    go({ page: 'races', source: id });
  };
  const toggle = (step: number): void => {
    const off = race.deviations.filter((each) => each.isOn === (each.step === step)).map((each) => each.step);
    if (off.length === 0) {
      show(root);
      return;
    }
    state.value = 'working';
    api<{ readonly source: string }>('deviation', { source: root, off: off.join(',') })
      .then(async ({ source }) => {
        await takeIn(source);
        state.value = '';
        show(source);
      })
      .catch((error: unknown) => {
        state.value = { wrong: wordsOf(error) };
      });
  };
  return (
    <section class="panel" aria-labelledby="deviations-title">
      <div class="panel-head">
        <h2 id="deviations-title">Deviations</h2>
        <span class="dim">the most decisive first</span>
      </div>
      {race.deviations.length === 0 ? (
        <p class="play-wait">None: it breaks if nobody interferes.</p>
      ) : (
        <ol class="deviations">
          {race.deviations.map(({ step, id, text, isOn }) => (
            <li key={step} class={isOn ? '' : 'is-off'}>
              <button
                type="button"
                role="switch"
                aria-checked={isOn}
                aria-label={`Deviation at step ${step + 1}`}
                disabled={!isServed() || state.value === 'working'}
                onClick={() => toggle(step)}
              >
                <span aria-hidden="true">{isOn ? '●' : '○'}</span>
              </button>
              <span class="mono dim">{step + 1}</span>
              <span title={shown(shortened(id, 400))}>{shown(shortened(text, 160))}</span>
            </li>
          ))}
        </ol>
      )}
      <p class="deviations-foot dim" role="status">
        {state.value === 'working'
          ? 'Playing it again…'
          : typeof state.value === 'object'
            ? `▲ ${state.value.wrong}`
            : race.isBroken
              ? 'Switch one off: it is played again without it.'
              : 'Without what is off, nothing breaks: it is needed.'}
      </p>
    </section>
  );
};
