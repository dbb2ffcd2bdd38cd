import { readiness, runOutcome, type Readiness } from '@maestro/flow';
import { planOf } from '@maestro/flow/testing';
import { isWindingDown, runControls, type RunControl } from '@maestro/state-machine';
import { completeOne } from './complete-one';
import { createHarness, type Harness } from './harness';

/**
 * The rules that the database decides by are written twice, in libs/flow and in SQL. Here both are asked every
 * question there is over a small range.
 */
let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const joins = ['all', 'any'] as const;
const modeOf = (control: RunControl) => (isWindingDown(control) ? 'winding_down' : 'normal');

describe('the twins in SQL', () => {
  it('maestro_is_ready says "run" where readiness does', async () => {
    const rows = await harness.sql<{
      join: 'all' | 'any';
      undecided: number;
      fired: number;
      urgent: number;
      winding: boolean;
      ready: boolean;
    }>(`
      SELECT j AS join, undecided, fired, urgent, winding, maestro_is_ready(j = 'any', undecided, fired, urgent, winding) AS ready
      FROM unnest('{all,any}'::text[]) AS j, generate_series(0, 3) AS undecided, generate_series(0, 3) AS fired,
           generate_series(0, 3) AS urgent, unnest('{false,true}'::boolean[]) AS winding`);
    expect(rows).toHaveLength(2 * 4 * 4 * 4 * 2);
    const different = rows.filter(
      ({ join, winding, ready, ...counters }) =>
        ready !== (readiness(counters, join, winding ? 'winding_down' : 'normal') === 'run'),
    );
    expect(different).toEqual([]);
  });

  it('maestro_run_outcome_v2 calls a run as runOutcome does', async () => {
    const rows = await harness.sql<{ control: RunControl; tolerated: number; outcome: string }>(`
      SELECT control, tolerated, maestro_run_outcome_v2(control, tolerated) AS outcome
      FROM unnest(enum_range(NULL::maestro_run_control)) AS control, generate_series(0, 2) AS tolerated`);
    expect(new Set(rows.map(({ control }) => control))).toEqual(new Set(runControls));
    expect(rows).toHaveLength(runControls.length * 3);
    expect(rows.filter((row) => row.outcome !== runOutcome(row))).toEqual([]);
  });
});

/** A task that waits on its predecessor: its counters now, and what the end of the predecessor decides of it. */
interface Case {
  status: 'pending' | 'queued' | 'cancelled';
  join: 'all' | 'any';
  undecided: number;
  fired: number;
  urgent: number;
  delta: { fired: number; urgent: number };
}

const upTo = (max: number) => Array.from({ length: max + 1 }, (_, n) => n);

/** Every state before which an edge is open, times every way in which one edge is decided. */
const cases: Case[] = (['pending', 'queued', 'cancelled'] as const).flatMap((status) =>
  joins.flatMap((join) =>
    [1, 2, 3].flatMap((undecided) =>
      upTo(2).flatMap((fired) =>
        upTo(fired).flatMap((urgent) =>
          [
            { fired: 0, urgent: 0 },
            { fired: 1, urgent: 0 },
            { fired: 1, urgent: 1 },
          ].map((delta) => ({ status, join, undecided, fired, urgent, delta })),
        ),
      ),
    ),
  ),
);

function expected({ status, join, undecided, fired, urgent, delta }: Case, control: RunControl): Readiness {
  // Before this edge it had been decided already: by an `any` join, which later edges do not move.
  if (status !== 'pending') return 'wait';
  const after = { undecided: undecided - 1, fired: fired + delta.fired, urgent: urgent + delta.urgent };
  return readiness(after, join, modeOf(control));
}

const kinds: Record<string, Readiness> = { queued: 'run', skip: 'skip', cancel: 'cancel' };

describe('maestro_complete_v2', () => {
  it.each(runControls)(
    'gives a successor the fate that readiness does, in a run with control %s',
    async (control) => {
      const nodes = [{}, ...cases.map(({ join }) => ({ join }))];
      const run = await harness.start(
        planOf(
          nodes,
          cases.map((_, i) => ({ from: 0, to: i + 1 })),
        ),
      );
      const [task] = await (await harness.worker()).claim(harness.inbox.splice(0));
      await harness.sql('UPDATE maestro_runs SET control = $3 WHERE tenant_id = $1 AND id = $2', [
        run.tenantId,
        run.runId,
        control,
      ]);
      await arrange(run.runId);
      const fates = await completeFirst(run.runId, task?.token ?? '');
      const different = cases.flatMap((each, i) => {
        const [got, wanted] = [fates.get(i + 1) ?? 'wait', expected(each, control)];
        return got === wanted ? [] : [{ ...each, got, wanted }];
      });
      expect(different).toEqual([]);
    },
  );

  /** Puts the successors into the states of the cases, behind the engine's back. */
  async function arrange(runId: string): Promise<void> {
    const column = (name: 'status' | 'undecided' | 'fired' | 'urgent') => cases.map((each) => each[name]);
    await harness.sql(
      `UPDATE maestro_tasks t SET
         status = c.status::maestro_task_status, undecided = c.undecided, fired = c.fired, urgent = c.urgent,
         finished_at = CASE c.status WHEN 'cancelled' THEN maestro_now() END
       FROM unnest($2::text[], $3::int[], $4::int[], $5::int[]) WITH ORDINALITY AS c (status, undecided, fired, urgent, n)
       WHERE t.run_id = $1 AND t.n = c.n`,
      [runId, column('status'), column('undecided'), column('fired'), column('urgent')],
    );
  }

  /** Ends task 0, which decides one edge of each case, and returns what became of whom. */
  async function completeFirst(runId: string, token: string): Promise<Map<number, Readiness>> {
    const deltas = cases.map(({ delta }, i) => [i + 1, 1, delta.fired, delta.urgent] as const);
    const rows = await completeOne(harness, {
      ...{ tenantId: harness.tenantId, runId, n: 0, token, sink: false, deltas },
    });
    return new Map(rows.flatMap(({ kind, n }) => (kinds[kind] ? [[n, kinds[kind]] as const] : [])));
  }
});
