/** What a URL was given out for. */
export interface ExecRequest {
  readonly kind: 'exec';
  readonly containerId: string;
  readonly command: readonly string[];
  readonly isTerminal: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
}
export interface AttachRequest {
  readonly kind: 'attach';
  readonly containerId: string;
  readonly isTerminal: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
}
export interface PortForwardRequest {
  readonly kind: 'portforward';
  readonly sandboxId: string;
  /** For clients that cannot name a port themselves: those of WebSocket channels. */
  readonly ports: readonly number[];
}
export type CommandRequest = ExecRequest | AttachRequest;
export type StreamRequest = CommandRequest | PortForwardRequest;
