/** The records that are about this actor and what is in it, newest last, up to the moment. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { pathOfName } from '../../../journal/actor-name.ts';
import { numberText } from '../../../journal/wording.ts';
import { setAt } from '../moment.ts';
import { ActorLink } from '../parts/actor-link.tsx';
import { Blank } from '../parts/blank.tsx';
import { shown, Text } from '../parts/text.tsx';
import { Clock } from '../parts/time.tsx';
import { hrefOf, route, setParams } from '../route.ts';
import { moment } from '../state.ts';
import { useAnswer } from '../use-answer.ts';
import { belowOf } from './below.ts';

const perPage = 200;

/** The actor, and all below it. */
export const presetOf = (actor: string): string => {
  const path = pathOfName(actor);
  return `actor:${path},${path}/*`;
};

export const JournalTab = ({ actor }: { readonly actor: string }) => {
  const more = route.value.params.find ?? '';
  const [back, goBack] = useState(0);
  const query = `${presetOf(actor)}${more === '' ? '' : ` ${more}`}`;
  const { answer, wrong } = useAnswer('journal', { query, offset: back, limit: perPage, parts: 1 });
  const list = useRef<HTMLTableElement>(null);
  const newest = answer?.rows.at(-1)?.row;
  useEffect(() => {
    if (back === 0) list.current?.querySelector('tr:last-child')?.scrollIntoView({ block: 'nearest' });
  }, [newest, back]);
  return (
    <div class="pod-journal">
      <div class="pod-bar">
        <input
          type="search"
          aria-label="Search in its records"
          placeholder="kind:state, failed, took:>1s …"
          value={more}
          onInput={(event) => setParams({ find: event.currentTarget.value })}
        />
        <span class="dim">{answer === undefined ? '' : `${answer.fitting} records`}</span>
        <a href={hrefOf({ page: 'journal', params: { query } })}>Open in the journal</a>
        {answer !== undefined && answer.fitting > perPage + back ? (
          <button type="button" onClick={() => goBack(back + perPage)}>
            Older
          </button>
        ) : null}
        {back > 0 ? (
          <button type="button" onClick={() => goBack(Math.max(0, back - perPage))}>
            Newer
          </button>
        ) : null}
      </div>
      {wrong !== undefined || answer?.wrong !== undefined ? (
        <p class="tone-bad" role="alert">{`▲ ${wrong ?? answer?.wrong?.reason ?? ''}`}</p>
      ) : null}
      {answer !== undefined && answer.rows.length === 0 ? <Blank title="No record of it fits" /> : null}
      <table ref={list}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Record</th>
            <th scope="col">Kind</th>
            <th scope="col">Actor</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {(answer?.rows ?? []).map((row) => (
            <tr
              key={row.row}
              class={row.row === moment.value?.row ? 'is-now' : ''}
              aria-current={row.row === moment.value?.row ? 'true' : undefined}
            >
              <td>
                <Clock wallUs={row.wallUs} />
              </td>
              <td>
                <button type="button" class="quiet" onClick={() => setAt(row.row)} title="go to this moment">
                  {numberText(row.q)}
                </button>
              </td>
              <td>{row.kind}</td>
              <td>
                <ActorLink actor={row.actor} label={belowOf(row.actor, actor)} />
              </td>
              <td class={row.isBad ? 'tone-bad' : ''}>
                {row.isBad ? '▲ ' : ''}
                <Text text={shown(row.text)} most={140} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
