import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Approval, Problem, Run, RunEvent, Task } from '@maestro/client';

export const KEY = 'mst_local_double_secret';
export const RUN_ID = 'run_01j9zzzzzzzzzzzzzzzzzzzzzz';
const TEMPLATE_ID = 'tpl_01j9zzzzzzzzzzzzzzzzzzzzzz';
const AT = '2026-01-01T00:00:00.000Z';

interface Received {
  method: string;
  url: string;
  authorization: string | undefined;
  body: unknown;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The API's HTTP protocol with one run whose events the test decides: problem details, paging, event streams
 * that resume by Last-Event-ID and end with `end`.
 */
export class ApiDouble {
  readonly received: Received[] = [];
  /** Answers given instead of the usual ones, by `METHOD /path`. */
  readonly instead = new Map<string, Answer>();
  run: Run = newRun();
  tasks: Task[] = [];
  approval: Approval = newApproval();
  private readonly events: RunEvent[] = [];
  private lost = false;
  private readonly streams = new Set<ServerResponse>();
  private readonly watchers = new Set<() => void>();
  private ended = false;
  private server: Server | undefined;

  /** Starts it on a free port; with a certificate it speaks TLS. */
  async listen(secure?: { key: string; cert: string }): Promise<this> {
    const server = secure ? createSecureServer(secure) : createServer();
    server.on('request', (request, response) => void this.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.server = server;
    return this;
  }

  get port(): number {
    return (this.server?.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.server?.close(resolve);
      this.server?.closeAllConnections();
    });
  }

  /** Adds an event to the run's history and sends it to the open streams. */
  emit(event: Partial<RunEvent>): void {
    const id = `c${this.events.length + 1}`;
    const full: RunEvent = {
      id,
      at: AT,
      type: 'tasks',
      run_id: RUN_ID,
      actor: null,
      transitions: [],
      data: null,
      ...event,
    };
    this.events.push(full);
    for (const stream of this.streams) stream.write(frame(full));
  }

  move(node: string, from: string, to: string, n = 1): void {
    this.emit({ transitions: [{ task: `task_${RUN_ID.slice(4)}_${n}`, n, node, from, to, attempt: 1 }] });
  }

  log(message: string): void {
    this.emit({ type: 'log', data: { level: 'info', node: 'fetch', message } });
  }

  /** Ends the run and the streams that follow it. */
  finish(outcome: Partial<Run>): void {
    this.run = { ...this.run, finished_at: AT, duration_ms: 1234, ...outcome };
    this.emit({ type: 'run.finished' });
    this.ended = true;
    for (const stream of this.streams) stream.end('event: end\ndata: {}\n\n');
  }

  /** Breaks every open stream, as a dying network does. */
  cut(): void {
    for (const stream of this.streams) stream.destroy();
  }

