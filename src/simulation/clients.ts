/** The clients of a simulation: where each is, and what it was answered. */
import type { Draft, Reply } from '../machines/messages.ts';
import type { Client } from './scenario.ts';

/** One request, from when it was asked. */
export interface Asked {
  readonly requestId: string;
  readonly client: string;
  readonly command: Draft;
  readonly askedAtMs: number;
  /** The daemon did not serve yet. */
  readonly isEarly: boolean;
  /** Every reply that an actor gave; one is right. */
  readonly replies: Reply[];
  /** `lost`: the daemon died meanwhile. */
  state: 'open' | 'answered' | 'cancelled' | 'lost';
}
export interface ClientAt {
  readonly name: string;
  readonly steps: readonly Draft[];
  /** Of its next step. */
  at: number;
  open: Asked | undefined;
}

export const clientsAt = (clients: readonly Client[]): readonly ClientAt[] =>
  clients.map(({ name, steps }) => ({ name, steps, at: 0, open: undefined }));
