/**
 * Both services of the contract: the RPCs that there are, and an answer by name for those that there are not. Which
 * there are to be is read from the generated definitions, so an RPC that is new in the contract shows up by itself.
 */
import type { handleServerStreamingCall, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { ImageServiceService, RuntimeServiceService } from '../../proto/generated/api.js';
import { FailureError, failureOf } from '../machines/failure.ts';
import type { RpcObserver } from '../machines/sightings.ts';
import { type ApiVersion, apiVersions, pathIn } from './api-version.ts';
import type { Rpc } from './rpc.ts';
import { attach } from './rpcs/attach.ts';
import { checkpointContainer } from './rpcs/checkpoint-container.ts';
import { containerStats } from './rpcs/container-stats.ts';
import { containerStatus } from './rpcs/container-status.ts';
import { createContainer } from './rpcs/create-container.ts';
import { exec } from './rpcs/exec.ts';
import { execSync } from './rpcs/exec-sync.ts';
import { getContainerEvents } from './rpcs/get-container-events.ts';
import { imageFsInfo } from './rpcs/image-fs-info.ts';
import { imageStatus } from './rpcs/image-status.ts';
import { listContainerStats } from './rpcs/list-container-stats.ts';
import { listContainers } from './rpcs/list-containers.ts';
import { listImages } from './rpcs/list-images.ts';
import { listMetricDescriptors } from './rpcs/list-metric-descriptors.ts';
import { listPodSandbox } from './rpcs/list-pod-sandbox.ts';
import { listPodSandboxMetrics } from './rpcs/list-pod-sandbox-metrics.ts';
import { listPodSandboxStats } from './rpcs/list-pod-sandbox-stats.ts';
import { podSandboxStats } from './rpcs/pod-sandbox-stats.ts';
import { podSandboxStatus } from './rpcs/pod-sandbox-status.ts';
import { portForward } from './rpcs/port-forward.ts';
import { pullImage } from './rpcs/pull-image.ts';
import { removeContainer } from './rpcs/remove-container.ts';
import { removeImage } from './rpcs/remove-image.ts';
import { removePodSandbox } from './rpcs/remove-pod-sandbox.ts';
import { reopenContainerLog } from './rpcs/reopen-container-log.ts';
import { runPodSandbox } from './rpcs/run-pod-sandbox.ts';
import { runtimeConfig } from './rpcs/runtime-config.ts';
import { startContainer } from './rpcs/start-container.ts';
import { runtimeStatus } from './rpcs/status.ts';
import { stopContainer } from './rpcs/stop-container.ts';
import { stopPodSandbox } from './rpcs/stop-pod-sandbox.ts';
import { streamContainerStats } from './rpcs/stream-container-stats.ts';
import { streamContainers } from './rpcs/stream-containers.ts';
import { streamImages } from './rpcs/stream-images.ts';
import { streamPodSandboxMetrics } from './rpcs/stream-pod-sandbox-metrics.ts';
import { streamPodSandboxStats } from './rpcs/stream-pod-sandbox-stats.ts';
import { streamPodSandboxes } from './rpcs/stream-pod-sandboxes.ts';
import { updateContainerResources } from './rpcs/update-container-resources.ts';
import { updatePodSandboxResources } from './rpcs/update-pod-sandbox-resources.ts';
import { updateRuntimeConfig } from './rpcs/update-runtime-config.ts';
import { version } from './rpcs/version.ts';
import { type StreamOptions, serverStream } from './server-stream.ts';
import { statusOf } from './status.ts';
import type { StreamRpc } from './stream-rpc.ts';
import { type Codec, unary } from './unary.ts';
import { watchRpc } from './watched-rpc.ts';

/** The RPC that a method of a generated definition wants. */
type RpcFor<Method> = Method extends Codec<infer Request, infer Response> ? Rpc<Request, Response> : never;
type RpcsFor<Service> = { readonly [Name in keyof Service]?: RpcFor<Service[Name]> };
type StreamRpcFor<Method> = Method extends Codec<infer Request, infer Response> ? StreamRpc<Request, Response> : never;
type StreamRpcsFor<Service> = { readonly [Name in keyof Service]?: StreamRpcFor<Service[Name]> };

const runtimeRpcs = {
  version,
  status: runtimeStatus,
  runtimeConfig,
  updateRuntimeConfig,
  runPodSandbox,
  stopPodSandbox,
  removePodSandbox,
  listPodSandbox,
  podSandboxStatus,
  createContainer,
  startContainer,
  stopContainer,
  removeContainer,
  listContainers,
  containerStatus,
  updateContainerResources,
  updatePodSandboxResources,
  reopenContainerLog,
  checkpointContainer,
  execSync,
  exec,
  attach,
  portForward,
  containerStats,
  listContainerStats,
  podSandboxStats,
  listPodSandboxStats,
  listMetricDescriptors,
  listPodSandboxMetrics,
} satisfies RpcsFor<typeof RuntimeServiceService>;

const runtimeStreams = {
  getContainerEvents,
  streamPodSandboxes,
  streamContainers,
  streamContainerStats,
  streamPodSandboxStats,
  streamPodSandboxMetrics,
} satisfies StreamRpcsFor<typeof RuntimeServiceService>;

const imageRpcs = {
  listImages,
  imageStatus,
  pullImage,
  removeImage,
  imageFsInfo,
} satisfies RpcsFor<typeof ImageServiceService>;

const imageStreams = { streamImages } satisfies StreamRpcsFor<typeof ImageServiceService>;

export interface Served {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

interface ServicesOptions extends Omit<StreamOptions, 'name' | 'watch'> {
  readonly observe?: RpcObserver | undefined;
}

/** What a grpc-js server is given: each service in each version, on bytes, for `unary` and `serverStream` decode and encode. */
export const servicesOf = (options: ServicesOptions): readonly Served[] =>
  apiVersions.flatMap((apiVersion) => [
    serviceOf(apiVersion, RuntimeServiceService, { rpcs: runtimeRpcs, streams: runtimeStreams }, options),
    serviceOf(apiVersion, ImageServiceService, { rpcs: imageRpcs, streams: imageStreams }, options),
  ]);

/** Their messages differ; that each RPC fits its method is checked above, where both are known. */
type AnyMethod = Codec<unknown, never> & { readonly path: string; readonly responseStream: boolean };
type AnyRpc = Rpc<never, unknown>;
type AnyStreamRpc = StreamRpc<never, unknown>;

const serviceOf = (
  apiVersion: ApiVersion,
  methods: Readonly<Record<string, AnyMethod>>,
  { rpcs, streams }: Readonly<{ rpcs: Record<string, AnyRpc>; streams: Record<string, AnyStreamRpc> }>,
  { observe, ...options }: ServicesOptions,
): Served => {
  const definition: Record<string, ServiceDefinition[string]> = {};
  const implementation: UntypedServiceImplementation = {};
  for (const [key, method] of Object.entries(methods)) {
    const name = nameOf(method);
    const rpc = rpcs[key] ?? unimplemented(name);
    const watch = watchRpc(pathIn(apiVersion, method.path).split('/')[1] ?? '', { observe, log: options.log });
    definition[key] = {
      path: pathIn(apiVersion, method.path),
      requestStream: false,
      responseStream: method.responseStream,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    };
    const stream = streams[key] as unknown as StreamRpc<unknown, never> | undefined;
    if (stream !== undefined) implementation[key] = serverStream(method, stream, { ...options, name, watch });
    else if (method.responseStream) implementation[key] = unimplementedStream(name);
    else implementation[key] = unary(method, rpc as unknown as Rpc<unknown, never>, { ...options, name, watch });
  }
  return { definition, implementation };
};

const asIs = (bytes: Buffer): Buffer => bytes;
const nameOf = ({ path }: { readonly path: string }): string => path.slice(path.lastIndexOf('/') + 1);

/** Clients fall back to what they did before the RPC was there. */
const unimplemented = (name: string): AnyRpc => ({
  logsAt: 'debug',
  serve: () => {
    throw new FailureError('NotImplemented', { rpc: name });
  },
});
const unimplementedStream =
  (name: string): handleServerStreamingCall<Buffer, Buffer> =>
  (call) => {
    call.emit('error', statusOf(failureOf(new FailureError('NotImplemented', { rpc: name }))));
  };
