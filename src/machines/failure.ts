/**
 * Every operating error, in one list.
 *
 * A failure is plain data in messages and records, and a {@link FailureError} while a service throws it. What is neither
 * an operating error nor a broken invariant becomes `Unexpected`, and is a bug of ours.
 */
import type { JsonObject } from './json.ts';

/** What each code means, in words for people. The gRPC status of each is `cri/status.ts`'s; `docs/failures.md` says what to do. */
export const meanings = {
  RequestInvalid: 'the request is not valid',
  SandboxNotFound: 'no such pod sandbox',
  ContainerNotFound: 'no such container',
  ImageNotFound: 'no such image',
  IdAmbiguous: 'the id prefix fits more than one object',
  NameTaken: 'an object of this name exists',
  SandboxWrongState: 'the pod sandbox is not in a state that allows this',
  ContainerWrongState: 'the container is not in a state that allows this',
  ContainerUnkillable: 'the container did not end after SIGKILL',
  HandlerUnknown: 'no runtime handler of this name is configured',
  Recovering: 'the runtime is still recovering its state',
  Draining: 'the runtime is shutting down',
  Cancelled: 'the client gave up waiting',
  LimitBelowUsage: 'the memory limit is below what the container uses',
  RuntimeFailed: 'the OCI runtime failed',
  MonitorFailed: 'the container monitor failed',
  LauncherLost: 'the process that starts programs was lost',
  ToolMissing: 'a program that the runtime needs is not installed',
  ToolTimedOut: 'a program did not end within its limit',
  SpecInvalid: 'the container cannot be described to the OCI runtime',
  ImageVolumeMountFailed: 'an image volume cannot be mounted',
  RROUnsupported: 'recursive read-only mounts are not supported',
  NetworkNotReady: 'no pod network is configured',
  NetworkConfigInvalid: 'the CNI network configuration is not valid',
  NetworkPluginFailed: 'a CNI plugin failed',
  SyscallFailed: 'a system call failed',
  ReferenceInvalid: 'the image reference is not valid',
  RegistryUnavailable: 'the registry cannot be reached',
  RegistryDenied: 'the registry refused access',
  RegistryFailed: 'the registry gave an answer that is not valid',
  ManifestUnknown: 'the registry has no such image',
  ManifestInvalid: 'the image manifest is not valid or not supported',
  PlatformMissing: 'the image has no variant for this platform',
  LayerInvalid: 'an image layer is not valid',
  PullStalled: 'the pull made no progress',
  ImageInUse: 'the image is in use',
  ArchiveInvalid: 'the image archive is not valid',
  CheckpointUnsupported: 'containers cannot be checkpointed or restored here',
  CheckpointFailed: 'the container could not be checkpointed, and goes on as before',
  CheckpointTimedOut: 'the checkpoint took longer than its limit, and the container goes on as before',
  CheckpointInvalid: 'the checkpoint is not valid',
  RestoreFailed: 'the container could not be restored from its checkpoint',
  ExecNotStarted: 'the command could not be started',
  ExecTimedOut: 'the command timed out',
  TooManyStreams: 'too many streams wait for their client',
  ViewerTooSlow: 'the client does not take the output fast enough',
  NoSpace: 'no space is left on the device',
  StoreUnavailable: 'the store cannot be opened',
  RecordInvalid: 'a stored record cannot be read',
  ActorCrashed: 'the actor of this object failed and is being reconciled',
  NotImplemented: 'not implemented',
  ResponseTooLarge: 'the answer is larger than a message may be',
  SocketInUse: 'another server answers on this socket',
  ConfigInvalid: 'the configuration is not valid',
  Unexpected: 'unexpected error',
} as const;

export type FailureCode = keyof typeof meanings;

/** Plain data; `details` are facts (ids, paths, codes), never secrets. */
export interface Failure {
  readonly code: FailureCode;
  readonly details: JsonObject;
  /** Where it comes from, innermost last, as text. */
  readonly cause?: string | undefined;
}

/** A {@link Failure} on its way up from a service. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  readonly code: FailureCode;
  readonly details: JsonObject;

  constructor(code: FailureCode, details: JsonObject = {}, options?: ErrorOptions) {
    super(meanings[code], options);
    this.code = code;
    this.details = details;
  }
}

/** Any thrown thing as a failure; what is not a {@link FailureError} is `Unexpected`. */
export const failureOf = (thrown: unknown): Failure => {
  if (thrown instanceof FailureError) {
    const cause = thrown.cause instanceof Error ? thrown.cause.message : undefined;
    return { code: thrown.code, details: thrown.details, ...(cause === undefined ? {} : { cause }) };
  }
  if (isFailure(thrown)) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { code: 'Unexpected', details: { error: error.message }, cause: error.stack };
};

/** The failure as an error again, for who awaits a reply. */
export const errorOf = (failure: Failure): FailureError =>
  new FailureError(
    failure.code,
    failure.details,
    failure.cause === undefined ? undefined : { cause: new Error(failure.cause) },
  );

const isFailure = (thing: unknown): thing is Failure =>
  typeof thing === 'object' &&
  thing !== null &&
  'code' in thing &&
  'details' in thing &&
  String(thing.code) in meanings;

/** One line for people: what happened, the facts, and the origin last. */
export const textOf = ({ code, details, cause }: Failure): string => {
  const facts = Object.entries(details)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [
    meanings[code],
    ...(facts.length === 0 ? [] : [facts.join(', ')]),
    ...(cause === undefined ? [] : [cause]),
  ].join(': ');
};
