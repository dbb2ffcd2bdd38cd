import { spill, type ArtifactRef } from '@maestro/artifacts';
import type { Json, Plan } from '@maestro/dsl';
import { isOpenSink } from '@maestro/flow';
import { statement } from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import type { Completion, CompletionOutcome, CompletionResult, WaitFor } from './completion';
import type { Engine, RunRef } from './engine';
import { nodeOf } from './node-of';
import { billedOf, settleMoney, type Billed, type Funds } from './money/settle-money';
import { writePlain } from './write-plain';
import {
  deltasOf,
  type EffectRow,
  type OwnedDelta,
  type SettledCompletion,
  type WriteOptions,
} from './settled';

export type { SettledCompletion, WriteOptions } from './settled';

const completeTasks = statement('complete_tasks');
const takenTasks = statement('taken_tasks');

/** What a batch brought about, besides the results of its own rows. */
export interface CompletionEffects {
  results: CompletionResult[];
  queued: TaskRef[];
  /** Tasks that can no longer run: complete them as `skipped` or `cancelled`. */
  decided: { owner: Completion; n: number; kind: 'skipped' | 'cancelled' }[];
  /** Maps and loops that may make more items, wind down, or have ended. */
  frames: { run: RunRef; plan: Plan; n: number }[];
  winding: RunRef[];
  final: RunRef[];
  ended: EndedRun[];
  /** Concurrency keys of which slots fell free. */
  freed: { tenantId: string; key: string }[];
  /** Accounts to which money came back. */
  funds: Funds[];
}

/** A run that is over, and the task of another run that waits for it. */
export interface EndedRun {
  run: RunRef;
  status: string;
  parent: { run: RunRef; n: number } | null;
}

/** Outputs over the limit go to the artifact store before the row is written; the row keeps the reference. */
export async function storeOutput(
  engine: Engine,
  tenantId: string,
  { output, ref }: { output: Json; ref?: ArtifactRef },
): Promise<SettledCompletion['stored']> {
  if (ref) return { output: null, ref: JSON.stringify(ref) };
  const { artifact } = await spill({ store: engine.artifacts, tenantId, value: output });
  return artifact
    ? { output: null, ref: JSON.stringify(artifact) }
    : { output: JSON.stringify(output), ref: null };
}

/** Writes a batch in one statement and one commit. Repeating it is harmless: a finished row knows its token. */
export async function writeCompletions(
  engine: Engine,
  batch: readonly SettledCompletion[],
  options: WriteOptions,
): Promise<CompletionEffects> {
  const deltas = deltasOf(batch);
  const held = await engine.held(
    batch.map(({ completion }) => completion.run.tenantId),
    'go-on',
  );
  const billed = billedOf(batch.map(({ completion }) => completion));
  const values = () => [
    ...columns(batch, deltas),
    held,
    batch.some(({ completion }) => mayHoldSlot(completion)),
    options.sessionId,
    options.takeToken,
  ];
  const plain =
    held.length === 0 && billed.length === 0 ? await writePlain(engine, { batch, deltas }, options) : null;
  const { rows, funds } = plain ? { rows: plain, funds: [] } : await write(engine, billed, values());
  const effects = { ...readEffects(rows, batch), funds };
  const repeated = rows.some((row) => row.kind === 'already');
  if (repeated) await takeAgain(engine, { batch, deltas, effects }, options);
  else give(rows, effects.results, options.takeToken);
  return effects;
}

/** Ends and bills stand or fall together; where nothing is billed it is one statement. */
async function write(engine: Engine, billed: readonly Billed[], values: unknown[]) {
  if (billed.length === 0)
    return { rows: await engine.database.query<EffectRow>(completeTasks, values), funds: [] };
  return engine.database.transaction(async (tx) => ({
    rows: await tx.query<EffectRow>(completeTasks, values),
    funds: await settleMoney(tx, billed),
  }));
}

/** The statement names an asker of each claimed successor. */
function give(rows: readonly EffectRow[], results: readonly CompletionResult[], token: string): void {
  for (const { kind, owner, n, attempt } of rows)
    if (kind === 'taken') results[owner - 1]?.taken.push({ n, attempt, token });
}

