/** Every chart in the code, and what one of it is: the charts of a daemon (`actors/charts.ts`), and those of the tap. */
import type { AnyStateMachine } from 'xstate';
import { attachSessionMachine } from '../../../machines/attach-session.ts';
import { cniConfigMachine } from '../../../machines/cni-config.ts';
import { containerMachine } from '../../../machines/container.ts';
import { execMachine } from '../../../machines/exec.ts';
import { execSessionMachine } from '../../../machines/exec-session.ts';
import { imageRemovalMachine } from '../../../machines/image-removal.ts';
import { logReopeningMachine } from '../../../machines/log-reopening.ts';
import { portForwardMachine } from '../../../machines/port-forward.ts';
import { pullMachine } from '../../../machines/pull.ts';
import { sandboxMachine } from '../../../machines/sandbox.ts';
import { supervisorMachine } from '../../../machines/supervisor.ts';
import { observedContainer } from '../../../tap/charts/observed-container.ts';
import { observedPod } from '../../../tap/charts/observed-pod.ts';

export interface MachineInCode {
  readonly machine: AnyStateMachine;
  readonly about: string;
  /** Files that it is written in, that of the chart first: prefixes of paths. */
  readonly file: string;
}

export const machinesInCode: readonly MachineInCode[] = [
  { machine: supervisorMachine, about: 'the daemon', file: 'src/machines/supervisor.ts' },
  { machine: sandboxMachine, about: 'a pod', file: 'src/machines/sandbox.ts' },
  { machine: containerMachine, about: 'a container of a pod', file: 'src/machines/container.ts' },
  { machine: pullMachine, about: 'an image on its way in', file: 'src/machines/pull.ts' },
  { machine: imageRemovalMachine, about: 'an image on its way out', file: 'src/machines/image-removal.ts' },
  { machine: execMachine, about: 'a command in a container, its output kept', file: 'src/machines/exec.ts' },
  {
    machine: execSessionMachine,
    about: 'a command with the streams of a client',
    file: 'src/machines/exec-session.ts',
  },
  { machine: attachSessionMachine, about: "a client at a container's streams", file: 'src/machines/attach-session.ts' },
  { machine: portForwardMachine, about: 'connections to ports of a pod', file: 'src/machines/port-forward.ts' },
  { machine: logReopeningMachine, about: "a container's log is reopened", file: 'src/machines/log-reopening.ts' },
  { machine: cniConfigMachine, about: 'the CNI directory', file: 'src/machines/cni-config.ts' },
  { machine: observedPod, about: 'a pod of any runtime, seen through the tap', file: 'src/tap/charts/observed-pod.ts' },
  {
    machine: observedContainer,
    about: 'a container of any runtime, seen through the tap',
    file: 'src/tap/charts/observed-container.ts',
  },
];
