import {
  eventually,
  install,
  startPrivateServers,
  type Installation,
  type Links,
  type PrivateServers,
  type ServiceProcess,
} from '@maestro/testing';
import type { History } from './history';
import { openSink, type Sink } from './sink';
import type { Answer, Site } from './workloads/workload';

export type Kind = 'api' | 'scheduler' | 'worker';

/** A process that ended although nobody had meant it to. */
export interface Fall {
  name: string;
  code: number | null;
  signal: string | null;
  output: string;
}

/** Longest wait for one answer of the API. */
const ANSWER_MS = 10_000;

/** What a storm rages over: services, servers, the links between them, and the world outside. */
export class Ground {
  readonly falls: Fall[] = [];
  private readonly meant = new Set<number>();
  private readonly frozen = new Set<ServiceProcess>();
  /** Settings of whoever is started from now on. */
  private env: Record<string, string> = {};

  private constructor(
    readonly maestro: Installation,
    readonly links: Links,
    readonly servers: PrivateServers,
    readonly sink: Sink,
    readonly site: Site,
    private readonly history: History,
  ) {
    const { api, scheduler, worker } = maestro.services;
    for (const service of [...api, ...scheduler, ...worker]) this.watch(service);
  }

  /** In calm: nothing goes wrong before `arm`. */
  static async open(history: History): Promise<Ground> {
    const servers = await startPrivateServers();
    try {
      const env = { MAESTRO_WORKER_ENABLE: 'shell', MAESTRO_WORKER_DRAIN_S: '2' };
      const { stack } = servers;
      // On a busy machine it may take longer than is waited for one service.
      const maestro = await eventually(
        () => install({ stack, linked: true, api: 1, scheduler: 2, worker: 3, env }),
        { timeoutMs: 120_000, what: 'The installation' },
      );
      const sink = await openSink(`${history.folder}/effects.jsonl`);
      await maestro.allow(sink.host);
      const approver = await maestro.anotherKey('approver');
      const site = { sinkUrl: sink.url, call: caller(maestro.services.apiUrl, maestro.apiKey, approver) };
      if (!maestro.links) throw new Error('a storm needs links');
      return new Ground(maestro, maestro.links, servers, sink, site, history);
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  /** Starts every service anew with `faultPlan` as its MAESTRO_FAULTS, and whoever comes in the place of one of them. */
  async arm(faultPlan: string): Promise<void> {
    this.env = { MAESTRO_FAULTS: faultPlan };
    const kinds: Kind[] = ['api', 'scheduler', 'worker'];
    await Promise.all(
      kinds.flatMap((kind) =>
        this.living(kind).map(async (service) => {
          this.expectEnd(service);
          await service.stop();
          await this.replace(kind, service);
        }),
      ),
    );
  }

  living(kind: Kind): ServiceProcess[] {
    return this.maestro.services[kind].filter(({ pid }) => isAlive(pid));
  }

  /** Says beforehand that a process is about to end. */
  expectEnd(service: ServiceProcess): void {
    this.meant.add(service.pid);
  }

  freeze(service: ServiceProcess): void {
    this.frozen.add(service);
    service.kill('SIGSTOP');
  }

  thaw(service: ServiceProcess): void {
    this.frozen.delete(service);
    service.kill('SIGCONT');
  }

  isFrozen(service: ServiceProcess): boolean {
    return this.frozen.has(service);
  }

  /**
   * Starts another one in the place of one that ended, as its supervisor would: again and again, as it may meet a fault
   * already at its boot.
   */
  async replace(kind: Kind, gone: ServiceProcess): Promise<void> {
    // Clients know the API by its address.
    const address: Record<string, string> =
      kind === 'api' ? { MAESTRO_API_PORT: new URL(gone.url).port } : {};
    const env = { ...this.env, ...address };
    const service = await eventually(() => this.maestro.services.start(kind, env), {
      timeoutMs: 90_000,
      intervalMs: 500,
      what: `Another ${kind}`,
    });
    this.watch(service);
  }

  /** The database's time. */
  async now(): Promise<Date> {
    const [row] = await eventually(() => this.maestro.sql<{ now: Date }>('SELECT maestro_now() AS now'), {
      timeoutMs: 60_000,
      what: 'The return of Postgres',
    });
    return row?.now ?? new Date();
  }

  /** Ends all faults that last. */
  heal(): void {
    this.links.postgres.heal();
    this.links.redis.heal();
    for (const service of [...this.frozen]) this.thaw(service);
  }

  async close(): Promise<void> {
    const { api, scheduler, worker } = this.maestro.services;
    for (const service of [...api, ...scheduler, ...worker]) this.expectEnd(service);
    await this.maestro.stop().catch((error: Error) => this.history.note('closing', { error: error.message }));
    this.sink.close();
    await this.servers.stop();
  }

  private watch(service: ServiceProcess): void {
    void service.exited.then(({ code, signal }) => {
      if (this.meant.has(service.pid)) return;
      const fall = { name: service.name, code, signal, output: service.output().slice(-4_000) };
      this.history.note('fall', fall);
      this.falls.push(fall);
    });
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function caller(baseUrl: string, owner: string, approver: string): Site['call'] {
  return async (method, path, { body, as = 'owner' } = {}): Promise<Answer> => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${as === 'owner' ? owner : approver}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
  };
}
