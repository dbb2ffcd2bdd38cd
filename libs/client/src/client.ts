import { readAnswer, refuse } from './answer';
import type { DataOf, Method, PathOf, RequestArguments } from './contract';
import { fromFetchFailure, ProblemError, TransportError, type RequestLine } from './errors';
import type { RunEvent, StreamEvent, Topic } from './models';
import { followEvents, type OpenStream, type StreamOptions, type TopicOptions } from './stream';

export interface ClientOptions {
  /** Address of the server, with or without a path before `/api`; empty for the page's own host in a browser. */
  baseUrl: string;
  apiKey?: string;
  /** For tests and for hosts with a fetch of their own. Default: the global one. */
  fetch?: typeof globalThis.fetch;
}

export interface Client {
  /**
   * Performs one call and resolves to the JSON of its answer. Rejects with ProblemError (the server refused),
   * TransportError (no usable answer came) or the reason of the caller's signal.
   */
  request<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    ...options: RequestArguments<M, P>
  ): Promise<DataOf<M, P>>;
  /** Follows a run's events until the run has ended and all of them are read. Throws what `request` throws. */
  streamEvents(runId: string, options?: StreamOptions): AsyncGenerator<RunEvent, void, undefined>;
  /** Follows many runs at once, from now on or behind a cursor, until the signal. Throws what `request` throws. */
  streamTopics(
    topics: readonly Topic[],
    options?: TopicOptions,
  ): AsyncGenerator<StreamEvent, void, undefined>;
  /** The audit chain as lines of JSON, in pieces as they come, however long it is. Throws what `request` throws. */
  exportAudit(options?: { from?: number; signal?: AbortSignal }): AsyncGenerator<Uint8Array, void, undefined>;
}

type HeaderFields = Record<string, string>;

/** What `request` takes once the types have done their work. */
interface Call {
  params?: object;
  query?: object;
  body?: unknown;
  contentType?: string;
  headers?: HeaderFields;
  signal?: AbortSignal;
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** A client of one server under one key. Throws TypeError for a key that no header can carry. */
export function createClient(options: ClientOptions): Client {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  const authorization = bearer(options.apiKey);

  async function exchange(request: RequestLine, init: RequestInit): Promise<Response> {
    try {
      return await send(request.url, { ...init, redirect: 'manual' });
    } catch (error) {
      init.signal?.throwIfAborted();
      throw fromFetchFailure(error, request);
    }
  }

  const opener = (request: RequestLine) => openerOf(exchange, authorization, request);

  return {
    async request<M extends Method, P extends PathOf<M>>(
      method: M,
      path: P,
      ...args: RequestArguments<M, P>
    ) {
      // Looked at as a value: the type of all calls at once is more than the compiler can hold.
      const [given] = args as readonly unknown[];
      const call = (given ?? {}) as Call;
      const request = { method, url: baseUrl + address(path, call.params) + queryString(call.query) };
      const headers = { accept: 'application/json', ...authorization, ...contentType(call), ...call.headers };
      const limit = AbortSignal.timeout(call.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      const signal = call.signal ? AbortSignal.any([call.signal, limit]) : limit;
      try {
        const response = await exchange(request, { method, headers, body: encode(call), signal });
        return (await readAnswer(response, request)) as DataOf<M, P>;
      } catch (error) {
        call.signal?.throwIfAborted();
        if (limit.aborted) throw new TransportError('timeout', 'The server took too long to answer', request);
        if (error instanceof ProblemError || error instanceof TransportError) throw error;
        // Past the headers a broken connection surfaces from reading the body.
        throw fromFetchFailure(error, request);
      }
    },

    streamEvents(runId, streamOptions = {}) {
      const url = baseUrl + address('/api/runs/{id}/events', { id: runId });
      const request = { method: 'GET', url };
      return followEvents<RunEvent>(opener(request), request, streamOptions);
    },

    streamTopics(topics, topicOptions = {}) {
      const url = `${baseUrl}/api/stream${queryString({ topics: topics.join(',') })}`;
      const request = { method: 'GET', url };
      return followEvents<StreamEvent>(opener(request), request, topicOptions);
    },

    async *exportAudit({ from, signal } = {}) {
      const request = { method: 'GET', url: `${baseUrl}/api/audit/export${queryString({ from })}` };
      const headers: HeaderFields = { accept: 'application/x-ndjson', ...authorization };
      const response = await exchange(request, { headers, signal: signal ?? null });
      await refuse(response, request);
      try {
        if (response.body) yield* response.body as unknown as AsyncIterable<Uint8Array>;
      } catch (error) {
        signal?.throwIfAborted();
        throw fromFetchFailure(error, request);
      }
    },
  };
}

type Exchange = (request: RequestLine, init: RequestInit) => Promise<Response>;

/** Opens a stream of events, behind a cursor where there is one. */
function openerOf(exchange: Exchange, authorization: HeaderFields, request: RequestLine): OpenStream {
  return async (cursor, signal) => {
    const headers: HeaderFields = { accept: 'text/event-stream', ...authorization };
    if (cursor !== undefined) headers['last-event-id'] = cursor;
    const response = await exchange(request, { headers, signal });
    await refuse(response, request);
    return response;
  };
}

/** Refused here because the runtime's own message about a bad header repeats the key. */
function bearer(apiKey: string | undefined): HeaderFields {
  if (apiKey === undefined) return {};
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new TypeError('The API key has characters that no key has');
  return { authorization: `Bearer ${apiKey}` };
}

function address(path: string, params: object = {}): string {
  const values = new Map<string, unknown>(Object.entries(params));
  return path.replace(/\{(\w+)\}/g, (_, name: string) => segment(String(values.get(name) ?? '')));
}

/** An empty or dotted segment would make the address mean another resource. */
function segment(value: string): string {
  if (/^\.{0,2}$/.test(value)) throw new TypeError(`"${value}" is not an id`);
  return encodeURIComponent(value);
}

function queryString(query: object = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? '' : `?${search.toString()}`;
}

function contentType({ body, contentType: type = 'application/json' }: Call): HeaderFields {
  return body === undefined ? {} : { 'content-type': type };
}

function encode({ body, contentType: type }: Call): string | undefined {
  if (body === undefined) return undefined;
  return typeof body === 'string' && type !== undefined && type !== 'application/json'
    ? body
    : JSON.stringify(body);
}
