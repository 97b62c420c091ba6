import type { ExecRequest, ExecResponse } from '../../../proto/generated/api.ts';
import { type Rpc, reading } from '../rpc.ts';
import { runningContainer, wantedStreams } from '../streaming/validate.ts';
import { each, invalid, text } from '../validate.ts';

/** Gives a URL at which the command's streams can be had, once, within a minute. No process is started before. */
export const exec: Rpc<ExecRequest, ExecResponse> = reading((request, { views, urlOf }) => {
  const { tty: isTerminal, cmd: command } = request;
  if (command.length === 0 || command[0] === '') throw invalid('cmd', 'is empty');
  each(command, 'cmd', (argument, field) => text(argument, field, 131_072));
  const streams = wantedStreams(request);
  const { containerId } = runningContainer(views, request.containerId);
  return { url: urlOf({ kind: 'exec', containerId, command, isTerminal, ...streams }) };
});
