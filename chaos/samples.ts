import { execFile } from 'node:child_process';
import type { Ground, Kind } from './ground';
import { pause } from './time';

/** What was seen while the storm went on, once a second. */
export interface Samples {
  /** Terms of the schedulers' lease, in the order seen. */
  terms: number[];
  /** Transactions of ours that had been idle for more than 10 s. */
  idle: object[];
  /** Most connections of ours at once. */
  connections: number;
  /** Concurrency keys that held more than they may. */
  overheld: object[];
  /** Resident memory of each process, in KiB, in the order seen. */
  memory: Map<string, number[]>;
}

const EVERY_MS = 1_000;

/** Looks at the installation until told to stop. A look that fails is left out: the database may be away. */
export class Sampler {
  readonly samples: Samples = { terms: [], idle: [], connections: 0, overheld: [], memory: new Map() };
  private stopped = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly ground: Ground,
    private readonly hasSlots: boolean,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      await Promise.all([this.look().catch(() => undefined), this.weigh()]);
      await pause(EVERY_MS);
    }
  }

  private async look(): Promise<void> {
    const { maestro } = this.ground;
    const [lease] = await maestro.sql<{ term: string }>(
      `SELECT term FROM maestro_leases WHERE name = 'scheduler'`,
    );
    if (lease) this.samples.terms.push(Number(lease.term));
    const connections = await maestro.sql<{ pid: number; idle_s: number | null }>(`
      SELECT pid, application_name,
             CASE WHEN state LIKE 'idle in transaction%' THEN extract(epoch FROM now() - state_change)::float8 END AS idle_s
      FROM pg_stat_activity WHERE datname = current_database() AND usename IN ('maestro_app', 'maestro_engine')`);
    this.samples.connections = Math.max(this.samples.connections, connections.length);
    this.samples.idle.push(...connections.filter(({ idle_s }) => (idle_s ?? 0) > 11));
    if (!this.hasSlots) return;
    this.samples.overheld.push(
      ...(await maestro.sql<object>('SELECT key, held, slots FROM maestro_slot_keys WHERE held > slots')),
    );
  }

  private async weigh(): Promise<void> {
    const kinds: Kind[] = ['api', 'scheduler', 'worker'];
    const services = kinds.flatMap((kind) => this.ground.living(kind));
    const weights = await residentKib(services.map(({ pid }) => pid));
    for (const { name, pid } of services) {
      const weight = weights.get(pid);
      const known = this.samples.memory.get(name) ?? [];
      if (weight !== undefined) this.samples.memory.set(name, [...known, weight]);
    }
  }
}

function residentKib(pids: readonly number[]): Promise<Map<number, number>> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')], (_error, output) => {
      const rows = output.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
      resolve(new Map(rows.filter((row) => row.length === 2).map(([pid = 0, rss = 0]) => [pid, rss])));
    });
  });
}
