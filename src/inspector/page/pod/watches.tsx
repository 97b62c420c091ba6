/** Expressions that are looked up at every moment: paths into what the actor knows. They stand in the address. */
import { useState } from 'preact/hooks';
import type { Field } from '../../model/questions.ts';
import { shortened, shown } from '../parts/text.tsx';
import { route, setParams } from '../route.ts';
import { Value } from './state-tab.tsx';
import { parsePath, watch } from './watch.ts';

const mostWatches = 12;
/** Between two of them in the address; in no path. */
const between = '|';

const watchesOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(between)
    .filter((each) => each !== '')
    .slice(0, mostWatches);

export const Watches = ({ fields }: { readonly fields: readonly Field[] }) => {
  const watches = watchesOf(route.value.params.watch);
  const [typed, type] = useState('');
  const isWrong = typed !== '' && parsePath(typed) === undefined;
  const keep = (list: readonly string[]) => setParams({ watch: list.join(between) });
  const add = (event: Event) => {
    event.preventDefault();
    if (typed === '' || isWrong || typed.includes(between)) return;
    keep([...watches.filter((each) => each !== typed.trim()), typed.trim()]);
    type('');
  };
  return (
    <section aria-label="Watches" class="pod-watches">
      <form onSubmit={add}>
        <input
          aria-label="Watch a path"
          placeholder="Watch a path: record.phase, runWaiters[0]"
          value={typed}
          aria-invalid={isWrong}
          onInput={(event) => type(event.currentTarget.value)}
          list="pod-watch-paths"
          maxLength={200}
        />
        <datalist id="pod-watch-paths">
          {fields.slice(0, 200).map(({ path }) => (
            <option key={path} value={path} />
          ))}
        </datalist>
        <button type="submit" disabled={typed === '' || isWrong}>
          Watch
        </button>
        {isWrong ? <span class="tone-bad">▲ no path: names with dots, numbers in brackets</span> : null}
      </form>
      {watches.length === 0 ? null : (
        <ul>
          {watches.map((path) => (
            <Watch key={path} path={path} fields={fields} drop={() => keep(watches.filter((each) => each !== path))} />
          ))}
        </ul>
      )}
    </section>
  );
};

const Watch = ({
  path,
  fields,
  drop,
}: {
  readonly path: string;
  readonly fields: readonly Field[];
  readonly drop: () => void;
}) => {
  const seen = watch(fields, path);
  return (
    <li class={seen.kind === 'value' && seen.isNew ? 'is-new' : ''}>
      <code>{shown(shortened(path, 120))}</code>
      <span class="mono">
        {seen.kind === 'value' ? (
          <Value json={seen.json} />
        ) : (
          <span class="dim">{seen.kind === 'absent' ? 'not there' : 'no path'}</span>
        )}
      </span>
      {seen.kind === 'value' && seen.isNew ? <span class="badge tone-busy">◐ changed now</span> : null}
      <button type="button" class="quiet" aria-label={`Stop watching ${shown(path)}`} onClick={drop}>
        ✕
      </button>
    </li>
  );
};
