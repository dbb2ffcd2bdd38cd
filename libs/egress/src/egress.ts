import type { Socket } from 'node:net';
import { MaestroError } from '@maestro/problems';
import { Agent, type Dispatcher } from 'undici';
import { destinationOf, HostPortSet } from './allow-list';
import { createConnector, systemResolver, type ConnectorOptions, type Resolver } from './connector';
import { startDeadline, type Deadline } from './deadline';
import { toMaestroError } from './failure';
import { nextHop, readUrl, type Hop } from './redirect';
import { checkHeaders } from './request-headers';
import { readBody, readChunks } from './response-body';
import { openSocket, type SocketRequest } from './open-socket';
import { markUnsent } from './unsent';

export interface EgressRequest {
  /** Absolute, `http:` or `https:`, without credentials. */
  url: string;
  /** `GET` unless said otherwise. */
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  /** Aborts the request; its reason is thrown where it is a MaestroError, else `cancelled`. */
  signal?: AbortSignal;
  /** Total milliseconds: waiting for a free connection, all redirects and the body included. */
  timeoutMs?: number;
  /** Until the head of the answer is there, per hop: for servers that think before they speak. */
  headersTimeoutMs?: number;
  /** Bytes of the body after decoding. */
  maxBytes?: number;
  maxRedirects?: number;
  /** Asked before each hop, the redirected ones, too: what it throws ends the request. */
  permit?: (hop: { url: URL; method: string }) => Promise<void>;
}

export interface EgressResponse {
  status: number;
  /**
   * Lower-case names. Values of a repeated header are joined by `, `, those of `set-cookie` by a line feed,
   * because they hold commas. What described the coding of the body is gone: the body is decoded.
   */
  headers: Record<string, string>;
  body: Buffer;
  /** The address that answered, after redirects. */
  url: string;
}

/** An answer whose body is still on its way. Whoever has it reads it to its end, or leaves the loop: both let go of the connection. */
export interface EgressStream extends Omit<EgressResponse, 'body'> {
  /** Decoded, as it comes. Throws what `request` throws; an end before its time is `connection`. */
  body: AsyncIterable<Buffer>;
}

/** The way out of the house for one tenant: no other code opens a connection to an address a workflow gave. */
export interface Egress {
  /**
   * Sends one request and reads the whole answer, whatever its status. Throws MaestroError: `egress-denied`,
   * `unsupported-scheme`, `invalid-header`, `validation-failed`, `too-many-redirects`, `response-too-large`,
   * `timeout`, `tls-error`, `connection`, `cancelled`.
   */
  request(request: EgressRequest): Promise<EgressResponse>;
  /** As `request`, but gives the answer once its head is there: for servers that speak while they work. */
  stream(request: EgressRequest): Promise<EgressStream>;
  /** Opens a connection for another protocol, whose end is the caller's to bring about. Throws as `request` does. */
  connect(target: SocketRequest): Promise<Socket>;
  /** Lets requests end and closes the connections. */
  close(): Promise<void>;
}

export interface EgressLimits {
  timeoutMs: number;
  connectTimeoutMs: number;
  /** From the end of the request to the end of the response's head, per hop. */
  headersTimeoutMs: number;
  maxBytes: number;
  maxRedirects: number;
  /** Parallel connections to one origin; further requests wait for their turn. */
  connectionsPerOrigin: number;
}

export interface EgressOptions {
  /** The tenant's `egress_allow`: each `host:port` may be reached at its private addresses. */
  allow: readonly string[];
  /** `host:port` that no entry of `allow` opens: the platform's own database, queue and API. */
  closed?: readonly string[];
  limits?: Partial<EgressLimits>;
  resolver?: Resolver;
  /** Trust anchors (PEM) besides those of the runtime. */
  ca?: readonly string[];
}

export const defaultEgressLimits: EgressLimits = {
  timeoutMs: 30_000,
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 30_000,
  maxBytes: 8 * 1024 * 1024,
  maxRedirects: 10,
  connectionsPerOrigin: 16,
};

/** What becomes of an answer that is no redirect. */
type Reader<T> = (answer: Dispatcher.ResponseData, hop: Hop, coding: string) => Promise<T>;

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Makes the client of one tenant. It keeps connections alive for some seconds: make one and keep it. */
export function createEgress(options: EgressOptions): Egress {
  return new UndiciEgress(options);
}

class UndiciEgress implements Egress {
  private readonly limits: EgressLimits;
  private readonly allow: HostPortSet;
  private readonly agent: Agent;
  /** For hops that a server outside the allow list chose: it opens no private address at all. */
  private readonly publicAgent: Agent;
  private readonly connector: ReturnType<typeof createConnector>;

  constructor(options: EgressOptions) {
    this.limits = { ...defaultEgressLimits, ...options.limits };
    this.allow = new HostPortSet(options.allow);
    const connector: ConnectorOptions = {
      allow: this.allow,
      closed: new HostPortSet(options.closed ?? []),
      resolver: options.resolver ?? systemResolver,
      connectTimeoutMs: this.limits.connectTimeoutMs,
      ca: options.ca ?? [],
    };
    this.connector = createConnector(connector);
    this.agent = this.createAgent(connector);
    this.publicAgent = this.createAgent({ ...connector, allow: new HostPortSet([]) });
  }

