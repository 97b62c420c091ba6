import type { AttachRequest, AttachResponse } from '../../../proto/generated/api.ts';
import { type Rpc, reading } from '../rpc.ts';
import { runningContainer, wantedStreams } from '../streaming/validate.ts';

/** Gives a URL at which the streams of the container's first process can be had, once, within a minute. */
export const attach: Rpc<AttachRequest, AttachResponse> = reading((request, { views, urlOf }) => {
  const streams = wantedStreams(request);
  const { containerId } = runningContainer(views, request.containerId);
  return { url: urlOf({ kind: 'attach', containerId, isTerminal: request.tty, ...streams }) };
});
