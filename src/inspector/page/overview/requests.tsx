/** Requests that are not answered yet: the stuck ones first. */

import { stateText } from '../../../journal/wording.ts';
import type { Moment, OpenRequest } from '../../model/questions.ts';
import { ActorLink } from '../parts/actor-link.tsx';
import { Copy, CopyIcon } from '../parts/copy.tsx';
import { Panel } from '../parts/panel.tsx';
import { shown } from '../parts/text.tsx';
import { Age } from '../parts/time.tsx';
import { Badge } from '../parts/tone.tsx';
import { Waits } from '../parts/waits.tsx';
import { reportText } from './report-text.ts';

interface Props {
  readonly requests: readonly OpenRequest[];
  readonly moment: Moment;
}

/** As many are shown; the rest are counted. */
const most = 50;

export const Requests = ({ requests, moment }: Props) => {
  const stuck = requests.filter(({ isStuck }) => isStuck).length;
  return (
    <Panel
      title="In flight"
      note={stuck === 0 ? requests.length : `${requests.length}, of them ${stuck} stuck`}
      tools={
        requests.length > 0 && (
          <Copy text={() => requests.map((each) => reportText(each, moment)).join('\n\n')} label="Copy all" />
        )
      }
    >
      {requests.length === 0 ? (
        <p class="panel-none">No request is waiting for an answer.</p>
      ) : (
        <div class="panel-scroll">
          <table aria-label="Requests in flight">
            <thead>
              <tr>
                <th scope="col">Request</th>
                <th scope="col">For</th>
                <th scope="col">Stage</th>
                <th scope="col">Waits for</th>
                <th scope="col">Running</th>
                <th scope="col">Time left</th>
                <th scope="col">
                  <span class="unseen">Report</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {requests.slice(0, most).map((request) => (
                <Row key={`${request.id} ${request.row}`} request={request} moment={moment} />
              ))}
            </tbody>
          </table>
          {requests.length > most && <p class="panel-none">{`and ${requests.length - most} more`}</p>}
        </div>
      )}
    </Panel>
  );
};

/** Where exactly it is: `…attaching, files.written ▸ attachNetwork`. The way there is in the title. */
const innermostOf = (stage: string): string =>
  stage
    .split(' ▸ ')
    .slice(-2)
    .map((part) => {
      const text = stateText(part);
      const blank = text.indexOf(' ');
      return blank < 0 ? text : text.slice(blank + 1);
    })
    .join(' ▸ ');

const Row = ({ request, moment }: { readonly request: OpenRequest; readonly moment: Moment }) => {
  const { type, actor, stage, waits, forUs, retries, isStuck } = request;
  return (
    <tr class={isStuck ? 'row-bad' : ''}>
      <th scope="row">
        <span class="request-name">
          {isStuck && <Badge tone="bad" text="stuck" />}
          <span class="mono">{shown(type)}</span>
          {retries > 0 && (
            <span class="dim" title="requests of the same that wait too, or gave up">{`+${retries} retries`}</span>
          )}
        </span>
      </th>
      <td>
        <ActorLink actor={actor} />
      </td>
      <td class="mono stage" title={shown(stage)}>
        {shown(innermostOf(stage))}
      </td>
      <td>
        <Waits waits={waits} />
      </td>
      <td>
        <Age us={forUs} />
      </td>
      <td>
        <Left request={request} />
      </td>
      <td>
        <Copy text={() => reportText(request, moment)} label={<CopyIcon />} name={`Copy ${type} as a bug report`} />
      </td>
    </tr>
  );
};

/** How much of its client's patience is left. */
const Left = ({ request: { leftUs, forUs, type } }: { readonly request: OpenRequest }) => {
  if (leftUs === undefined)
    return (
      <span class="dim" title="the client did not say how long it waits">
        no limit
      </span>
    );
  if (leftUs <= 0) return <span class="tone-bad">▲ over</span>;
  const isShort = leftUs < (leftUs + forUs) / 4;
  return (
    <span class="left">
      <meter
        aria-label={`time left of ${type}`}
        min={0}
        max={leftUs + forUs}
        value={leftUs}
        class={isShort ? 'short' : ''}
      />
      <Age us={leftUs} />
    </span>
  );
};
