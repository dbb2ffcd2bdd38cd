import { plainMetadata, plainParts, plainRun } from '@maestro/dsl';
import { createTestDatabase, type TestDatabase } from '@maestro/testing';
import {
  insertTemplate,
  insertTenant,
  insertVersion,
  newId,
  openEngineDatabase,
  openTenantDatabase,
  statement,
  type EngineDatabase,
  type TenantDatabase,
  type TenantTx,
} from '../src';

const startRuns = statement('start_runs');

/** A database with both roles connected, and tenants, templates and runs on demand. */
export interface Fixture {
  test: TestDatabase;
  tenants: TenantDatabase;
  engine: EngineDatabase;
  newTenant(): Promise<FixtureTenant>;
  close(): Promise<void>;
}

export interface FixtureTenant {
  id: string;
  run<T>(work: (tx: TenantTx) => Promise<T>): Promise<T>;
  newTemplate(nodes?: string[]): Promise<string>;
  /** A run of version 1, one task a node, as the engine starts it: the first is queued. */
  startRun(templateId: string, tasks?: number, inputs?: object): Promise<string>;
  /** A statement of the engine about a run of this tenant: $1 the tenant, $2 the run. */
  engine(sql: string, runId: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
}

export async function createFixture(): Promise<Fixture> {
  const test = await createTestDatabase();
  const tenants = await openTenantDatabase({ url: test.appUrl, max: 6, application: 'test' });
  const engine = openEngineDatabase({ url: test.engineUrl, max: 6, application: 'test' });
  return {
    test,
    tenants,
    engine,
    newTenant: () => newTenant(tenants, engine),
    close: async () => {
      await tenants.close();
      await engine.close();
      await test.drop();
    },
  };
}

async function newTenant(tenants: TenantDatabase, engine: EngineDatabase): Promise<FixtureTenant> {
  const id = newId();
  const run = <T>(work: (tx: TenantTx) => Promise<T>) => tenants.withTenant(id, work);
  await run((tx) => insertTenant(tx, { name: 'acme', env: 'test' }));
  return {
    id,
    run,
    newTemplate: (nodes = ['first']) => run((tx) => newTemplate(tx, nodes)),
    startRun: async (templateId, tasks = 1, inputs = {}) => {
      const runId = newId();
      const all = Array.from({ length: tasks }, (_, n) => n);
      const perNode = [all, all.map((n) => Math.min(n, 1)), all.map(() => false), all.map(() => 'default')];
      const perTemplate = [id, templateId, 1, 1, false, false, 0, tasks];
      const none = [null];
      const perRun = [[runId], [JSON.stringify(inputs)], none, ['key:test'], [0], none, none, none];
      const parent = [none, none, none, [0]];
      const keys = [none, none];
      const place = [none, null, none, none, none, none];
      await engine.query(startRuns, [
        ...perTemplate,
        ...perRun,
        ...parent,
        ...keys,
        ...perNode,
        [],
        ...place,
      ]);
      return runId;
    },
    engine: (text, runId, ...values) =>
      engine.query({ name: text.slice(0, 60), text }, [id, runId, ...values]),
  };
}

async function newTemplate(tx: TenantTx, nodes: string[]): Promise<string> {
  const templateId = newId();
  await insertTemplate(tx, templateId, `flow-${templateId}`);
  await insertVersion(tx, templateId, {
    contentHash: templateId.replaceAll('-', '').padEnd(64, '0'),
    format: 'json',
    source: '{}',
    createdBy: 'key:test',
    plan: {
      ...plainRun,
      schema: 2,
      top: nodes.length,
      name: null,
      metadata: { ...plainMetadata, tag: 'Monitor', labels: { team: 'a' } },
      nodes: nodes.map((node, index) => ({
        ...plainParts,
        id: node,
        kind: 'task',
        ref: 'noop',
        with: {},
        when: null,
        join: 'all',
        on_error: 'fail',
        queue: 'default',
        retry: {
          max_attempts: index + 1,
          backoff: 'fixed',
          delay_ms: 0,
          max_delay_ms: 0,
          max_elapsed_ms: null,
          jitter: 'none',
          on: null,
          not_on: [],
        },
        timeout_ms: 1_000,
        reads: [],
        out: [],
        in: [],
      })),
      edges: [],
      inputs: null,
      outputs: null,
      summary: null,
      env: {},
      openSinks: 1,
      result_reads: [],
    },
  });
  return templateId;
}
