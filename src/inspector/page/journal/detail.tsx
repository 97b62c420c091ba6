/** One record whole: as it is in the recording, what caused it, what it caused. */
import type { JournalRow, NoteRow, RecordDetail } from '../../model/questions.ts';
import { useAnswer } from '../ask.ts';
import { ActorLink } from '../parts/actor-link.tsx';
import { Copy } from '../parts/copy.tsx';
import { NoteList } from '../parts/note-list.tsx';
import { shortened, shown } from '../parts/text.tsx';
import { dateText } from '../parts/time.tsx';
import { WhatIf } from '../play/what-if.tsx';
import { numberOf } from './columns.tsx';

interface Props {
  readonly detail: RecordDetail;
  readonly notes: readonly NoteRow[];
  readonly onRow: (row: number) => void;
  readonly onClose: () => void;
}

const mostEffects = 40;
const longestRaw = 20_000;

export const Detail = ({ detail, notes, onRow, onClose }: Props) => {
  const cause = useAnswer('record', detail.cause === undefined ? undefined : { row: detail.cause }).answer;
  return (
    <section class="panel detail" aria-label="The chosen record">
      <div class="panel-head">
        <h2>{`${detail.run}:${numberOf(detail.q)}`}</h2>
        <span class="dim">{shown(detail.kind)}</span>
        <span class="grow" />
        {detail.k === 'I' && <WhatIf run={detail.run} q={detail.q} isAnswer={detail.raw.includes('"s":"svc"')} />}
        <Copy text={() => detail.raw} label="Copy" name="Copy the record" />
        <button type="button" class="quiet" aria-label="Close the record" onClick={onClose}>
          ×
        </button>
      </div>
      <div class="detail-body">
        <p>
          <ActorLink actor={detail.actor} />
        </p>
        <p class="dim">{dateText(detail.wallUs)}</p>
        <NoteList notes={notes} />
        <h3>Because of</h3>
        {cause === undefined || detail.cause === undefined ? (
          <p class="dim">{detail.cause === undefined ? 'nothing that was recorded' : '…'}</p>
        ) : (
          <Links rows={[cause]} onRow={onRow} label="Cause" />
        )}
        <h3>{`It caused ${detail.effects.length === 0 ? 'nothing that was recorded' : detail.effects.length}`}</h3>
        <Links rows={detail.effects.slice(0, mostEffects)} onRow={onRow} label="Effects" />
        <h3>As it is recorded</h3>
        <pre class="raw">{shown(shortened(pretty(detail.raw), longestRaw)).replaceAll('␊', '\n')}</pre>
      </div>
    </section>
  );
};

/** What is no JSON stays as it is. */
const pretty = (raw: string): string => {
  try {
    return JSON.stringify(JSON.parse(raw), undefined, 2);
  } catch {
    return raw;
  }
};

interface LinksProps {
  readonly rows: readonly JournalRow[];
  readonly onRow: (row: number) => void;
  readonly label: string;
}
const Links = ({ rows, onRow, label }: LinksProps) => (
  <ul class="links" aria-label={label}>
    {rows.map(({ row, q, kind, text }) => (
      <li key={row}>
        <button type="button" class="quiet" onClick={() => onRow(row)}>
          <span class="mono dim">{numberOf(q)}</span> <span>{shown(kind)}</span>{' '}
          <span class="mono cut">{shown(shortened(text, 160))}</span>
        </button>
      </li>
    ))}
  </ul>
);
