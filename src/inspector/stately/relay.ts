/** A relay that the user names: we are its client, come back when it has gone, and tell it the present each time. */
import { WebSocket } from 'ws';
import { type Outlet, type OutletOptions, sendTo } from './outlet.ts';

const firstPauseMs = 500;
const longestPauseMs = 10_000;
const handshakeMs = 10_000;

/** @param url ws: or wss: */
export const openRelay = (url: string, { present, say }: OutletOptions): Outlet => {
  let socket: WebSocket | undefined;
  let again: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;
  let isClosed = false;

  const connect = () => {
    const opened = new WebSocket(url, {
      handshakeTimeout: handshakeMs,
      maxPayload: 64 * 1024,
      perMessageDeflate: false,
    });
    socket = opened;
    opened.on('open', () => {
      pauseMs = firstPauseMs;
      say(`connected to ${url}`);
      sendTo(opened, present());
    });
    opened.on('message', () => undefined); // nothing is answered
    opened.on('error', ({ message }) => {
      if (!isClosed) say(`${url}: ${message}`);
    });
    opened.on('close', () => {
      if (isClosed) return;
      again = setTimeout(connect, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    });
  };
  connect();

  return {
    address: url,
    send: (messages) => {
      if (socket !== undefined && !sendTo(socket, messages)) say(`${url} does not read: connecting anew`);
    },
    close: async () => {
      isClosed = true;
      clearTimeout(again);
      await closed(socket);
    },
  };
};

const lastWordMs = 2000;

/** Politely; and not so where it is not answered. */
export const closed = (socket: WebSocket | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (socket === undefined || socket.readyState === socket.CLOSED) return resolve();
    const late = setTimeout(() => socket.terminate(), lastWordMs);
    socket.once('close', () => {
      clearTimeout(late);
      resolve();
    });
    if (socket.readyState === socket.CONNECTING) socket.terminate();
    else socket.close();
  });
