/** A provider of models that speaks chat completions as a stream, and knows how long each of its answers took by itself. */
import { createServer } from 'node:http';
import { now } from '../measure/clock.mjs';

const PIECES = 20;
const USAGE = { prompt_tokens: 10, completion_tokens: 2 * PIECES };

/**
 * Answers after `thinkMs`, then a piece every `pieceMs`. `times` maps what was asked to `{ asked, answered }`: when the request was there
 * as a whole, and when the last byte of its answer was handed over.
 * @returns `{ host, url, times, bill, close }`
 */
export async function startModelServer({ thinkMs, pieceMs }) {
  const times = new Map();
  let calls = 0;
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const asked = now();
      calls += 1;
      const { messages, model } = JSON.parse(Buffer.concat(chunks).toString());
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const say = (delta, finish, more = {}) =>
        response.write(
          `data: ${JSON.stringify({ object: 'chat.completion.chunk', model, choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`,
        );
      let said = 0;
      const speak = () => {
        if ((said += 1) <= PIECES) {
          say({ content: `word ${said} ` }, null);
          return void setTimeout(speak, pieceMs);
        }
        say({}, 'stop', { usage: USAGE });
        response.end('data: [DONE]\n\n');
        times.set(messages.at(-1).content, { asked, answered: now() });
      };
      setTimeout(speak, thinkMs);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${server.address().port}`;
  return {
    host,
    url: `http://${host}/v1`,
    times,
    /** What is owed, each call rounded up to micro-dollars. */
    bill: ({ input, output }) => ({
      calls,
      micros: calls * Math.ceil((USAGE.prompt_tokens * input + USAGE.completion_tokens * output) / 1_000),
    }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
