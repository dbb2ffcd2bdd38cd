import { formatId, formatTaskId, sqlState, statement, type TenantDatabase } from '@maestro/persistence';
import type { Engine } from '../engine';
import { auditRules } from './audit-rules';
import { heldBackSeconds } from '../held-back';
import type { InvariantRule } from './invariant-rule';
import { invariantRules } from './invariant-rules';

const doctorProcesses = statement('doctor_processes');
const doctorStuck = statement('doctor_stuck');
const doctorBacklog = statement('doctor_backlog');

/** One thing that was looked at. */
export interface Finding {
  id: string;
  says: string;
  /** `unchecked` where there was too much to look through in time. */
  state: 'ok' | 'warning' | 'violated' | 'unchecked';
  /** How many break it, as far as they were counted. */
  count: number;
  /** The first few of what breaks it, in words. */
  sample: string[];
}

export interface Patient {
  tenantId: string;
  tenants: TenantDatabase;
  /** The generation of the queue, null where it was lost. Rejects where Redis does not answer. */
  readGeneration(): Promise<string | null>;
}

const SAMPLE = 10;
/** Per rule: a doctor must not be what keeps a database busy. */
const TIMEOUT_MS = 5_000;
const QUERY_CANCELED = '57014';
/** Waiting for longer than this is worth a look. */
const SLOW_S = 60;

/** Looks over one tenant's part of a live installation, and changes nothing. */
export async function diagnose(engine: Engine, patient: Patient): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const rule of [...invariantRules, ...auditRules]) findings.push(await examine(patient, rule));
  findings.push(...(await standstill(engine, patient.tenantId)));
  findings.push(...(await processes(engine)), await heldBack(engine), await queue(patient));
  return findings;
}

/** As the tenant's own role, read-only: what belongs to others is out of sight. */
async function examine(
  { tenants, tenantId }: Patient,
  { id, says, text, live }: InvariantRule,
): Promise<Finding> {
  try {
    const rows = await tenants.withTenant(tenantId, async (tx) => {
      await tx.query(
        `SELECT set_config('transaction_read_only', 'on', true), set_config('statement_timeout', $1, true)`,
        [String(TIMEOUT_MS)],
      );
      return tx.query<object>(bounded(live ?? text));
    });
    return finding(
      { id, says },
      rows.length > 0 ? 'violated' : 'ok',
      rows.map((row) => JSON.stringify(row)),
    );
  } catch (error) {
    if (sqlState(error) !== QUERY_CANCELED) throw error;
    return finding({ id, says }, 'unchecked', []);
  }
}

/** The first few rows of a rule of ours. */
function bounded(rule: string): string {
  return ['SELECT * FROM (', rule, ') broken LIMIT', SAMPLE + 1].join(' ');
}

async function standstill(engine: Engine, tenantId: string): Promise<Finding[]> {
  const rows = await engine.database.query<{ kind: string; run_id: string; n: number | null }>(doctorStuck, [
    tenantId,
    100,
  ]);
  const named = (kind: string) =>
    rows
      .filter((row) => row.kind === kind)
      .map(({ run_id, n }) => (n === null ? formatId('run', run_id) : formatTaskId(run_id, n)));
  const [neglected, orphaned] = [named('neglected'), named('orphaned')];
  const [ages] = await engine.database.query<{ backlog_s: number; queued_s: number }>(doctorBacklog, [
    tenantId,
  ]);
  const slow = Object.entries({ admission: ages?.backlog_s ?? 0, 'a worker': ages?.queued_s ?? 0 })
    .filter(([, seconds]) => seconds > SLOW_S)
    .map(([what, seconds]) => `waiting for ${what} for ${Math.round(seconds)} s`);
  return [
    finding(
      { id: 'stuck', says: 'an open run is looked at every minute' },
      neglected.length > 0 ? 'violated' : 'ok',
      neglected,
    ),
    finding(
      { id: 'orphans', says: 'a task of a dead worker is given to another' },
      orphaned.length > 0 ? 'violated' : 'ok',
      orphaned,
    ),
    finding(
      { id: 'backlog', says: 'no ready task waits for over a minute' },
      slow.length > 0 ? 'warning' : 'ok',
      slow,
    ),
  ];
}

async function processes(engine: Engine): Promise<Finding[]> {
  const [row] = await engine.database.query<{ live: number; dead: number; led: boolean }>(doctorProcesses);
  const { live = 0, dead = 0, led = false } = row ?? {};
  return [
    finding(
      { id: 'workers', says: 'a worker is there' },
      live > 0 ? 'ok' : 'warning',
      live > 0 ? [] : ['no live session'],
    ),
    finding(
      { id: 'sessions', says: 'sessions of dead workers are ended' },
      dead > 0 ? 'violated' : 'ok',
      dead > 0 ? [`${dead} sessions`] : [],
    ),
    finding(
      { id: 'leader', says: 'a scheduler leads' },
      led ? 'ok' : 'warning',
      led ? [] : ['nobody holds the lease'],
    ),
  ];
}

/** Nothing is wrong with ours then, but nobody hears of anything. */
async function heldBack(engine: Engine): Promise<Finding> {
  const seconds = await heldBackSeconds(engine);
  return finding(
    { id: 'held-back', says: 'no old transaction of the server holds events back for over a minute' },
    seconds > SLOW_S ? 'warning' : 'ok',
    seconds > SLOW_S ? [`events wait for ${Math.round(seconds)} s`] : [],
  );
}

async function queue({ readGeneration }: Patient): Promise<Finding> {
  const about = { id: 'queue', says: 'Redis answers and has lost nothing' };
  try {
    return (await readGeneration()) === null
      ? finding(about, 'warning', ['the queue was lost and is not refilled yet'])
      : finding(about, 'ok', []);
  } catch {
    return finding(about, 'warning', ['Redis does not answer']);
  }
}

function finding(about: Pick<Finding, 'id' | 'says'>, state: Finding['state'], broken: string[]): Finding {
  return { ...about, state, count: broken.length, sample: broken.slice(0, SAMPLE) };
}
