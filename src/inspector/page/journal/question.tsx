/** The question to the journal, as `troupe journal query` understands it; what is wrong with it is shown at its place. */
import { keys } from '../../../journal/query/parse.ts';
import { savedQueries } from '../../../journal/query/saved.ts';
import type { JournalPage } from '../../model/questions.ts';
import { Copy } from '../parts/copy.tsx';
import { shown } from '../parts/text.tsx';
import { setParams } from '../route.ts';

interface Props {
  readonly query: string;
  /** Name of a question that is asked again and again; empty: none. */
  readonly saved: string;
  readonly wrong: JournalPage['wrong'];
  readonly failed: string | undefined;
  readonly fitting: number;
  readonly total: number;
}

const count = (number: number): string => number.toLocaleString('en').replaceAll(',', ' ');

export const Question = ({ query, saved, wrong, failed, fitting, total }: Props) => {
  const known = savedQueries.find(({ name }) => name === saved);
  const reason = wrong?.reason ?? failed;
  return (
    <search class="question">
      <div class="question-field">
        <input
          type="search"
          class="mono"
          aria-label="Question to the journal"
          aria-invalid={reason !== undefined}
          aria-describedby={reason === undefined ? undefined : 'question-wrong'}
          placeholder="kind:state actor:pod:web* -type:stop since:-5m   ( / )"
          autocomplete="off"
          spellcheck={false}
          value={query}
          onInput={({ currentTarget }) => setParams({ query: currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
          }}
        />
        <select
          aria-label="Saved questions"
          value={saved}
          onChange={({ currentTarget }) => setParams({ saved: currentTarget.value })}
        >
          <option value="">Saved questions</option>
          {savedQueries.map(({ name, about }) => (
            <option key={name} value={name} title={about}>
              {name}
            </option>
          ))}
        </select>
        <output class="dim" aria-label="How many fit">
          {fitting === total ? count(total) : `${count(fitting)} of ${count(total)}`}
        </output>
        <Copy text={() => commandOf(query, saved)} label="Copy as command" />
      </div>
      {known !== undefined && (
        <p class="dim">
          {known.about}: <code>{known.query}</code>
        </p>
      )}
      {reason !== undefined && (
        <div id="question-wrong" class="question-wrong" role="alert">
          {wrong !== undefined && query !== '' && (
            <pre aria-hidden="true">{`${shown(query)}\n${' '.repeat(wrong.from)}${'^'.repeat(Math.max(1, Math.min(wrong.to, query.length + 1) - wrong.from))}`}</pre>
          )}
          <p class="tone-bad">▲ {shown(reason)}</p>
        </div>
      )}
      {query === '' && saved === '' && (
        <p class="question-keys">
          {Object.entries(keys).map(([key, about]) => (
            <button
              key={key}
              type="button"
              class="chip"
              title={about}
              onClick={(event) => {
                setParams({ query: `${key}:` });
                event.currentTarget.closest('search')?.querySelector('input')?.focus();
              }}
            >
              {`${key}:`}
            </button>
          ))}
        </p>
      )}
    </search>
  );
};

/** For a terminal. */
const commandOf = (query: string, saved: string): string =>
  [
    'troupe journal query',
    ...(saved === '' ? [] : ['--saved', saved]),
    ...(query === '' ? [] : [quoted(query)]),
    'FILE',
  ].join(' ');
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