  /** Resolves once this many streams are open. */
  async streaming(count = 1): Promise<void> {
    while (this.streams.size < count) await new Promise<void>((resolve) => this.watchers.add(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = request.url ?? '';
    const { authorization } = request.headers;
    const method = request.method ?? '';
    this.received.push({ method, url, authorization, body: text === '' ? undefined : JSON.parse(text) });
    const path = url.split('?')[0] ?? '';
    const instead = this.instead.get(`${method} ${path}`);
    if (instead) instead(request, response);
    else if (authorization !== `Bearer ${KEY}`) sendProblem(response, { status: 401, code: 'invalid-token' });
    else this.route(`${method} ${path}`, request, response);
  }

  private route(route: string, request: IncomingMessage, response: ServerResponse): void {
    const known: Record<string, () => void> = {
      'GET /api/version': () => sendJson(response, 200, { version: '9.9.9' }),
      'GET /api/whoami': () => sendJson(response, 200, WHOAMI),
      'POST /api/templates': () => sendJson(response, 201, PUBLISHED),
      'POST /api/templates/validate': () =>
        sendJson(response, 200, { valid: true, name: 'demo', nodes: 2, warnings: [] }),
      'GET /api/runs': () =>
        sendJson(response, 200, { data: [this.run], page: { next: null, has_more: false } }),
      'POST /api/runs': () => sendJson(response, 201, this.run),
      [`GET /api/runs/${RUN_ID}`]: () => sendJson(response, 200, this.run),
      [`GET /api/runs/${RUN_ID}/tasks`]: () => sendJson(response, 200, { data: this.tasks }),
      [`POST /api/runs/${RUN_ID}/cancel`]: () => sendJson(response, 202, { ...this.run, control: 'cancel' }),
      [`POST /api/runs/${RUN_ID}/signals/go%20ahead`]: () => sendJson(response, 202, SIGNAL),
      [`GET /api/approvals/${this.approval.id}`]: () => sendJson(response, 200, this.approval),
      [`POST /api/approvals/${this.approval.id}/approve`]: () => sendJson(response, 200, this.approval),
      [`POST /api/approvals/${this.approval.id}/reject`]: () =>
        sendJson(response, 200, { ...this.approval, status: 'rejected' }),
      [`GET /api/runs/${RUN_ID}/events`]: () => this.serveEvents(request, response),
      'GET /api/stream': () => this.serveTopics(request, response),
    };
    const answer = known[route];
    if (answer) answer();
    else sendProblem(response, { status: 404, code: 'not-found', detail: `There is nothing at ${route}.` });
  }

  /** The next stream of topics cannot go on from where its client was. */
  reset(): void {
    this.lost = true;
  }

  private serveTopics(request: IncomingMessage, response: ServerResponse): void {
    const cursor = request.headers['last-event-id'];
    const from =
      this.lost || !cursor ? this.events.length : this.events.findIndex(({ id }) => id === cursor) + 1;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`retry: 1\nid: c${from}\nevent: ${this.lost ? 'reset' : 'open'}\ndata:\n\n`);
    response.write(this.events.slice(from).map(frame).join(''));
    this.lost = false;
    this.keep(response);
  }

  private serveEvents(request: IncomingMessage, response: ServerResponse): void {
    const query = new URL(request.url ?? '', this.url).searchParams;
    const cursor = request.headers['last-event-id'] ?? query.get('after');
    const rest = this.events.slice(this.events.findIndex(({ id }) => id === cursor) + 1);
    if (request.headers.accept !== 'text/event-stream') {
      // Pages of two, whatever is asked for: a page may always be smaller.
      const data = rest.slice(0, 2);
      sendJson(response, 200, { data, page: { next: data.at(-1)?.id ?? null, has_more: rest.length > 2 } });
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`retry: 1\n: heartbeat\n\n${rest.map(frame).join('')}`);
    if (this.ended) {
      response.end('event: end\ndata: {}\n\n');
      return;
    }
    this.keep(response);
  }

  private keep(response: ServerResponse): void {
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
    for (const watcher of this.watchers) watcher();
    this.watchers.clear();
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function sendProblem(
  response: ServerResponse,
  problem: Partial<Problem> & { status: number; code: string },
): void {
  const full = {
    type: `https://maestro.dev/problems/${problem.code}`,
    title: 'The title',
    detail: 'The detail.',
    trace_id: 'trace-1',
    retryable: false,
    ...problem,
  };
  response.writeHead(full.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(full));
}

export function newTask(task: Partial<Task>): Task {
  return {
    id: `task_${RUN_ID.slice(4)}_${task.n ?? 1}`,
    n: 1,
    node: 'fetch',
    kind: 'task',
    labels: {},
    parent_task: null,
    index: null,
    reused_from: null,
    ref: 'http',
    status: 'pending',
    attempt: 1,
    max_attempts: 1,
    queue: 'default',
    ready_at: null,
    started_at: null,
    finished_at: null,
    duration_ms: null,
    cost_cents: 0,
    tokens: 0,
    model: null,
    output: null,
    output_ref: null,
    error: null,
    wait: null,
    ...task,
  };
}

export function newRun(run: Partial<Run> = {}): Run {
  return {
    id: RUN_ID,
    template_id: TEMPLATE_ID,
    template_name: 'demo',
    template_version: 1,
    status: 'queued',
    control: 'none',
    inputs: {},
    outputs: null,
    output: null,
    error: null,
    created_at: AT,
    started_at: null,
    finished_at: null,
    duration_ms: null,
    cost_cents: 0,
    tokens: 0,
    created_by: 'key:test',
    priority: 0,
    deadline_at: null,
    labels: {},
    parent: null,
    depth: 0,
    rerun_of: null,
    orchestra_id: null,
    progress: {
      total: 2,
      succeeded: 0,
      failed: 0,
      skipped: 0,
      cancelled: 0,
      running: 0,
      waiting: 0,
      pending: 2,
    },
    ...run,
  };
}

const SIGNAL = {
  id: 'sig_01j9z3k4v5x6y7z8a9b0c1d2e3',
  run_id: RUN_ID,
  name: 'go ahead',
  source: null,
  created_at: AT,
};

function newApproval(): Approval {
  return {
    id: `apr_${RUN_ID.slice(4)}_4`,
    run_id: RUN_ID,
    task_id: `task_${RUN_ID.slice(4)}_4`,
    node: 'ask',
    message: 'Page them?',
    covers: { page: { url: 'https://example.com' } },
    digest: 'd1',
    approvers: ['role:operator'],
    quorum: 2,
    status: 'pending',
    requested_by: 'key:ann',
    votes: [],
    created_at: AT,
    expires_at: null,
    decided_at: null,
  };
}

const PUBLISHED = {
  id: TEMPLATE_ID,
  name: 'demo',
  version: 1,
  description: null,
  tag: null,
  owner: null,
  labels: {},
  created_at: AT,
  updated_at: AT,
  outcome: 'template_created',
};

const WHOAMI = {
  tenant: { id: 'ten_1', name: 'Local', env: 'local' },
  principal: { kind: 'api_key', id: 'key_1', actor: 'key:local', role: 'owner' },
  permissions: ['run:read', 'run:start'],
};

function frame(event: RunEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
