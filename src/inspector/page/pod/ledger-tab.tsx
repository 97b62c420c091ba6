/** What it has of the machine and will have to give back: namespaces, addresses, mounts, tasks. */
import type { LedgerRow, Tone } from '../../model/questions.ts';
import { ActorLink } from '../parts/actor-link.tsx';
import { Blank } from '../parts/blank.tsx';
import { Text } from '../parts/text.tsx';
import { Badge } from '../parts/tone.tsx';
import { useAnswer } from '../use-answer.ts';
import { belowOf } from './below.ts';
import { RowMoment } from './row-moment.tsx';

const standing = ({ hadRow, goneRow }: LedgerRow): readonly [tone: Tone, text: string] =>
  goneRow !== undefined ? ['gone', 'given back'] : hadRow !== undefined ? ['good', 'held'] : ['busy', 'being acquired'];

const steps = ['intended', 'acquired', 'released'] as const;
const words: Readonly<Record<string, string>> = {
  pins: 'Namespaces (netns, ipc, uts)',
  network: 'Network: address, routes',
  files: 'Files: hosts, resolv.conf, shm',
  rootfs: 'Root file system: mount',
  imageMounts: 'Image volumes: mounts',
  bundle: 'Bundle',
  task: 'Task: process and monitor',
  label: 'SELinux label',
  checkpoint: 'Checkpoint',
  pull: 'Layers of a pull',
};

export const LedgerTab = ({ actor }: { readonly actor: string }) => {
  const { answer, wrong } = useAnswer('ledger', { actor });
  if (wrong !== undefined) return <Blank title="The ledger cannot be told">{wrong}</Blank>;
  if (answer === undefined) return <p class="pod-wait">reading…</p>;
  if (answer.length === 0) return <Blank title="It has nothing of the machine, and owes nothing" />;
  const held = answer.filter(({ hadRow, goneRow }) => hadRow !== undefined && goneRow === undefined).length;
  return (
    <div class="pod-ledger">
      <p class="dim">{`${held} held, ${answer.filter(({ goneRow }) => goneRow !== undefined).length} given back, of ${answer.length}.`}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Standing</th>
            <th scope="col">Owner</th>
            <th scope="col">Intended</th>
            <th scope="col">Acquired</th>
            <th scope="col">Released</th>
          </tr>
        </thead>
        <tbody>
          {answer.map((row) => {
            const [tone, text] = standing(row);
            return (
              <tr key={`${row.owner} ${row.what} ${row.intendedRow}`}>
                <th scope="row">
                  <span>{words[row.what] ?? row.what}</span>
                  <span class="pod-which mono">
                    <Text text={row.detail === '' ? '–' : row.detail} most={120} />
                  </span>
                </th>
                <td>
                  <Badge tone={tone} text={text} />
                </td>
                <td>
                  <ActorLink actor={row.owner} label={belowOf(row.owner, actor)} />
                </td>
                {[row.intendedRow, row.hadRow, row.goneRow].map((each, index) => (
                  <td key={steps[index]}>
                    <RowMoment row={each} what={`${words[row.what] ?? row.what} was ${steps[index]}`} />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
};
