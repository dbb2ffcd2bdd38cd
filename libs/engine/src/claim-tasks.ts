import type { Json } from '@maestro/dsl';
import { isUnavailable, statement, type Statement } from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import type { ItemPlace } from './completion';
import { runRef, type Engine, type RunRef } from './engine';
import { placeOf } from './places';
import { readRunValues } from './run-values';
import { newToken } from './token';
import type { RunValues } from './values';

const claimStatement = statement('claim_tasks');
const claimedStatement = statement('claimed_tasks');
const voidClaim = statement('void_claim');

/** Some 5 s in all: past them the lease is as good as lost, and the tasks are found by whoever rescues it. */
const MAX_TRIES = 8;

/** An attempt that this worker holds. */
export interface ClaimedTask {
  run: RunValues & { traceparent: string | null };
  n: number;
  /** Index of its node in the plan. */
  node: number;
  /** Null at the top level. */
  place: ItemPlace | null;
  /** Number of the task that this one undoes. */
  compensates: number | null;
  /** Counts from 1. */
  attempt: number;
  /** Attempts whose process died: they use up no retry. */
  deaths: number;
  /** Those of them that ran in a process of their own. */
  aloneDeaths: number;
  token: string;
  /** From ready to claimed, in seconds. */
  waitedS: number;
  /** Started by a failure or always edge: runs on while its run winds down. */
  urgent: boolean;
}

interface ClaimRow {
  tenant_id: string;
  run_id: string;
  n: number;
  node: number;
  parent_n: number | null;
  idx: number | null;
  scope_n: number | null;
  compensates: number | null;
  /** Null where the row only says that the run winds down. */
  attempt: number | null;
  deaths: number;
  alone_deaths: number;
  urgent: number;
  waited_s: number;
  template_id: string;
  template_version: number;
  /** Null where they are too large to come with every claim. */
  inputs: Json;
  traceparent: string | null;
  created_at: Date;
  effect_run: string | null;
}

/** A row with the token it was got under. */
interface GotRow extends ClaimRow {
  token: string;
}

export interface Claim {
  tasks: ClaimedTask[];
  /** Runs that wind down although something of theirs was in the queue: a statement slipped past their sweep. */
  winding: RunRef[];
}

/**
 * Claims what is still to be had of `tasks`, under a new token. What is missing was taken or withdrawn.
 *
 * @throws LostClaim where the database stays away, or what was claimed cannot be read.
 */
export async function claimTasks(
  engine: Engine,
  tasks: readonly TaskRef[],
  sessionId: string,
): Promise<Claim> {
  const rows = await claimRows(engine, tasks, sessionId);
  const winding = new Map<string, RunRef>();
  for (const row of rows) if (row.attempt === null) winding.set(row.run_id, runRef(row));
  const runs = new Map<string, Promise<ClaimedTask['run']>>();
  const claimed = rows.map(async (row) => {
    if (row.attempt === null) return [];
    let run = runs.get(row.run_id);
    if (!run) runs.set(row.run_id, (run = patiently(engine, true, () => runOf(engine, row))));
    return [claimedTask(row, { run: await run, attempt: row.attempt, token: row.token })];
  });
  return { tasks: (await Promise.all(claimed)).flat(), winding: [...winding.values()] };
}

/**
 * A claim whose answer is lost may have taken place, or may do so any time later: its tasks would lie idle for as long
 * as the session lives. So its token is voided first, then what is under it is asked for, and what is left is claimed
 * under another.
 */
async function claimRows(engine: Engine, tasks: readonly TaskRef[], sessionId: string): Promise<GotRow[]> {
  const { database } = engine;
  const keys = [
    tasks.map((task) => task.tenantId),
    tasks.map((task) => task.runId),
    tasks.map((task) => task.n),
  ];
  const got: GotRow[] = [];
  let token = newToken();
  const ask = async (about: Statement) => {
    const rows = await database.relaxed<ClaimRow>(about, [...keys, token, sessionId]);
    got.push(...rows.map((row) => ({ ...row, token })));
  };
  await patiently(engine, false, async (again) => {
    if (again) {
      await database.query(voidClaim, [token, sessionId]);
      await ask(claimedStatement);
      token = newToken();
    }
    await ask(claimStatement);
  });
  return got;
}

/** Nobody can say whether the session holds tasks that nobody performs: it has to end, so that others can have them. */
export class LostClaim extends Error {
  constructor(cause: unknown) {
    super('it is not known what was claimed', { cause });
    this.name = 'LostClaim';
  }
}

/** Repeats what the database could not answer. `held`: something is held already, and must not be forgotten. */
async function patiently<T>(engine: Engine, held: boolean, work: (again: boolean) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt > 1);
    } catch (error) {
      const doubtful = isUnavailable(error);
      if (!doubtful || attempt >= MAX_TRIES)
        throw held || attempt > 1 || doubtful ? new LostClaim(error) : error;
      engine.onError(error, 'claiming tasks');
      const pause = Math.min(2_000, 25 * 2 ** attempt) * (0.5 + engine.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

function claimedTask(row: GotRow, held: Pick<ClaimedTask, 'run' | 'attempt' | 'token'>): ClaimedTask {
  return {
    ...held,
    n: row.n,
    node: row.node,
    place: placeOf(row),
    compensates: row.compensates,
    deaths: row.deaths + row.alone_deaths,
    aloneDeaths: row.alone_deaths,
    urgent: row.urgent > 0,
    waitedS: row.waited_s,
  };
}

async function runOf(engine: Engine, row: ClaimRow): Promise<ClaimedTask['run']> {
  const ref = runRef(row);
  if (row.inputs === null) {
    const run = await engine.cache.get(`run ${row.run_id}`, () => readRunValues(engine, ref));
    return { ...run, traceparent: row.traceparent };
  }
  const { plan, name } = await engine.plans.get(row.tenant_id, row.template_id, row.template_version);
  return {
    ref,
    plan,
    templateName: name,
    version: row.template_version,
    inputs: row.inputs,
    createdAt: row.created_at,
    effectRun: row.effect_run ?? row.run_id,
    traceparent: row.traceparent,
  };
}
