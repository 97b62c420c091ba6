/** The RPCs by their names in the contract, with their codecs, as a server would find them. */
import { existsSync } from 'node:fs';
import { ImageServiceService, RuntimeServiceService } from '../../../proto/generated/api.js';
import type { Rpc } from '../../../src/cri/rpc.ts';
import type { StreamRpc } from '../../../src/cri/stream-rpc.ts';
import { completed } from './change.ts';
import { requests } from './contract.ts';
import type { Message } from './verdicts.ts';

export type AnyRpc = Rpc<never, unknown> | StreamRpc<never, unknown>;

interface Codec {
  readonly requestSerialize: (request: never) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => unknown;
}

/** Undefined: not implemented. One file an RPC, and what it exports is the RPC. */
export const rpcNamed = async (name: string): Promise<AnyRpc | undefined> => {
  const file = `${name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.ts`;
  const url = new URL(`../../../src/cri/rpcs/${file}`, import.meta.url);
  if (!existsSync(url)) return undefined;
  const exported = Object.values((await import(url.href)) as Record<string, unknown>);
  return exported.find((part): part is AnyRpc => typeof part === 'object' && part !== null && 'serve' in part);
};

/** The request as it would arrive: what the codec does not know is not there. */
export const overTheWire = (name: string, request: Message): Message => {
  const key = `${name[0]?.toLowerCase()}${name.slice(1)}`;
  const methods = { ...RuntimeServiceService, ...ImageServiceService } as unknown as Record<string, Codec>;
  const codec = methods[key];
  if (codec === undefined) throw new Error(`the generated code has no ${name}`);
  const whole = completed(requests.get(name) as string, request);
  return codec.requestDeserialize(codec.requestSerialize(whole as never)) as Message;
};
