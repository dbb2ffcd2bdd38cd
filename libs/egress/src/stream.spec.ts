import type { ServerResponse } from 'node:http';
import { createEgress, type Egress } from './egress';
import { startHttp, type LocalServer } from '../test/servers';

let server: LocalServer;
let egress: Egress;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = await startHttp((_, response) => answer(response));
  egress = createEgress({ allow: [server.address], limits: { connectionsPerOrigin: 1 } });
});
afterAll(async () => {
  await egress.close();
  await server.close();
});

async function read(
  more: { timeoutMs?: number; signal?: AbortSignal; maxBytes?: number } = {},
): Promise<string> {
  const { body } = await egress.stream({ url: server.url, ...more });
  let text = '';
  for await (const chunk of body) text += chunk.toString();
  return text;
}

it('gives the head before the body, and each piece as it comes', async () => {
  let rest: (() => void) | undefined;
  answer = (response) => {
    response.write('one ');
    rest = () => response.end('two');
  };
  const { status, body } = await egress.stream({ url: server.url });
  const pieces = body[Symbol.asyncIterator]();
  expect([status, String((await pieces.next()).value)]).toEqual([200, 'one ']);
  rest?.();
  expect(String((await pieces.next()).value)).toBe('two');
  expect((await pieces.next()).done).toBe(true);
});

it('lets go of the connection where the reader leaves, and where the answer breaks off', async () => {
  answer = (response) => void response.write('and so on');
  const { body } = await egress.stream({ url: server.url });
  for await (const chunk of body) if (chunk.length > 0) break;
  answer = (response) => {
    response.write('half');
    setImmediate(() => response.destroy());
  };
  await expect(read()).rejects.toMatchObject({ code: 'connection', retryable: true });
  // There is one connection: it is free again.
  answer = (response) => response.end('whole');
  expect(await read()).toBe('whole');
});

it('ends with the time of the request, with its signal, and with what it may hold', async () => {
  answer = (response) => void response.write('and so on');
  await expect(read({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
  const controller = new AbortController();
  const { body } = await egress.stream({ url: server.url, signal: controller.signal });
  const pieces = body[Symbol.asyncIterator]();
  await pieces.next();
  controller.abort();
  await expect(pieces.next()).rejects.toMatchObject({ code: 'cancelled' });
  answer = (response) => response.end('x'.repeat(1_000));
  await expect(read({ maxBytes: 100 })).rejects.toMatchObject({ code: 'response-too-large' });
  expect(await read({ maxBytes: 1_000 })).toHaveLength(1_000);
});
