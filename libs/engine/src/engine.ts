import type { ArtifactStore } from '@maestro/artifacts';
import type { EngineDatabase } from '@maestro/persistence';
import type { Dispatcher } from '@maestro/queue';
import type { StartGate } from '@maestro/tenancy';
import { createFactCache, type FactCache } from './fact-cache';
import { createTenantLimits, type ReadTenantLimits } from './limits/tenant-limits';
import { createPlanCache, type PlanCache } from './plans';
import type { Proposals } from './proposals';

/**
 * What every operation of the engine works with. Operations are functions of one file each; they share this and
 * nothing else.
 */
export interface Engine {
  readonly database: EngineDatabase;
  /** Told of ready tasks after the commit. A hint: what it loses, the sweep finds. */
  readonly dispatcher: Dispatcher;
  readonly artifacts: ArtifactStore;
  readonly plans: PlanCache;
  /** Facts of runs that never change. */
  readonly cache: FactCache;
  /** The lease of workers: what one that the database has not heard of since it started is given. */
  readonly leaseMs: number;
  /** Uniform in [0, 1): the source of jitter. */
  readonly random: () => number;
  readonly onError: (error: unknown, doing: string) => void;
  readonly onRunEnded: (status: string) => void;
  /** What the few tenants that have limits may use. */
  readonly limits: ReadTenantLimits;
  /**
   * `tenant/queue` pairs that are over their share, and `tenant/*` for those of `tenants` whose every task has to be admitted:
   * what becomes ready of them goes to the backlog.
   *
   * @param what `begin`: new runs and items. `go-on`: what follows on work that was admitted
   */
  readonly held: (tenants: Iterable<string>, what: HeldWork) => Promise<readonly string[]>;
  /** Those that have a say in every start of a run. */
  readonly startGates: readonly StartGate[];
  /** Null where no tasks are performed. */
  readonly proposals: Proposals | null;
}

export interface EngineOptions {
  database: EngineDatabase;
  dispatcher: Dispatcher;
  artifacts: ArtifactStore;
  /** The lease of workers; 6 s unless told. */
  leaseMs?: number;
  random?: () => number;
  /** Hears of faults in work that nobody waits for. */
  onError?: (error: unknown, doing: string) => void;
  /** Hears of each run that this process brought to its end. */
  onRunEnded?: (status: string) => void;
  /** What begins of these `tenant/queue` pairs goes to the backlog. */
  held?: () => readonly string[];
  /** None unless told. Every process that starts or sweeps runs of an installation has the same. */
  startGates?: readonly StartGate[];
  /** None unless told: a process that performs tasks has it. */
  proposals?: Proposals | null;
}

export type HeldWork = 'begin' | 'go-on';

export function createEngine(options: EngineOptions): Engine {
  const { database, dispatcher, artifacts } = options;
  const limits = createTenantLimits(database);
  return {
    database,
    dispatcher,
    artifacts,
    plans: createPlanCache(database),
    cache: createFactCache(),
    leaseMs: options.leaseMs ?? 6_000,
    random: options.random ?? Math.random,
    onError: options.onError ?? (() => undefined),
    onRunEnded: options.onRunEnded ?? (() => undefined),
    limits,
    startGates: options.startGates ?? [],
    proposals: options.proposals ?? null,
    held: async (tenants, what) => {
      // What follows on work that was admitted waits in its tenant's line, and takes nobody's turn: to hold it back would cost more.
      const over = what === 'begin' ? (options.held?.() ?? []) : [];
      const limited = await limits();
      if (limited.size === 0) return over;
      const bounded = [...new Set(tenants)].filter((tenant) => limited.get(tenant)?.maxRunningTasks != null);
      return [...over, ...bounded.map((tenant) => `${tenant}/*`)];
    },
  };
}

/** A run, by its key. */
export interface RunRef {
  tenantId: string;
  runId: string;
}

/** The run of a row as the statements return it. */
export function runRef(row: { tenant_id: string; run_id: string }): RunRef {
  return { tenantId: row.tenant_id, runId: row.run_id };
}
