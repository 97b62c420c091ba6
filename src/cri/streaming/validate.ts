/** What exec and attach requests have in common. */
import { FailureError } from '../../machines/failure.ts';
import type { ContainerView, Views } from '../../machines/views.ts';
import { invalid, named } from '../validate.ts';

interface Wishes {
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
}

/** @throws FailureError RequestInvalid: something must be asked for, and a terminal has no stderr. */
export const wantedStreams = ({ tty, stdin, stdout, stderr }: Wishes) => {
  if (!stdin && !stdout && !stderr) throw invalid('stdin', 'one of stdin, stdout and stderr must be true');
  if (tty && stderr) throw invalid('stderr', 'must be false with tty');
  return { stdin, stdout, stderr };
};

/** @throws FailureError RequestInvalid, ContainerNotFound {containerId}, ContainerWrongState {containerId, state} */
export const runningContainer = (views: Views, id: string): ContainerView => {
  const view = views.container(named(id, 'container_id'));
  if (view === undefined) throw new FailureError('ContainerNotFound', { containerId: id });
  const { containerId, state } = view;
  if (state !== 'running') throw new FailureError('ContainerWrongState', { containerId, state });
  return view;
};
