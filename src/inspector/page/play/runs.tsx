/** All that is open: recordings, daemons, what-ifs, counter-examples; any two of them beside each other. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SourceAbout } from '../../stream.ts';
import { isServed } from '../api.ts';
import { openSource, useAnswer } from '../ask.ts';
import { Duration } from '../parts/time.tsx';
import { hrefOf } from '../route.ts';
import { refreshSources } from '../sources.ts';
import { sourceId, sources } from '../state.ts';
import { showBoth } from './made.ts';
import { RaceBadge, titleOf, whatItIs } from './source-facts.tsx';

/** More than these are read only when they are asked for. */
const readAtOnce = 12;

export const Runs = () => {
  const picked = useSignal<readonly string[]>([]);
  const read = useSignal<ReadonlySet<string>>(new Set());
  const all = sources.value;
  useEffect(() => {
    if (isServed()) void refreshSources().catch(() => undefined);
  }, []);
  useEffect(() => {
    const first = sources.peek().slice(0, readAtOnce);
    for (const about of first) openSource(about);
    read.value = new Set(first.map(({ id }) => id));
  }, [all.length]);
  const pick = (id: string): void => {
    const others = picked.value.filter((each) => each !== id);
    picked.value = others.length < picked.value.length ? others : [...others, id].slice(-2);
  };
  const [left, right] = all.map(({ id }) => id).filter((id) => picked.value.includes(id));
  return (
    <div class="play-page">
      <div class="play-head">
        <h1>Runs</h1>
        <p class="dim">Everything that is open here. Pick two, and see where they part.</p>
        <span class="grow" />
        <button
          type="button"
          class="primary"
          disabled={left === undefined || right === undefined}
          onClick={() => left !== undefined && right !== undefined && showBoth(left, right)}
        >
          Compare the two
        </button>
      </div>
      <section class="panel play-scroll" aria-label="Sources">
        <table class="runs">
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">Compare</span>
              </th>
              <th scope="col">Name</th>
              <th scope="col">What it is</th>
              <th scope="col" class="number">
                Spans
              </th>
              <th scope="col" class="number">
                Records
              </th>
              <th scope="col" class="number">
                Pods
              </th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {all.map((about) => (
              <RunRow
                key={about.id}
                about={about}
                isRead={read.value.has(about.id) || about.id === sourceId.value}
                isPicked={picked.value.includes(about.id)}
                onPick={() => pick(about.id)}
                onRead={() => {
                  openSource(about);
                  read.value = new Set([...read.value, about.id]);
                }}
              />
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
};

const RunRow = ({
  about,
  isRead,
  isPicked,
  onPick,
  onRead,
}: {
  readonly about: SourceAbout;
  readonly isRead: boolean;
  readonly isPicked: boolean;
  readonly onPick: () => void;
  readonly onRead: () => void;
}) => {
  const { id } = about;
  const facts = useAnswer('about', isRead ? { source: id } : undefined, 500).answer;
  const nothing = { filter: '', order: 'name', isDescending: false, offset: 0, limit: 0 } as const;
  const pods = useAnswer('pods', isRead ? { source: id, ...nothing } : undefined, 500).answer;
  const spans = facts?.first && facts.last ? facts.last.us - facts.first.us : undefined;
  const name = titleOf(about, 90);
  const troubles = facts?.troubles.length ?? about.troubles.length;
  return (
    <tr aria-selected={isPicked}>
      <td>
        <input type="checkbox" aria-label={`Compare ${name}`} checked={isPicked} onChange={onPick} />
      </td>
      <th scope="row" class="runs-name">
        <a
          class="cut"
          href={hrefOf({ page: about.race === undefined ? 'overview' : 'races', source: id })}
          title={name}
        >
          {name}
        </a>
        {about.of !== undefined && <Origin of={about.of} />}
      </th>
      <td class="dim">{whatItIs(about)}</td>
      <td class="number">{isRead ? <Duration us={spans} /> : null}</td>
      <td class="number">
        {isRead ? (
          (facts?.rows.toLocaleString('en') ?? '–')
        ) : (
          <button type="button" class="quiet" onClick={onRead}>
            read it
          </button>
        )}
      </td>
      <td class="number">{pods?.total ?? '–'}</td>
      <td>
        {about.race !== undefined && <RaceBadge race={about.race} />}{' '}
        {troubles > 0 && <span class="tone-bad">{`▲ ${troubles} ${troubles === 1 ? 'trouble' : 'troubles'}`}</span>}
        {troubles === 0 && about.race === undefined && (
          <span class="dim">{facts !== undefined && facts.progress < 1 ? 'is read' : 'whole'}</span>
        )}
      </td>
    </tr>
  );
};

const Origin = ({ of }: { readonly of: NonNullable<SourceAbout['of']> }) => {
  const from = sources.value.find(({ id }) => id === of.id);
  return (
    <span class="dim cut">
      {'of '}
      {from === undefined ? 'one that is gone' : titleOf(from, 40)}
    </span>
  );
};
