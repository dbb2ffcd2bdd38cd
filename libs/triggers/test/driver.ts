import { tmpdir } from 'node:os';
import { createFileArtifactStore } from '@maestro/artifacts';
import type { JsonObject, Plan } from '@maestro/dsl';
import { createEngine, type Engine } from '@maestro/engine';
import { planOf } from '@maestro/flow/testing';
import { newId, openEngineDatabase, openTenantDatabase, type TenantDatabase } from '@maestro/persistence';
import type { StartGate } from '@maestro/tenancy';
import { createTestDatabase } from '@maestro/testing';
import { Client } from 'pg';
import type { CloudEvent } from '../src';

interface TriggerParts {
  filter?: JsonObject;
  match?: string;
  inputs?: JsonObject;
  key?: string;
  enabled?: boolean;
  orchestra?: string;
  maxPerMinute?: number;
  maxDepth?: number;
  kind?: 'event' | 'run_finished';
}

/** A database with a template that takes any inputs, two processes that fire, and a gate that the test speaks for. */
export interface Driver {
  engine: Engine;
  /** What another process would fire with. */
  other: Engine;
  tenants: TenantDatabase;
  tenantId: string;
  templateId: string;
  gate: { ask: StartGate['ask'] };
  sql<R>(text: string, values?: unknown[]): Promise<R[]>;
  later(ms: number): Promise<void>;
  trigger(parts?: TriggerParts): Promise<string>;
  orchestra(enabled: boolean, overlap?: string): Promise<string>;
  /** Status, reason and whether there is a run, of all firings. */
  firings(): Promise<string[]>;
  runs(): Promise<{ id: string; inputs: JsonObject; created_by: string }[]>;
  /** Leaves no event, no firing and no trigger that is on. */
  reset(): Promise<void>;
  errors: unknown[];
  close(): Promise<void>;
}

export function eventOf(parts: Partial<CloudEvent> = {}): CloudEvent {
  return {
    ...{ source: '/shop', id: newId(), type: 'order.placed', subject: null, time: null, contentType: null },
    ...{ dataSchema: null, extensions: {}, data: { amount: 7 }, dataBase64: null },
    ...parts,
  };
}

export async function createDriver(): Promise<Driver> {
  const test = await createTestDatabase();
  const databases = [1, 2].map((n) =>
    openEngineDatabase({ url: test.engineUrl, max: 6, application: `test-${n}` }),
  );
  const tenants = await openTenantDatabase({ url: test.appUrl, max: 4, application: 'test' });
  const owner = new Client({ connectionString: test.ownerUrl });
  owner.on('error', () => undefined);
  await owner.connect();
  const errors: unknown[] = [];
  const open: StartGate['ask'] = async (runs) => runs.map(() => ({ kind: 'open' }));
  const gate: Driver['gate'] = { ask: open };
  const [engine, other] = databases.map((database) =>
    createEngine({
      database,
      dispatcher: { dispatch: async () => undefined, close: async () => undefined },
      artifacts: createFileArtifactStore(tmpdir()),
      startGates: [{ name: 'test', ask: (runs) => gate.ask(runs) }],
      onError: (error, doing) => errors.push({ doing, error }),
    }),
  ) as [Engine, Engine];
  const sql = async <R>(text: string, values: unknown[] = []) =>
    (await owner.query(text, values)).rows as R[];
  const [tenantId, templateId] = [newId(), newId()];
  const plan: Plan = { ...planOf([{}], []), inputs: { type: 'object' } };
  await sql("INSERT INTO maestro_tenants (id, name, env, egress_allow) VALUES ($1, 'test', 'test', '{}')", [
    tenantId,
  ]);
  await sql(
    "INSERT INTO maestro_templates (tenant_id, id, name, latest_version) VALUES ($1, $2, 'billing', 1)",
    [tenantId, templateId],
  );
  await sql(
    `INSERT INTO maestro_template_versions (tenant_id, template_id, version, content_hash, format, source, plan, created_by)
     VALUES ($1, $2, 1, '${'a'.repeat(64)}', 'json', '{}', $3, 'test')`,
    [tenantId, templateId, JSON.stringify(plan)],
  );
  let shift = 0;
  return {
    ...{ engine, other, tenants, tenantId, templateId, gate, sql, errors },
    later: async (ms) => test.setClockOffset((shift += ms)),
    trigger: async (parts = {}) => {
      const { filter = {}, match, inputs = {}, key, enabled = true, orchestra } = parts;
      const { kind = 'event', maxDepth = 8, maxPerMinute = 600 } = parts;
      const id = newId();
      await sql(
        `INSERT INTO maestro_triggers (tenant_id, id, name, kind, filter, match, template_id, orchestra_id, inputs,
           idempotency_key, max_depth, max_per_minute, enabled, created_by, changed_by)
         VALUES ($1, $2, 'orders', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'ann', 'ann')`,
        [
          ...[tenantId, id, kind, JSON.stringify(filter), match ?? null, orchestra ? null : templateId],
          ...[orchestra ?? null, JSON.stringify(inputs), key ?? null, maxDepth, maxPerMinute, enabled],
        ],
      );
      return id;
    },
    orchestra: async (enabled, overlap = 'allow') => {
      const id = newId();
      await sql(
        `INSERT INTO maestro_orchestras (tenant_id, id, name, template_id, inputs, enabled, schedule, created_by, changed_by)
         VALUES ($1, $2, 'nightly', $3, '{"region": "eu"}', $4, jsonb_build_object('overlap', $5::text), 'ann', 'ann')`,
        [tenantId, id, templateId, enabled, overlap],
      );
      return id;
    },
    firings: async () =>
      (
        await sql<{ line: string }>(
          `SELECT concat_ws(' ', status, reason, CASE WHEN run_id IS NOT NULL THEN 'run' END) AS line
           FROM maestro_firings ORDER BY event_id, trigger_id`,
        )
      ).map(({ line }) => line),
    runs: () => sql('SELECT id, inputs, created_by FROM maestro_runs ORDER BY id'),
    reset: async () => {
      gate.ask = open;
      errors.length = 0;
      await sql('DELETE FROM maestro_received_events');
      await sql('UPDATE maestro_triggers SET enabled = false');
      await sql('DELETE FROM maestro_runs');
    },
    close: async () => {
      await owner.end();
      await Promise.all(databases.map((database) => database.close()));
      await tenants.close();
      await test.drop();
    },
  };
}
