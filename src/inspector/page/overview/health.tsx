/** How the recording itself is: how fast it comes, how far back it goes, and whether anything is missing. */
import { durationText } from '../../../journal/wording.ts';
import type { Overview } from '../../model/questions.ts';
import { Panel } from '../parts/panel.tsx';
import { hrefOf } from '../route.ts';

const thousands = (count: number): string => count.toLocaleString('en').replaceAll(',', ' ');

export const Health = ({ health }: { readonly health: Overview['health'] }) => {
  const { recordsPerSecond, records, lost, fromUs, toUs, lives } = health;
  return (
    <Panel title="Journal">
      <dl class="facts">
        <dt>Records</dt>
        <dd>{thousands(records)}</dd>
        <dt>In the last second</dt>
        <dd>{thousands(Math.round(recordsPerSecond))}</dd>
        <dt>Lost</dt>
        <dd>
          {lost === 0 ? (
            <span class="tone-good">● none</span>
          ) : (
            <a class="tone-bad" href={hrefOf({ page: 'journal', params: { saved: 'gaps' } })}>
              {`▲ ${thousands(lost)}`}
            </a>
          )}
        </dd>
        <dt>Goes back</dt>
        <dd>{durationText(Math.max(0, toUs - fromUs))}</dd>
        <dt>Lives of the daemon</dt>
        <dd>{lives}</dd>
      </dl>
    </Panel>
  );
};
