import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyMessage } from '../src/signing/verify';

export interface Received {
  headers: Record<string, string | undefined>;
  body: string;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    void response.writeHead(code, headers).end(body);

/** A real server that somebody has given as the address of a webhook. */
export async function openReceiver() {
  const received: Received[] = [];
  let answer: Answer = status(200);
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({
        headers: request.headers as Received['headers'],
        body: Buffer.concat(parts).toString(),
      });
      answer(response, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}/hook?token=in-the-address`,
    received,
    answers: (next: Answer) => (answer = next),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/** What a message says, once its signature holds. */
export const verified = (message: Received, secret: string) => {
  const now = new Date(Number(message.headers['webhook-timestamp']) * 1_000);
  return verifyMessage(
    'standard-webhooks',
    { ...message, body: Buffer.from(message.body) },
    { secrets: [secret], now },
  );
};
