import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileArtifactStore } from '@maestro/artifacts';
import { digest, type Json, type JsonObject, type Plan } from '@maestro/dsl';
import {
  newId,
  openEngineDatabase,
  openTenantDatabase,
  Template,
  TemplateVersion,
  Tenant,
  type EngineDatabase,
  type TenantDatabase,
} from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import { createTestDatabase } from '@maestro/testing';
import {
  claimTasks,
  createCompleter,
  createEngine,
  openSession,
  startRun,
  sweepRun,
  type ClaimedTask,
  type Completer,
  type CompletionOutcome,
  type Engine,
  type RunRef,
  type TakenTask,
} from '../src';

/** A real database and a queue whose deliveries the test decides: their order, their loss, their repetition. */
export interface Harness {
  engine: Engine;
  database: EngineDatabase;
  tenants: TenantDatabase;
  tenantId: string;
  /** Connection of the owner of the schema, past all walls. */
  ownerUrl: string;
  /** Makes time pass, in milliseconds; it never goes back. */
  advance(milliseconds: number): Promise<void>;
  /** What was dispatched and not yet taken, oldest first. */
  inbox: TaskRef[];
  errors: unknown[];
  publish(plan: Plan): Promise<{ templateId: string; version: number; plan: Plan }>;
  start(plan: Plan, inputs?: JsonObject): Promise<RunRef>;
  worker(name?: string): Promise<TestWorker>;
  sql<R>(text: string, values?: unknown[]): Promise<R[]>;
  statuses(run: RunRef): Promise<{ run: string; tasks: string[] }>;
  close(): Promise<void>;
}

/** What a test's handler answers for a task. */
export type Behaviour = (task: ClaimedTask) => CompletionOutcome;

export interface TestWorker {
  sessionId: string;
  completer: Completer;
  claim(tasks: readonly TaskRef[]): Promise<ClaimedTask[]>;
  finish(
    task: ClaimedTask,
    outcome: CompletionOutcome,
    take?: number,
  ): Promise<{ state: string; next: ClaimedTask[] }>;
  /** Takes what is in the inbox and performs it, until nothing is left and everything is written. */
  drain(behave: Behaviour, take?: number): Promise<void>;
}

export const succeed = (output: Json = null): CompletionOutcome => ({ kind: 'succeeded', output });

export async function createHarness(): Promise<Harness> {
  const test = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'maestro-engine-'));
  const errors: unknown[] = [];
  let offset = 0;
  const database = openEngineDatabase({ url: test.engineUrl, max: 6, application: 'test' });
  const tenants = await openTenantDatabase({ url: test.appUrl, max: 2, application: 'test' });
  const inbox: TaskRef[] = [];
  const engine = createEngine({
    database,
    dispatcher: { dispatch: async (tasks) => void inbox.push(...tasks), close: async () => undefined },
    artifacts: createFileArtifactStore(folder),
    onError: (error, doing) => errors.push({ doing, error }),
  });
  const tenantId = newId();
  await tenants.withTenant(tenantId, (tx) =>
    tx.manager.insert(Tenant, { id: tenantId, name: 'test', env: 'test', egressAllow: [] }),
  );
  const sql = async <R>(text: string, values: unknown[] = []) =>
    database.query<R & Record<string, unknown>>({ name: digest(text).slice(0, 32), text }, values) as Promise<
      R[]
    >;

  const harness: Harness = {
    engine,
    database,
    tenants,
    tenantId,
    ownerUrl: test.ownerUrl,
    advance: (milliseconds) => test.setClockOffset((offset += milliseconds)),
    inbox,
    errors,
    sql,
    publish: (plan) => publish(tenants, tenantId, plan),
    start: async (plan, inputs = {}) => {
      const template = await publish(tenants, tenantId, plan);
      const request = {
        ...template,
        tenantId,
        inputs,
        createdBy: 'test',
        origin: 'api' as const,
        traceparent: null,
        idempotencyKey: null,
      };
      const result = await startRun(engine, request);
      if (result.outcome === 'key-mismatch') throw new Error('unexpected');
      return { tenantId, runId: result.runId };
    },
    worker: (name = 'w') => createTestWorker(harness, name),
    statuses: async (run) => {
      const key = [run.tenantId, run.runId];
      const [row] = await sql<{ status: string }>(
        'SELECT status FROM maestro_runs WHERE tenant_id = $1 AND id = $2',
        key,
      );
      const tasks = await sql<{ status: string }>(
        'SELECT status FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2 ORDER BY n',
        key,
      );
      return { run: row?.status ?? 'none', tasks: tasks.map((task) => task.status) };
    },
    close: async () => {
      await database.close();
      await tenants.close();
      await test.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return harness;
}

/** Publishes a plan as a template of any tenant. */
export async function publish(tenants: TenantDatabase, tenantId: string, plan: Plan) {
  const templateId = newId();
  await tenants.withTenant(tenantId, async (tx) => {
    await tx.manager.insert(Template, {
      tenantId,
      id: templateId,
      name: `t-${templateId}`,
      latestVersion: 1,
    });
    await tx.manager.insert(TemplateVersion, {
      tenantId,
      templateId,
      version: 1,
      contentHash: digest(templateId),
      format: 'json',
      source: '{}',
      plan: () => `'${JSON.stringify(plan).replaceAll("'", "''")}'::jsonb`,
      createdBy: 'test',
    });
  });
  return { templateId, version: 1, plan };
}

async function createTestWorker(harness: Harness, name: string): Promise<TestWorker> {
  const { engine, inbox } = harness;
  const sessionId = await openSession(engine, { name, queues: ['default'], leaseMs: 6_000 });
  const completer = createCompleter(engine, sessionId);
  const worker: TestWorker = {
    sessionId,
    completer,
    claim: async (refs) => {
      const { tasks, winding } = await claimTasks(engine, refs, sessionId);
      for (const run of winding) await sweepRun(engine, completer, run);
      return tasks;
    },
    finish: async (task, outcome, take = 0) => {
      const queue = task.run.plan.nodes[task.node]?.queue ?? '';
      const { state, taken } = await completer.complete({
        run: task.run.ref,
        plan: task.run.plan,
        n: task.n,
        place: task.place,
        token: task.token,
        from: 'running',
        outcome,
        take: { queue, limit: take },
      });
      return { state, next: taken.map((next) => successor(task, next)) };
    },
    drain: async (behave, take = 0) => {
      const perform = async (task: ClaimedTask): Promise<void> => {
        const { next } = await worker.finish(task, behave(task), take);
        await Promise.all(next.map(perform));
      };
      do {
        const tasks = await worker.claim(inbox.splice(0));
        await Promise.all(tasks.map(perform));
        await completer.idle();
      } while (inbox.length > 0);
    },
  };
  return worker;
}

function successor(task: ClaimedTask, next: TakenTask): ClaimedTask {
  const node = task.node + next.n - task.n;
  const fresh = { compensates: null, deaths: 0, aloneDeaths: 0, urgent: false };
  return { ...task, ...next, ...fresh, node, place: task.place && { ...task.place, node } };
}
