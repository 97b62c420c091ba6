/** The filter of the pods: words, and chips for the usual ones. What is typed is asked for at once. */
import { shown } from '../parts/text.tsx';
import { setParams } from '../route.ts';

interface Props {
  readonly value: string;
  readonly wrong: string | undefined;
  readonly count: string;
}

const usual = [
  { word: 'is:bad', text: 'In trouble' },
  { word: 'is:busy', text: 'Busy' },
  { word: 'is:ready', text: 'Ready' },
  { word: 'state:stopping', text: 'Stopping' },
  { word: 'age>30s', text: 'Over 30 s in its state' },
  { word: 'is:over', text: 'With those that are over' },
] as const;

const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');
const set = (words: readonly string[]): void => setParams({ filter: words.join(' ') });

export const Filter = ({ value, wrong, count }: Props) => {
  const words = wordsOf(value);
  return (
    <search class="filter">
      <div class="filter-field">
        <input
          type="search"
          aria-label="Filter pods"
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong === undefined ? undefined : 'filter-wrong'}
          placeholder="Filter: web  state:stopping  age>30s  ( / )"
          autocomplete="off"
          spellcheck={false}
          value={value}
          onInput={({ currentTarget }) => setParams({ filter: currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
          }}
        />
        <output class="dim" aria-label="How many fit">
          {count}
        </output>
      </div>
      <div class="chips">
        {usual.map(({ word, text }) => {
          const isOn = words.includes(word);
          return (
            <button
              key={word}
              type="button"
              class="chip"
              aria-pressed={isOn}
              title={word}
              onClick={() => set(isOn ? words.filter((each) => each !== word) : [...words, word])}
            >
              {text}
            </button>
          );
        })}
      </div>
      {wrong !== undefined && (
        <p id="filter-wrong" class="tone-bad" role="alert">
          ▲ {shown(wrong)}
        </p>
      )}
    </search>
  );
};
