/** What went wrong, newest first; each leads to its moment. */
import type { Trouble } from '../../model/questions.ts';
import { setAt } from '../moment.ts';
import { ActorLink } from '../parts/actor-link.tsx';
import { Panel } from '../parts/panel.tsx';
import { Text } from '../parts/text.tsx';
import { clockText, dateText } from '../parts/time.tsx';
import { Badge } from '../parts/tone.tsx';
import { hrefOf } from '../route.ts';

const most = 12;

export const Troubles = ({ troubles }: { readonly troubles: readonly Trouble[] }) => (
  <Panel
    title="Last troubles"
    note={troubles.length > most ? `the newest ${most}` : undefined}
    tools={<a href={hrefOf({ page: 'journal', params: { saved: 'failed-effects' } })}>In the journal</a>}
  >
    {troubles.length === 0 ? (
      <p class="panel-none">Nothing has gone wrong up to this moment.</p>
    ) : (
      <ul class="list">
        {troubles.slice(0, most).map(({ row, wallUs, actor, kind, text }) => (
          <li key={row}>
            <button
              type="button"
              class="quiet mono"
              title={`to that moment, ${dateText(wallUs)}`}
              onClick={() => setAt(row)}
            >
              {clockText(wallUs)}
            </button>
            <Badge tone={kind === 'dead letter' || kind === 'gap' ? 'gone' : 'bad'} text={kind} />
            <ActorLink actor={actor} />
            <span class="list-text dim">
              <Text text={text} />
            </span>
          </li>
        ))}
      </ul>
    )}
  </Panel>
);
