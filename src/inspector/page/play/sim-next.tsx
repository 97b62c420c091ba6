/** What can happen next: what happens by itself first, then what interferes. */
import type { SimAnswer } from '../../playing.ts';
import { shortened, shown } from '../parts/text.tsx';
import { whoIn } from './who.ts';

type Choice = SimAnswer['choices'][number];
/** By kind, as people would call it. */
const words: Readonly<Record<string, string>> = {
  ask: 'request',
  outcome: 'answer',
  fault: 'fault',
  fact: 'fact',
  timer: 'timer',
  exit: 'exit',
  cancel: 'gives up',
  crash: 'crash',
  later: 'later',
  mishap: 'mishap',
};

export const SimNext = ({ answer, take }: { readonly answer: SimAnswer; readonly take: (place: number) => void }) => {
  const { choices, isEnded, violation } = answer;
  const usual = choices.filter(({ isDefault }) => isDefault);
  const others = choices.filter(({ isDefault }) => !isDefault);
  return (
    <section class="panel play-scroll" aria-labelledby="sim-next">
      <div class="panel-head">
        <h2 id="sim-next">What happens next?</h2>
      </div>
      {choices.length === 0 && (
        <p class="play-wait">
          {isEnded
            ? 'This is the end.'
            : violation === undefined
              ? 'Nothing can happen any more.'
              : 'An invariant is broken: nothing follows.'}
        </p>
      )}
      <List title="By itself" choices={usual} from={0} take={take} />
      <List title="Something interferes" choices={others} from={usual.length} take={take} />
    </section>
  );
};

const List = ({
  title,
  choices,
  from,
  take,
}: {
  readonly title: string;
  readonly choices: readonly Choice[];
  readonly from: number;
  readonly take: (place: number) => void;
}) =>
  choices.length === 0 ? null : (
    <>
      <h3 class="sim-group">{title}</h3>
      <ol class="sim-choices">
        {choices.map(({ id, kind, from: who, to, text, isDefault }, index) => (
          <li key={id}>
            <button
              type="button"
              class={isDefault ? '' : 'is-other'}
              title={shown(id)}
              onClick={() => take(from + index)}
            >
              <span class="sim-key dim">{from + index < 9 ? from + index + 1 : ''}</span>
              <span class="sim-kind">{words[kind] ?? kind}</span>
              <span class="sim-text cut">
                {shown(shortened(text, 80))}
                <span class="dim">{` ${whoIn(who, to)}`}</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
