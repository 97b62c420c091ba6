/**
 * What the ledger keeps of a sandbox's networks: all that DEL needs, so that neither a changed configuration, a crash nor
 * a reboot keeps us from paying what an ADD owes.
 */
import type { Failure } from '../../machines/failure.ts';
import { FailureError } from '../../machines/failure.ts';
import type { Json, JsonObject } from '../../machines/json.ts';
import type { LedgerKey, LedgerRow } from '../../store/records.ts';
import type { CapabilityArgs } from './capability-args.ts';
import type { CniArgs } from './cni-args.ts';
import type { CniResult } from './cni-result.ts';
import { cniVersions } from './cni-version.ts';
import type { NetworkList } from './network-list.ts';

/** One interface of a sandbox in one network, as the first ADD was told of it. */
export interface AttachmentRecord {
  /** The whole configuration as used. */
  readonly list: NetworkList;
  readonly containerId: string;
  readonly netnsPath: string;
  readonly ifName: string;
  readonly args: CniArgs;
  readonly capabilityArgs: CapabilityArgs;
  /** How many of the list's plugins have been run, counted from the first; after a crash we must assume all. */
  readonly attempted: number;
  /** The last plugin's; kept here where the row as a whole did not get done. */
  readonly result?: CniResult | undefined;
}

/** Details of a `network` row. */
export interface NetworkDetails {
  /** Those that may still be there, in the order of ADD. */
  readonly attachments: readonly AttachmentRecord[];
  /** Present after a DEL that failed. */
  readonly debt?: Debt | undefined;
}
export interface Debt {
  readonly failure: Failure;
  /** How often DEL was tried. */
  readonly tries: number;
  readonly sinceMs: number;
  readonly lastMs: number;
}

/** Results of a row that is done, by interface name. */
export type NetworkResults = Readonly<Record<string, CniResult>>;

export const networkKey = (sandboxId: string): LedgerKey => ({ ownerId: sandboxId, effect: 'network' });

/** @throws FailureError RecordInvalid {ownerId, effect} */
export const networkDetailsOf = ({ ownerId, effect, details }: LedgerRow): NetworkDetails => {
  const { attachments } = details;
  if (!Array.isArray(attachments) || !attachments.every(isAttachment))
    throw new FailureError('RecordInvalid', { ownerId, effect });
  return details as unknown as NetworkDetails;
};

export const networkResultsOf = ({ result }: LedgerRow): NetworkResults =>
  isObject(result) ? (result as unknown as NetworkResults) : {};

/** As the ledger takes it: the types above are plain JSON, which TypeScript does not see in interfaces. */
export const asDetails = (details: NetworkDetails): JsonObject => details as unknown as JsonObject;

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isAttachment = (value: Json): boolean =>
  isObject(value) &&
  isObject(value.list) &&
  typeof value.list.name === 'string' &&
  (cniVersions as readonly Json[]).includes(value.list.cniVersion) &&
  Array.isArray(value.list.plugins) &&
  value.list.plugins.every((plugin: Json) => isObject(plugin) && typeof plugin.type === 'string') &&
  typeof value.containerId === 'string' &&
  typeof value.netnsPath === 'string' &&
  typeof value.ifName === 'string' &&
  Array.isArray(value.args) &&
  isObject(value.capabilityArgs) &&
  typeof value.attempted === 'number';