  async request(request: EgressRequest): Promise<EgressResponse> {
    const first = firstHop(request);
    const deadline = startDeadline(request.timeoutMs ?? this.limits.timeoutMs, request.signal);
    const maxBytes = request.maxBytes ?? this.limits.maxBytes;
    try {
      return await this.follow(first, { request, deadline }, async (answer, { url }, coding) => ({
        ...headOf(answer, url),
        body: await deadline.race(readBody(answer.body, coding, maxBytes)),
      }));
    } finally {
      deadline.close();
    }
  }

  connect(target: SocketRequest): Promise<Socket> {
    return openSocket(this.connector, target);
  }

  async stream(request: EgressRequest): Promise<EgressStream> {
    const first = firstHop(request);
    const deadline = startDeadline(request.timeoutMs ?? this.limits.timeoutMs, request.signal);
    const maxBytes = request.maxBytes ?? this.limits.maxBytes;
    try {
      return await this.follow(first, { request, deadline }, (answer, { url }, coding) => {
        const chunks = readChunks(answer.body, coding, maxBytes);
        return Promise.resolve({
          ...headOf(answer, url),
          body: bounded(chunks, { deadline, answer, origin: url.origin }),
        });
      });
    } catch (error) {
      deadline.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.agent.close(), this.publicAgent.close()]);
  }

  private createAgent(connector: ConnectorOptions): Agent {
    return new Agent({
      connect: createConnector(connector),
      connections: this.limits.connectionsPerOrigin,
      headersTimeout: this.limits.headersTimeoutMs,
      // The deadline of the request bounds the body as well.
      bodyTimeout: 0,
    });
  }

  private async follow<T>(
    first: Hop,
    { request, deadline }: { request: EgressRequest; deadline: Deadline },
    read: Reader<T>,
  ): Promise<T> {
    const maxRedirects = request.maxRedirects ?? this.limits.maxRedirects;
    let hop = first;
    for (let redirects = 0; ; redirects++) {
      const { next, response } = await this.hop(hop, { request, deadline, read }).catch((error: unknown) => {
        throw redirects === 0 ? markUnsent(error) : error;
      });
      if (response) return response.read;
      if (redirects === maxRedirects)
        throw new MaestroError(
          'too-many-redirects',
          `The server redirected more than ${maxRedirects} times.`,
        );
      hop = next;
    }
  }

  /** Sends one hop if it is permitted: what is read of its answer, or the hop it redirects to. */
  private async hop<T>(
    hop: Hop,
    { request, deadline, read }: { request: EgressRequest; deadline: Deadline; read: Reader<T> },
  ): Promise<{ response: { read: T }; next?: never } | { response?: never; next: Hop }> {
    const { permit, headersTimeoutMs = this.limits.headersTimeoutMs } = request;
    if (permit) await deadline.race(permit({ url: new URL(hop.url), method: hop.method }));
    const { signal } = deadline;
    let answer: Dispatcher.ResponseData | undefined;
    try {
      answer = await deadline.race(
        send(hop.led ? this.publicAgent : this.agent, hop, { signal, headersTimeout: headersTimeoutMs }),
      );
      const { statusCode, headers, body } = answer;
      const listed = this.allow.has(destinationOf(hop.url));
      const next = nextHop(hop, { status: statusCode, location: headerText(headers.location), listed });
      if (next) {
        await deadline.race(body.dump());
        return { next };
      }
      return { response: { read: await read(answer, hop, headerText(headers['content-encoding']) ?? '') } };
    } catch (error) {
      letGo(answer);
      throw toMaestroError(error, hop.url.origin);
    }
  }
}

/** An unread body would hold its connection. */
function letGo(answer: Dispatcher.ResponseData | undefined): void {
  answer?.body.on('error', () => undefined).destroy();
}

/** Gives chunks on while the time of their request lasts. */
async function* bounded(
  chunks: AsyncGenerator<Buffer>,
  { deadline, answer, origin }: { deadline: Deadline; answer: Dispatcher.ResponseData; origin: string },
): AsyncGenerator<Buffer> {
  try {
    for (;;) {
      const next = await deadline.race(chunks.next());
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw toMaestroError(error, origin);
  } finally {
    letGo(answer);
    deadline.close();
  }
}

function headOf({ statusCode, headers }: Dispatcher.ResponseData, url: URL): Omit<EgressResponse, 'body'> {
  return { status: statusCode, headers: renderHeaders(headers), url: url.href };
}

function firstHop(request: EgressRequest): Hop {
  const method = (request.method ?? 'GET').toUpperCase();
  if (!methods.has(method))
    throw new MaestroError('validation-failed', `The method ${method.slice(0, 32)} is not allowed.`, {
      errors: [
        {
          pointer: '/method',
          code: 'validation-failed',
          message: `Expected one of ${[...methods].join(', ')}.`,
        },
      ],
    });
  return {
    url: readUrl(request.url),
    method,
    headers: {
      'user-agent': 'maestro',
      accept: '*/*',
      'accept-encoding': 'gzip, br, deflate',
      ...checkHeaders(request.headers ?? {}),
    },
    body: request.body === undefined ? null : Buffer.from(request.body),
    led: false,
  };
}

function send(
  agent: Agent,
  { url, method, headers, body }: Hop,
  patience: { signal: AbortSignal; headersTimeout: number },
): Promise<Dispatcher.ResponseData> {
  return agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: method as Dispatcher.HttpMethod,
    headers,
    body,
    ...patience,
  });
}

function renderHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const decoded = headers['content-encoding'] !== undefined;
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !decoded || (name !== 'content-encoding' && name !== 'content-length'))
      .map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(name === 'set-cookie' ? '\n' : ', ') : String(value),
      ]),
  );
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
