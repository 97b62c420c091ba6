/**
 * Failures as gRPC statuses.
 *
 * Few codes mean something to CRI clients: NotFound (the object went between list and status), DeadlineExceeded of
 * ExecSync (the probe timed out), Unavailable (try later), Unimplemented (never try again), and Unknown of PullImage:
 * only then does the client library show the bare text, whose beginning the kubelet compares. The rest is for people.
 */
import { status } from '@grpc/grpc-js';
import { type Failure, type FailureCode, textOf } from '../machines/failure.ts';

export const statusCodes = {
  RequestInvalid: status.INVALID_ARGUMENT,
  SandboxNotFound: status.NOT_FOUND,
  ContainerNotFound: status.NOT_FOUND,
  ImageNotFound: status.NOT_FOUND,
  IdAmbiguous: status.INVALID_ARGUMENT,
  NameTaken: status.ALREADY_EXISTS,
  SandboxWrongState: status.FAILED_PRECONDITION,
  ContainerWrongState: status.FAILED_PRECONDITION,
  ContainerUnkillable: status.INTERNAL,
  HandlerUnknown: status.INVALID_ARGUMENT,
  Recovering: status.UNAVAILABLE,
  Draining: status.UNAVAILABLE,
  Cancelled: status.CANCELLED,
  LimitBelowUsage: status.FAILED_PRECONDITION,
  RuntimeFailed: status.INTERNAL,
  MonitorFailed: status.INTERNAL,
  LauncherLost: status.INTERNAL,
  ToolMissing: status.FAILED_PRECONDITION,
  ToolTimedOut: status.INTERNAL, // not DeadlineExceeded: to a prober that would be its own command's timeout
  SpecInvalid: status.INVALID_ARGUMENT,
  ImageVolumeMountFailed: status.FAILED_PRECONDITION,
  RROUnsupported: status.FAILED_PRECONDITION,
  NetworkNotReady: status.FAILED_PRECONDITION,
  NetworkConfigInvalid: status.FAILED_PRECONDITION,
  NetworkPluginFailed: status.INTERNAL,
  SyscallFailed: status.INTERNAL,
  ReferenceInvalid: status.INVALID_ARGUMENT,
  RegistryUnavailable: status.UNKNOWN,
  RegistryDenied: status.UNKNOWN,
  RegistryFailed: status.UNKNOWN,
  ManifestUnknown: status.UNKNOWN,
  ManifestInvalid: status.UNKNOWN,
  PlatformMissing: status.UNKNOWN,
  LayerInvalid: status.UNKNOWN,
  PullStalled: status.UNKNOWN,
  ImageInUse: status.FAILED_PRECONDITION,
  ArchiveInvalid: status.INVALID_ARGUMENT,
  CheckpointUnsupported: status.FAILED_PRECONDITION,
  CheckpointFailed: status.INTERNAL,
  CheckpointTimedOut: status.DEADLINE_EXCEEDED,
  CheckpointInvalid: status.INVALID_ARGUMENT,
  RestoreFailed: status.INTERNAL,
  ExecNotStarted: status.UNKNOWN,
  ExecTimedOut: status.DEADLINE_EXCEEDED,
  TooManyStreams: status.RESOURCE_EXHAUSTED,
  ViewerTooSlow: status.RESOURCE_EXHAUSTED,
  NoSpace: status.RESOURCE_EXHAUSTED,
  StoreUnavailable: status.INTERNAL,
  RecordInvalid: status.INTERNAL,
  ActorCrashed: status.UNAVAILABLE,
  NotImplemented: status.UNIMPLEMENTED,
  ResponseTooLarge: status.RESOURCE_EXHAUSTED,
  SocketInUse: status.UNAVAILABLE,
  ConfigInvalid: status.FAILED_PRECONDITION,
  Unexpected: status.INTERNAL,
} as const satisfies Record<FailureCode, status>;

/** What clients look for at the beginning of the text. Source: kubernetes/cri-api, pkg/errors. */
const prefixes: Partial<Record<FailureCode, string>> = {
  RegistryUnavailable: 'RegistryUnavailable',
  ImageVolumeMountFailed: 'ImageVolumeMountFailed',
  RROUnsupported: 'RROUnsupported',
};

/** A text travels as a percent-encoded header: this much of it is sure to fit. */
const maxTextLength = 4096;

export interface StatusReply {
  readonly code: status;
  readonly details: string;
}

/** The status of a failure: the meaning, the facts, the cause last. Texts go into pod events. */
export const statusOf = (failure: Failure): StatusReply => {
  const prefix = prefixes[failure.code];
  const text = failure.code === 'Unexpected' ? textOf({ ...failure, cause: undefined }) : textOf(failure);
  return { code: statusCodes[failure.code], details: shortened(prefix === undefined ? text : `${prefix}: ${text}`) };
};

/** Both ends are kept: what failed is said first, why last. Lone surrogates would make grpc-js throw. */
const shortened = (text: string): string => {
  if (text.length <= maxTextLength) return text.toWellFormed();
  const half = (maxTextLength - 3) / 2;
  return `${text.slice(0, Math.floor(half))}...${text.slice(-Math.ceil(half))}`.toWellFormed();
};
