import type { JsonObject } from '@maestro/dsl';
import { isUnsent, type EgressResponse } from '@maestro/egress';
import { MaestroError } from '@maestro/problems';
import { answerError } from './answer-error';
import { markFree } from './free';
import type { CallOptions } from './model';
import { readEvents, type ServerEvent } from './sse';

/** The timeout of the attempt ends it sooner; this one is for a caller without. */
const MAX_MS = 3_600_000;
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;

export interface Exchange {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: JsonObject;
}

/** Sends one request to a provider: its whole answer, as JSON. */
export async function askJson(exchange: Exchange, options: CallOptions): Promise<unknown> {
  const response = await sent(options.egress.request(requestOf(exchange, options)));
  if (response.status !== 200) throw answerError(response, response.body);
  return parsed(response);
}

/**
 * The same of a provider that speaks while it works: its events, or its whole answer where it does not speak in events after all.
 */
export async function askStream(
  exchange: Exchange,
  options: CallOptions,
): Promise<{ events: AsyncIterable<ServerEvent> } | { whole: unknown }> {
  const response = await sent(options.egress.stream(requestOf(exchange, options)));
  const { status, headers } = response;
  if (status === 200 && /^text\/event-stream/i.test(headers['content-type'] ?? ''))
    return { events: readEvents(response.body) };
  const body = await readAll(response.body, status === 200 ? MAX_BYTES : MAX_ERROR_BYTES);
  if (status !== 200) throw answerError(response, body);
  return { whole: parsed({ ...response, body }) };
}

function requestOf({ url, headers, body }: Exchange, { signal }: CallOptions) {
  return {
    ...{ url, method: 'POST', signal, timeoutMs: MAX_MS, headersTimeoutMs: MAX_MS, maxBytes: MAX_BYTES },
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify(body),
    // A key goes where the provider was said to be, and nowhere else.
    maxRedirects: 0,
  };
}

async function sent<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw isUnsent(error) && error instanceof Error ? markFree(error) : error;
  }
}

function parsed({ body, url }: EgressResponse): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new MaestroError('llm-output-invalid', `${new URL(url).origin} answered with what is not JSON.`, {
      cause,
    });
  }
}

async function readAll(body: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  return Buffer.concat(chunks);
}

/** The stream ended, and its answer had not. */
export function cutOff(): MaestroError {
  return new MaestroError('connection', 'The answer of the model broke off.');
}
