import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground, Kind } from './ground';
import type { History } from './history';
import type { Violation } from './invariants/all';
import type { PlannedFault } from './schedule';

/** What a storm came to. */
export interface Report {
  seed: number;
  minutes: number;
  /** Runs that were accepted. */
  runs: number;
  /** Their tasks, children included. */
  tasks: number;
  /** Faults that were carried out, in their order. */
  faults: readonly PlannedFault[];
  violations: readonly Violation[];
  stuck: readonly string[];
  p99RecoveryS: number;
  /** Kinds of run that took part. */
  kinds: readonly string[];
  /** Where history, effects and, after a failure, the findings lie. */
  folder: string;
}

export const isClean = ({ violations, stuck }: Report) => violations.length === 0 && stuck.length === 0;

/** The one line for programs. */
export function summaryOf({ seed, minutes, runs, tasks, faults, violations, stuck, p99RecoveryS }: Report) {
  const broken = violations.reduce((sum, { count }) => sum + count, 0);
  return {
    seed,
    minutes,
    runs,
    tasks,
    faults: faults.length,
    violations: broken,
    stuck: stuck.length,
    p99_recovery_s: p99RecoveryS,
  };
}

/** Writes down all that may help to find out why, while the services still stand. */
export async function writeFindings(report: Report, ground: Ground, history: History): Promise<string> {
  const file = join(report.folder, 'failure.json');
  const ask = (text: string) =>
    ground.maestro.sql<object>(text).catch((error: Error) => [{ error: error.message }]);
  const kinds: Kind[] = ['api', 'scheduler', 'worker'];
  const findings = {
    ...summaryOf(report),
    violations: report.violations,
    kinds: report.kinds,
    schedule: report.faults,
    openRuns: await ask(`SELECT * FROM maestro_runs WHERE finished_at IS NULL ORDER BY id LIMIT 50`),
    openTasks: await ask(`
      SELECT t.run_id, t.n, t.status, t.undecided, t.fired, t.urgent, t.attempt, t.deaths, t.queue, t.token, t.session_id,
             t.ready_at, t.started_at, w.reason, w.detail, w.wake_at, s.name AS session, s.ended_at AS session_ended
      FROM maestro_tasks t
      JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
      LEFT JOIN maestro_waits w ON w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n
      LEFT JOIN maestro_worker_sessions s ON s.id = t.session_id
      WHERE r.finished_at IS NULL ORDER BY t.run_id, t.n LIMIT 500`),
    openEvents: await ask(`
      SELECT e.* FROM maestro_events e JOIN maestro_runs r ON r.tenant_id = e.tenant_id AND r.id = e.run_id
      WHERE r.finished_at IS NULL ORDER BY e.run_id, e.xid, e.id LIMIT 500`),
    queue: [...(await ground.maestro.redis.queuedTasks('default').catch(() => new Set<string>()))],
    activity: await ask(`
      SELECT pid, usename, application_name, state, wait_event_type, wait_event, state_change, query FROM pg_stat_activity
      WHERE datname = current_database()`),
    history: history.last(),
    services: kinds.flatMap((kind) =>
      ground.maestro.services[kind].map((service) => ({
        name: service.name,
        output: service.output().split('\n').slice(-60),
      })),
    ),
  };
  writeFileSync(file, `${JSON.stringify(findings, null, 2)}\n`);
  return file;
}
