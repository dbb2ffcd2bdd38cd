import { spill } from '@maestro/artifacts';
import type { Json } from '@maestro/dsl';
import { isOpenSink, type Delta } from '@maestro/flow';
import { statement } from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import type { Completion, CompletionResult } from './completion';
import { runRef, type Engine, type RunRef } from './engine';
import type { Settlement } from './settle';

const completeTasks = statement('complete_tasks');
const takenTasks = statement('taken_tasks');

/** A completion with all that the statement needs worked out. */
export interface SettledCompletion {
  completion: Completion;
  settlement: Settlement;
  stored: { output: string | null; ref: string | null };
}

/** What a batch brought about, besides the results of its own rows. */
export interface CompletionEffects {
  results: CompletionResult[];
  queued: TaskRef[];
  /** Tasks that can no longer run: complete them as `skipped` or `cancelled`. */
  decided: { run: RunRef; n: number; kind: 'skipped' | 'cancelled' }[];
  winding: RunRef[];
  final: RunRef[];
  /** The statuses of runs that are over now. */
  ended: string[];
}

interface EffectRow {
  kind: 'done' | 'already' | 'stale' | 'queued' | 'taken' | 'skip' | 'cancel' | 'winding' | 'final' | 'ended';
  owner: number | null;
  tenant_id: string;
  run_id: string;
  n: number;
  attempt: number;
  queue: string;
}

/** Outputs over the limit go to the artifact store before the row is written; the row keeps the reference. */
export async function storeOutput(
  engine: Engine,
  tenantId: string,
  output: Json,
): Promise<SettledCompletion['stored']> {
  const { artifact } = await spill({ store: engine.artifacts, tenantId, value: output });
  return artifact
    ? { output: null, ref: JSON.stringify(artifact) }
    : { output: JSON.stringify(output), ref: null };
}

/** Writes a batch in one statement and one commit. Repeating it is harmless: a finished row knows its token. */
export async function writeCompletions(
  engine: Engine,
  batch: readonly SettledCompletion[],
  { sessionId, takeToken }: { sessionId: string | null; takeToken: string },
): Promise<CompletionEffects> {
  const deltas = deltasOf(batch);
  const rows = await engine.database.query<EffectRow>(completeTasks, [
    ...columns(batch, deltas),
    sessionId,
    takeToken,
  ]);
  const effects = readEffects(rows, batch.length);
  const repeated = effects.results.some((result) => result.state === 'already');
  // The answer of the first try was lost: ask which successors it had claimed, else they would lie idle.
  const taken =
    repeated && sessionId !== null
      ? await readTaken(engine, batch, { sessionId, takeToken })
      : rows.filter((row) => row.kind === 'taken');
  const asked = askers(batch, deltas, effects.results);
  for (const { run_id, n, attempt } of taken)
    asked.get(`${run_id} ${n}`)?.taken.push({ n, attempt, token: takeToken });
  return effects;
}

async function readTaken(
  engine: Engine,
  batch: readonly SettledCompletion[],
  { sessionId, takeToken }: { sessionId: string; takeToken: string },
): Promise<EffectRow[]> {
  const runs = new Map(batch.map(({ completion }) => [completion.run.runId, completion.run.tenantId]));
  return engine.database.query<EffectRow>(takenTasks, [
    [...runs.values()],
    [...runs.keys()],
    takeToken,
    sessionId,
  ]);
}

function readEffects(rows: readonly EffectRow[], count: number): CompletionEffects {
  const results: CompletionResult[] = Array.from({ length: count }, () => ({ state: 'stale', taken: [] }));
  const effects: CompletionEffects = { results, queued: [], decided: [], winding: [], final: [], ended: [] };
  for (const row of rows) {
    const run = runRef(row);
    switch (row.kind) {
      case 'done':
      case 'already':
      case 'stale':
        (results[(row.owner as number) - 1] as CompletionResult).state = row.kind;
        break;
      case 'queued':
        effects.queued.push({ ...run, n: row.n, queue: row.queue });
        break;
      case 'skip':
      case 'cancel':
        effects.decided.push({ run, n: row.n, kind: row.kind === 'skip' ? 'skipped' : 'cancelled' });
        break;
      case 'winding':
      case 'final':
        effects[row.kind].push(run);
        break;
      case 'ended':
        effects.ended.push(row.queue);
        break;
      case 'taken':
        break;
    }
  }
  return effects;
}

/** What an end decides of one successor, and whether the caller would run that successor itself. */
interface OwnedDelta extends Delta {
  /** Index in the batch. */
  owner: number;
  take: boolean;
}

function deltasOf(batch: readonly SettledCompletion[]): OwnedDelta[] {
  return batch.flatMap(({ completion, settlement }, owner) => {
    let room = completion.take?.limit ?? 0;
    return settlement.deltas.map((delta) => {
      const take = room > 0 && completion.plan.nodes[delta.n]?.queue === completion.take?.queue;
      if (take) room -= 1;
      return { ...delta, owner, take };
    });
  });
}

/**
 * Who is to run a claimed successor: the first in the batch that asked for it and was not refused. Handed to anybody
 * else of its run, to a skip for one, it would be held by the session and run by nobody.
 */
function askers(
  batch: readonly SettledCompletion[],
  deltas: readonly OwnedDelta[],
  results: readonly CompletionResult[],
): Map<string, CompletionResult> {
  const asked = new Map<string, CompletionResult>();
  for (const { owner, n, take } of deltas) {
    const [key, result] = [`${batch[owner]?.completion.run.runId} ${n}`, results[owner]];
    if (take && result && result.state !== 'stale' && !asked.has(key)) asked.set(key, result);
  }
  return asked;
}

/** The arrays of maestro_complete_v1, in its order. */
function columns(batch: readonly SettledCompletion[], deltas: readonly OwnedDelta[]): unknown[] {
  const own = batch.map(({ completion: { run, plan, n, token, from, outcome }, settlement, stored }) => [
    run.tenantId,
    run.runId,
    n,
    token,
    from,
    outcome.kind,
    stored.output,
    stored.ref,
    'error' in outcome && outcome.error ? JSON.stringify(outcome.error) : null,
    outcome.kind === 'retry' ? Math.round(outcome.delayMs) : null,
    settlement.handled,
    isOpenSink(plan, n),
  ]);
  const owned = deltas.map(({ owner, n, decided, fired, urgent, take }) => [
    owner + 1,
    n,
    decided,
    fired,
    urgent,
    take,
  ]);
  return [...transpose(own, 12), ...transpose(owned, 6)];
}

function transpose(rows: readonly unknown[][], width: number): unknown[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column]));
}
