import { tmpdir } from 'node:os';
import { createFileArtifactStore } from '@maestro/artifacts';
import { cancelRun, createEngine, type Engine } from '@maestro/engine';
import { planOf } from '@maestro/flow/testing';
import { newId, openEngineDatabase, openTenantDatabase, type TenantDatabase } from '@maestro/persistence';
import type { StartGate } from '@maestro/tenancy';
import { createTestDatabase } from '@maestro/testing';
import type { ScheduleFields } from '@maestro/timetable';
import { Client } from 'pg';
import { createSlotKeeper } from '../src';

const LEASE = 'scheduler';

/** A database whose clock the test moves, and leaders who play slots when the test tells them to. */
export interface Driver {
  engine: Engine;
  tenants: TenantDatabase;
  tenantId: string;
  /** What a gate says, if anything. */
  gate: { ask: StartGate['ask'] };
  sql<R>(text: string, values?: unknown[]): Promise<R[]>;
  /** Moves the clock to an instant; it never goes back. */
  at(text: string): Promise<void>;
  orchestra(fields: {
    cron?: string | null;
    schedule?: ScheduleFields;
    from: string;
    enabled?: boolean;
  }): Promise<string>;
  /** Takes the lead from whoever has it, and returns what plays slots under that term. */
  leader(): Promise<() => Promise<number>>;
  /** Plays until nothing is left to do. */
  play(round: () => Promise<number>): Promise<void>;
  /** Slots of an orchestra: time, status, reason. */
  slots(orchestra: string): Promise<string[]>;
  runs(orchestra: string): Promise<{ id: string; status: string; created_by: string; slot: string }[]>;
  end(runId: string): Promise<void>;
  errors: unknown[];
  close(): Promise<void>;
}

export async function createDriver(): Promise<Driver> {
  const test = await createTestDatabase();
  const database = openEngineDatabase({ url: test.engineUrl, max: 6, application: 'test' });
  const tenants = await openTenantDatabase({ url: test.appUrl, max: 2, application: 'test' });
  const owner = new Client({ connectionString: test.ownerUrl });
  owner.on('error', () => undefined);
  await owner.connect();
  const errors: unknown[] = [];
  const gate: Driver['gate'] = { ask: async (runs) => runs.map(() => ({ kind: 'open' })) };
  const engine = createEngine({
    database,
    dispatcher: { dispatch: async () => undefined, close: async () => undefined },
    artifacts: createFileArtifactStore(tmpdir()),
    startGates: [{ name: 'test', ask: (runs) => gate.ask(runs) }],
    onError: (error, doing) => errors.push({ doing, error }),
  });
  const sql = async <R>(text: string, values: unknown[] = []) =>
    (await owner.query(text, values)).rows as R[];
  const [tenantId, templateId] = [newId(), newId()];
  await sql("INSERT INTO maestro_tenants (id, name, env, egress_allow) VALUES ($1, 'test', 'test', '{}')", [
    tenantId,
  ]);
  await sql(
    "INSERT INTO maestro_templates (tenant_id, id, name, latest_version) VALUES ($1, $2, 'score', 1)",
    [tenantId, templateId],
  );
  await sql(
    `INSERT INTO maestro_template_versions (tenant_id, template_id, version, content_hash, format, source, plan, created_by)
     VALUES ($1, $2, 1, '${'a'.repeat(64)}', 'json', '{}', $3, 'test')`,
    [tenantId, templateId, JSON.stringify(planOf([{}], []))],
  );
  let term = 0;
  const driver: Driver = {
    ...{ engine, tenants, tenantId, gate, sql, errors },
    at: async (text) => {
      await test.setClockOffset(Date.parse(text) - Date.now());
    },
    orchestra: async ({ cron = '* * * * *', schedule = {}, from, enabled = true }) => {
      const id = newId();
      await sql(
        `INSERT INTO maestro_orchestras (tenant_id, id, name, template_id, cron, time_zone, schedule, enabled, next_fire_at,
           last_slot, created_by, changed_by)
         VALUES ($1, $2, 'nightly', $3, $4, 'UTC', $5, $6, $7, $7, 'ann', 'ann')`,
        [tenantId, id, templateId, cron, JSON.stringify(schedule), enabled, from],
      );
      return id;
    },
    leader: async () => {
      const holder = newId();
      term += 1;
      await sql(
        `INSERT INTO maestro_leases (name, holder, term, expires_at) VALUES ($1, $2, $3, 'infinity')
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, term = excluded.term`,
        [LEASE, holder, term],
      );
      const keeper = createSlotKeeper({ engine, lease: LEASE });
      const mine = { holder, number: term };
      return () => keeper.round(mine);
    },
    play: async (round) => {
      while ((await round()) > 0);
    },
    slots: async (orchestra) =>
      (
        await sql<{ line: string }>(
          `SELECT concat_ws(' ', to_char(slot AT TIME ZONE 'UTC', 'MM-DD HH24:MI'), status, reason) AS line
           FROM maestro_schedule_slots WHERE orchestra_id = $1 ORDER BY slot`,
          [orchestra],
        )
      ).map(({ line }) => line),
    runs: (orchestra) =>
      sql(
        `SELECT r.id, r.status, r.created_by, l.value AS slot FROM maestro_runs r
         JOIN maestro_run_labels l ON l.tenant_id = r.tenant_id AND l.run_id = r.id AND l.key = 'slot'
         WHERE r.orchestra_id = $1 ORDER BY r.id`,
        [orchestra],
      ),
    end: async (runId) => {
      await cancelRun(engine, { tenantId, runId, actor: 'ann', reason: null, graceMs: 0 });
    },
    close: async () => {
      await owner.end();
      await database.close();
      await tenants.close();
      await test.drop();
    },
  };
  return driver;
}
