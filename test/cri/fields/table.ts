/** What becomes of every field of every request. How it is checked: `fields.test.ts`; for people: docs/fields.md. */
import { put } from './change.ts';
import { containerFields } from './table-container.ts';
import { sandboxFields } from './table-sandbox.ts';
import { containerId, otherContainerId, otherPodId } from './usual.ts';
import { ignored, type Row, rejected, works } from './verdicts.ts';

const isId = 'of the thing that it is about; a unique prefix will do';
const filterRows = (rpc: string, more: readonly Row[] = []): Row[] => [
  works(`${rpc}.filter.id`, 'the one with this id or unique prefix'),
  works(`${rpc}.filter.label_selector{}`, 'those that have all of these labels'),
  ...more,
];
const byState = (rpc: string): Row => works(`${rpc}.filter.state.state`, 'those in this state');
const byPod = (rpc: string): Row => works(`${rpc}.filter.pod_sandbox_id`, 'those of this sandbox');

/** Where an image is only named, the rest of its message says nothing that troupe could use. */
const imageRows = (rpc: string, at: string): Row[] => [
  works(`${rpc}.${at}.image`, 'a tag, a digest, an id or a unique prefix of one', { value: 'other:1' }),
  ignored(`${rpc}.${at}.annotations{}`, 'nothing in them is for a runtime to act on'),
  ignored(`${rpc}.${at}.user_specified_image`, 'what the user wrote; `image` is what counts'),
  ignored(`${rpc}.${at}.runtime_handler`, 'an image is the same for every handler: there is one snapshotter'),
  ignored(`${rpc}.${at}.image_ref`, 'what `image` was resolved to before; `image` is what counts'),
];

export const table: readonly Row[] = [
  ignored('Version.version', 'every client is answered in the same way'),
  works('Status.verbose', 'adds the configuration, the CNI configuration in force and counts of actors'),
  ignored('UpdateRuntimeConfig.runtime_config.network_config.pod_cidr', 'addresses come from the CNI configuration'),

  ...sandboxFields,
  works('StopPodSandbox.pod_sandbox_id', isId),
  works('RemovePodSandbox.pod_sandbox_id', isId),
  works('PodSandboxStatus.pod_sandbox_id', isId, { value: otherPodId }),
  works('PodSandboxStatus.verbose', 'adds the pid of the infra container, its spec and the CNI result'),
  ...filterRows('ListPodSandbox', [byState('ListPodSandbox')]),
  ...filterRows('StreamPodSandboxes', [byState('StreamPodSandboxes')]),
  works('PodSandboxStats.pod_sandbox_id', isId, { value: otherPodId }),
  ...filterRows('ListPodSandboxStats'),
  ...filterRows('StreamPodSandboxStats'),
  works('PortForward.pod_sandbox_id', isId, { value: otherPodId }),
  works('PortForward.port[]', 'ports that the client will ask for', { value: 7 }),

  ...containerFields,
  works('StartContainer.container_id', isId, {
    value: containerId,
    given: (request) => put(request, 'container_id', otherContainerId),
  }),
  works('StopContainer.container_id', isId),
  works('StopContainer.timeout', 'seconds between the stop signal and SIGKILL; 0 is at once'),
  works('RemoveContainer.container_id', isId),
  works('ContainerStatus.container_id', isId, { value: otherContainerId }),
  works('ContainerStatus.verbose', 'adds the pid, the bundle and its spec'),
  ...filterRows('ListContainers', [byState('ListContainers'), byPod('ListContainers')]),
  ...filterRows('StreamContainers', [byState('StreamContainers'), byPod('StreamContainers')]),
  works('ContainerStats.container_id', isId, { value: otherContainerId }),
  ...filterRows('ListContainerStats', [byPod('ListContainerStats')]),
  ...filterRows('StreamContainerStats', [byPod('StreamContainerStats')]),
  rejected('ReopenContainerLog.container_id', 'ContainerWrongState', 'of a container that does not run', {
    value: otherContainerId,
  }),

  rejected('ExecSync.container_id', 'ContainerWrongState', 'of a container that does not run', {
    value: otherContainerId,
  }),
  works('ExecSync.cmd[]', 'the program and its arguments; no shell'),
  works('ExecSync.timeout', 'seconds until it is killed and the call fails; 0 is none'),
  rejected('Exec.container_id', 'ContainerWrongState', 'of a container that does not run', { value: otherContainerId }),
  works('Exec.cmd[]', 'the program and its arguments; no shell'),
  works('Exec.tty', 'gives it a terminal; then there is no stderr of its own'),
  works('Exec.stdin', 'the client sends input'),
  works('Exec.stdout', 'the client wants output', { given: (request) => put(request, 'stdin', true), value: false }),
  works('Exec.stderr', 'the client wants errors'),
  rejected('Attach.container_id', 'ContainerWrongState', 'of a container that does not run', {
    value: otherContainerId,
  }),
  works('Attach.stdin', 'the client sends input'),
  works('Attach.tty', 'the container has a terminal; checked'),
  works('Attach.stdout', 'the client wants output', { given: (request) => put(request, 'stdin', true), value: false }),
  works('Attach.stderr', 'the client wants errors'),

  rejected('CheckpointPod.**', 'NotImplemented', 'of a whole pod: no client asks for it yet'),
  rejected('RestorePod.**', 'NotImplemented', 'of a whole pod: no client asks for it yet'),

  ...imageRows('ImageStatus', 'image'),
  works('ImageStatus.verbose', "adds the image's configuration and chain id"),
  ...imageRows('ListImages', 'filter.image'),
  ...imageRows('StreamImages', 'filter.image'),
  ...imageRows('RemoveImage', 'image'),
  ...imageRows('PullImage', 'image'),
  works('PullImage.auth.username', 'with `password`: for basic authentication'),
  works('PullImage.auth.password', 'with `username`'),
  works('PullImage.auth.auth', 'both in base64, as in a docker configuration file'),
  works('PullImage.auth.server_address', 'the credentials are for this host only', {
    given: (request) => put(request, 'auth.username', 'somebody'),
  }),
  works('PullImage.auth.identity_token', 'a refresh token for the token server'),
  works('PullImage.auth.registry_token', 'a bearer token for the registry itself'),
  ignored('PullImage.sandbox_config.**', 'an image is the same for every pod'),
];
