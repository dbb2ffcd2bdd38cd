import { statement, type EngineDatabase } from '@maestro/persistence';
import type { GateAnswer, StartGate } from '@maestro/tenancy';

const runsAhead = statement('runs_ahead');

/** As it stands in the holds of runs. */
export const OVERLAP_GATE = 'overlap';
const NEXT_MS = 2_000;
const OTHERS_MS = 30_000;
const OPEN: GateAnswer = { kind: 'open' };

interface AheadRow extends Record<string, unknown> {
  run_id: string;
  ahead: number;
  now: Date;
}

/**
 * Lets runs that somebody asked for wait until those of their orchestra before them have ended, where its overlap policy says so.
 * Whether one has to wait is decided as it is made, under the lock of the orchestra: of a run that is not made yet the gate says
 * nothing, and of those that are, each sees all that came before it.
 */
export function createOverlapGate(database: EngineDatabase): StartGate {
  return {
    name: OVERLAP_GATE,
    ask: async (runs) => {
      const asked = runs.filter(({ origin, orchestra }) => origin === 'run-now' && orchestra !== null);
      if (asked.length === 0) return runs.map(() => OPEN);
      const rows = await database.query<AheadRow>(runsAhead, [
        asked.map(({ tenantId }) => tenantId),
        asked.map(({ runId }) => runId),
      ]);
      const answers = new Map(rows.map((row) => [row.run_id, answerOf(row)]));
      return runs.map(({ runId }) => answers.get(runId) ?? OPEN);
    },
  };
}

/** Who is next looks often; the others are woken by the one before them, and look now and then in case it never begins. */
function answerOf({ ahead, now }: AheadRow): GateAnswer {
  if (ahead === 0) return OPEN;
  const until = new Date(now.getTime() + (ahead === 1 ? NEXT_MS : OTHERS_MS));
  return { kind: 'hold', reason: 'OVERLAP', until, detail: {} };
}