/** The answer of the first try was lost: ask which successors it had claimed, else they would lie idle. */
async function takeAgain(
  engine: Engine,
  written: { batch: readonly SettledCompletion[]; deltas: readonly OwnedDelta[]; effects: CompletionEffects },
  { sessionId, takeToken }: WriteOptions,
): Promise<void> {
  if (sessionId === null) return;
  const { batch, deltas, effects } = written;
  const runs = new Map(batch.map(({ completion }) => [completion.run.runId, completion.run.tenantId]));
  const rows = await engine.database.query<{ run_id: string; n: number; attempt: number }>(takenTasks, [
    [...runs.values()],
    [...runs.keys()],
    takeToken,
    sessionId,
  ]);
  const asked = askers(batch, deltas, effects.results);
  for (const { run_id, n, attempt } of rows)
    asked.get(`${run_id} ${n}`)?.taken.push({ n, attempt, token: takeToken });
}

function readEffects(rows: readonly EffectRow[], batch: readonly SettledCompletion[]): CompletionEffects {
  const results: CompletionResult[] = batch.map(() => ({ state: 'done', taken: [] }));
  const effects: CompletionEffects = {
    ...{
      results,
      queued: [],
      decided: [],
      frames: [],
      winding: [],
      final: [],
      ended: [],
      freed: [],
      funds: [],
    },
  };
  for (const row of rows) readEffect(effects, row, (batch[row.owner - 1] as SettledCompletion).completion);
  return effects;
}

function readEffect(effects: CompletionEffects, row: EffectRow, owner: Completion): void {
  const { run, plan } = owner;
  switch (row.kind) {
    case 'already':
    case 'stale':
      (effects.results[row.owner - 1] as CompletionResult).state = row.kind;
      return;
    case 'queued':
      effects.queued.push({ ...run, n: row.n, queue: row.queue });
      return;
    case 'skip':
    case 'cancel':
      effects.decided.push({ owner, n: row.n, kind: row.kind === 'skip' ? 'skipped' : 'cancelled' });
      return;
    case 'frame':
      effects.frames.push({ run, plan, n: row.n });
      return;
    case 'winding':
    case 'final':
      effects[row.kind].push(run);
      return;
    case 'ended': {
      const parent = row.other ? { run: { tenantId: run.tenantId, runId: row.other }, n: row.n } : null;
      effects.ended.push({ run, status: row.queue, parent });
      return;
    }
    case 'freed':
      effects.freed.push({ tenantId: run.tenantId, key: row.queue });
      return;
    case 'taken':
      return;
  }
}

function mayHoldSlot(completion: Completion): boolean {
  const node = completion.plan.nodes[nodeOf(completion)];
  return node !== undefined && (node.concurrency !== null || node.rate_limit !== null);
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

/** The arrays of maestro_complete_v2, in its order. */
function columns(batch: readonly SettledCompletion[], deltas: readonly OwnedDelta[]): unknown[] {
  const own = batch.map(({ completion, settlement, stored }) => {
    const { run, plan, n, place, token, from, outcome } = completion;
    const wait = waitOf(outcome);
    return [
      run.tenantId,
      run.runId,
      n,
      token,
      from,
      outcome.kind === 'lost' && outcome.alone ? 'lost_alone' : outcome.kind,
      stored.output,
      stored.ref,
      'error' in outcome && outcome.error ? JSON.stringify(outcome.error) : null,
      wait && wait.wakeMs !== null ? Math.round(wait.wakeMs) : null,
      wait && JSON.stringify({ reason: wait.reason, key: wait.key, detail: wait.detail }),
      outcome.kind === 'succeeded'
        ? outcome.tolerated === true
        : outcome.kind === 'failed' && settlement.handled,
      isOpenSink(plan, nodeOf(completion)),
      place?.parentN ?? null,
      place?.scopeN ?? null,
    ];
  });
  const owned = deltas.map(({ owner, n, decided, fired, urgent, take }) => [
    owner + 1,
    n,
    decided,
    fired,
    urgent,
    take,
  ]);
  return [...transpose(own, 15), ...transpose(owned, 6)];
}

function waitOf(outcome: CompletionOutcome): WaitFor | null {
  if (outcome.kind === 'park') return outcome.wait;
  return outcome.kind === 'retry' ? { reason: 'BACKOFF', wakeMs: outcome.delayMs, detail: {} } : null;
}

function transpose(rows: readonly unknown[][], width: number): unknown[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column]));
}
