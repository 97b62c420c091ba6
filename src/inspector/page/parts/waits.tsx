/** What something waits for, and since when. */
import { shortName } from '../../../journal/actor-name.ts';
import type { Waiting } from '../../model/questions.ts';
import { shortened, shown } from './text.tsx';
import { Age } from './time.tsx';

const most = 2;

export const Waits = ({ waits }: { readonly waits: readonly Waiting[] }) => {
  if (waits.length === 0) return <span class="dim">–</span>;
  const names = waits.map(({ service }) => shown(shortened(shortName(service), 60)));
  return (
    <span class="waits cut" title={names.join(', ')}>
      {waits.slice(0, most).map(({ service, forUs }, index) => (
        <span key={`${service} ${index}`} class="wait">
          <span class="mono">{names[index]}</span> <Age us={forUs} />
        </span>
      ))}
      {waits.length > most && <span class="dim">{`+${waits.length - most}`}</span>}
    </span>
  );
};
