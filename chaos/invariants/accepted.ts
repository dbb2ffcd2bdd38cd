import { parseId } from '@maestro/persistence';
import { seen, selects, type Evidence, type Invariant } from './invariant';

const uuidOf = (runId: string) => parseId('run', runId) ?? runId;

async function statusesOf({ sql }: Evidence): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; status: string }>('SELECT id, status::text FROM maestro_runs');
  return new Map(rows.map(({ id, status }) => [id, status]));
}

/** I1, I2: nothing that was accepted is lost, and nothing is left over. */
export const acceptedInvariants: readonly Invariant[] = [
  seen('I1', 'a run that was accepted exists', async (evidence) => {
    const statuses = await statusesOf(evidence);
    return [...evidence.accepted].flatMap(([id, run]) => (statuses.has(uuidOf(id)) ? [] : [{ id, ...run }]));
  }),
  seen(
    'I1',
    'the same idempotency key is the same run, and every start is answered in the end',
    ({ broken }) => [...broken],
  ),
  seen('I1', 'a run ends as its template says', async (evidence) => {
    const statuses = await statusesOf(evidence);
    return [...evidence.accepted].flatMap(([id, { kind }]) => {
      const status = statuses.get(uuidOf(id));
      const fine = evidence.kinds.get(kind)?.outcomes.includes(status ?? '') ?? true;
      return fine ? [] : [{ id, kind, status }];
    });
  }),
  seen('I1', 'the tasks of a run end as its template says', async (evidence) => {
    const rows = await evidence.sql<{ run: string; n: number; status: string }>(
      'SELECT run_id AS run, n, status::text FROM maestro_tasks',
    );
    const found = new Map(rows.map(({ run, n, status }) => [`${run} ${n}`, status]));
    return [...evidence.accepted].flatMap(([id, { kind }]) =>
      (evidence.kinds.get(kind)?.tasks ?? []).flatMap((wanted, n) => {
        const status = found.get(`${uuidOf(id)} ${n}`);
        return status === wanted ? [] : [{ id, kind, n, status, wanted }];
      }),
    );
  }),
  selects('I2', 'a run that is over has no live task', {
    text: `
      SELECT r.id, t.n, t.status FROM maestro_runs r
      JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
      WHERE r.finished_at IS NOT NULL AND t.finished_at IS NULL`,
  }),
  selects('I2', 'every edge of a run that is over is decided', {
    text: `
      SELECT t.run_id, t.n FROM maestro_tasks t JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
      WHERE r.finished_at IS NOT NULL AND t.undecided <> 0`,
  }),
  selects('I2', 'a parked task has a reason, and nothing else has', {
    text: `
      SELECT t.run_id, t.n, t.status, w.reason FROM maestro_tasks t FULL JOIN maestro_waits w USING (tenant_id, run_id, n)
      WHERE (t.status = 'waiting') IS DISTINCT FROM (w.n IS NOT NULL) AND (t.status = 'waiting' OR w.n IS NOT NULL)`,
  }),
  selects('I2', 'a run that is over holds up nothing and is held up by nothing', {
    needs: ['maestro_holds', 'maestro_backlog'],
    text: `
      SELECT 'hold' AS kind, r.id FROM maestro_holds h JOIN maestro_runs r ON r.tenant_id = h.tenant_id AND r.id = h.run_id
      WHERE r.finished_at IS NOT NULL
      UNION ALL
      SELECT 'backlog', r.id FROM maestro_backlog b JOIN maestro_runs r ON r.tenant_id = b.tenant_id AND r.id = b.run_id
      WHERE r.finished_at IS NOT NULL`,
  }),
  selects('I2', 'a child run is over when its parent is', {
    needs: ['maestro_runs.parent_run'],
    text: `
      SELECT c.id, c.status, p.status AS parent FROM maestro_runs c
      JOIN maestro_runs p ON p.tenant_id = c.tenant_id AND p.id = c.parent_run
      WHERE p.finished_at IS NOT NULL AND c.finished_at IS NULL`,
  }),
];
