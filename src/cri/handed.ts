/** What the composition root hands to the gRPC face. There is no service among it: cri asks, and reads views. */
import type { AuthConfig } from '../../proto/generated/api.ts';
import type { JsonObject } from '../machines/json.ts';
import type { Ask } from '../machines/messages.ts';
import type { Views } from '../machines/views.ts';

export interface Handed {
  readonly ask: Ask;
  readonly views: Views;
  readonly ids: Ids;
  readonly sideband: Sideband;
  readonly version: { readonly runtimeName: string; readonly runtimeVersion: string };
  /** The OCI spec of a bundle, for verbose status; undefined where it cannot be read (any more). */
  readonly readSpec: (bundleDir: string) => Promise<JsonObject | undefined>;
  /** Wall clock, ms, may have a fraction. */
  readonly nowMs: () => number;
}

/** New, unguessable names: 64 lower-case hexadecimal digits for what CRI shows. */
export interface Ids {
  readonly sandboxId: () => string;
  readonly containerId: () => string;
  readonly execId: () => string;
  readonly pullId: () => string;
  readonly requestId: () => string;
}

/** What must not be in a message, kept beside it under a key. */
export interface Sideband {
  /** Equal credentials have equal keys, so equal pulls can be joined. */
  readonly keepCredentials: (auth: AuthConfig) => string;
  /** Gives what is kept under the key, once. */
  readonly take: (key: string) => Buffer | undefined;
}

/** The part of a pino logger that is used here. */
export interface Log {
  readonly child: (fields: Record<string, unknown>) => Log;
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}
type Write = (fields: Record<string, unknown>, message: string) => void;
