/** What each fault does to a call on its way. */
import { constants, type ServerHttp2Stream } from 'node:http2';
import type { Fault } from '../inject/plan.ts';
import { type CallInput, joinCall, plain } from './pair.ts';
import type { CallWatch } from './watch.ts';

const grpcStatus = { cancelled: 1 } as const;

/** Joins the call, or not, as the fault says. The plan's words for it go to the watch. */
export const joinFaulty = (input: CallInput, fault: Fault): void => {
  const { down, watch } = input;
  watch.injected(fault.text);
  switch (fault.does) {
    case 'delay':
      later(down, watch, fault.ms, () => void joinCall(input));
      break;
    case 'hang':
      withoutRuntime(down, watch);
      break;
    case 'error':
      withoutRuntime(down, watch);
      reply(down, fault.code, fault.message);
      break;
    case 'delay-answer':
      joinCall(input, { answerAfterMs: fault.ms });
      break;
    case 'drop-answer':
      joinCall(input, { isSwallowed: true });
      break;
    case 'error-answer':
      joinCall(input, { isSwallowed: true, onSwallowed: () => reply(down, fault.code, fault.message) });
      break;
    case 'duplicate':
      duplicate(input);
      break;
    case 'cancel':
      cancelled(input, fault.ms);
      break;
    case 'close':
      watch.cancelled('tap', constants.NGHTTP2_CANCEL);
      down.session?.destroy();
      break;
  }
};

/** The runtime sees a cancel, the client a CANCELLED; so too where the answer was faster than the cancel. */
const cancelled = (input: CallInput, afterMs: number): void => {
  const { down, watch } = input;
  const told = () => reply(down, grpcStatus.cancelled, 'cancelled by the tap');
  const request = joinCall(input, { isSwallowed: true, onSwallowed: told });
  if (request === undefined) return;
  const timer = setTimeout(() => {
    watch.cancelled('tap', constants.NGHTTP2_CANCEL);
    request.close(constants.NGHTTP2_CANCEL);
    told();
  }, afterMs);
  request.once('close', () => clearTimeout(timer));
};

const later = (down: ServerHttp2Stream, watch: CallWatch, ms: number, go: () => void): void => {
  const timer = setTimeout(() => {
    down.off('close', gone);
    go();
  }, ms);
  const gone = () => {
    clearTimeout(timer);
    watch.cancelled('client', down.rstCode);
  };
  down.on('error', () => {});
  down.once('close', gone);
};

/** Reads the request for the record; nobody else gets it. */
const withoutRuntime = (down: ServerHttp2Stream, watch: CallWatch): void => {
  down.on('error', () => {});
  down.on('data', watch.requestData);
  down.once('end', () => down.rstCode === constants.NGHTTP2_NO_ERROR && watch.requestEnd());
  down.once('close', () => watch.cancelled('tap', down.rstCode));
};

const reply = (down: ServerHttp2Stream, code: number, message: string): void => {
  if (down.destroyed || down.closed || down.headersSent) return;
  const text = encodeURIComponent(message).replaceAll('%20', ' ');
  const headers = [
    ':status',
    '200',
    'content-type',
    'application/grpc',
    'grpc-status',
    `${code}`,
    'grpc-message',
    text,
  ];
  down.respond(headers, plain({ endStream: true }));
};

/** The runtime gets the request twice, at the same time; the client the first answer. */
const duplicate = (input: CallInput): void => {
  const { down, up, headers, isWhole } = input;
  if (joinCall(input) === undefined) return;
  try {
    const second = up.request(headers, { endStream: isWhole });
    second.on('error', () => {});
    second.resume();
    if (isWhole) return;
    down.on('data', (bytes: Buffer) => second.writable && second.write(bytes));
    down.once('end', () => second.writable && second.end());
    down.once('close', () => second.writable && second.end());
  } catch {
    // the connection goes away: then there is no second one
  }
};
