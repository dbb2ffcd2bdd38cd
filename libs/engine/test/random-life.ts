import type { Plan } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import {
  cancelRun,
  pauseRun,
  refillQueue,
  renewSession,
  rescueLost,
  resumeRun,
  rerun,
  sendSignal,
  skipTask,
  sweepRun,
  sweepRuns,
  wakeTimers,
  type ClaimedTask,
  type CompletionOutcome,
  type RunRef,
} from '../src';
import type { Harness, TestWorker } from './harness';
import { outcomeOf } from './waiting';

/** A number from 0 to before `count`. */
export type Dice = (count: number) => number;

interface Worker {
  worker: TestWorker;
  hand: ClaimedTask[];
}

const LEASE_MS = 6_000;
const error = new MaestroError('command-failed', 'as planned').toProblem();
const asked = { actor: 'test', reason: null };
/** Answers of operators' verbs that only say: too late, or not now. */
const refusals = [
  ...['run-ended', 'run-winding-down', 'run-not-ended', 'run-held', 'nothing-to-retry'],
  ...['task-ended', 'task-running', 'task-has-parts'],
];

/** Runs, workers and what happens to them, one step after the other, as the dice say. */
export class RandomLife {
  private readonly runs: RunRef[] = [];
  private workers: Worker[] = [];
  /** What was done, for whoever reads a failure. */
  readonly trace: string[] = [];

  constructor(
    private readonly harness: Harness,
    private readonly dice: Dice,
  ) {}

  async begin(plans: readonly Plan[], workers: number): Promise<void> {
    for (const plan of plans) this.runs.push(await this.harness.start(plan));
    for (let i = 0; i < workers; i += 1) await this.addWorker();
  }

  /** One step of any kind. */
  async step(): Promise<void> {
    const steps: [weight: number, name: string, act: () => Promise<unknown>][] = [
      [8, 'claim', () => this.claim(1 + this.dice(6))],
      [10, 'finish', () => this.finish()],
      [2, 'drop', () => Promise.resolve(this.harness.inbox.splice(this.dice(4), 1))],
      [2, 'double', () => Promise.resolve(this.harness.inbox.push(...this.harness.inbox.slice(0, 2)))],
      [1, 'crash', () => this.crash()],
      [1, 'stall', () => this.passTime(this.workers[this.dice(this.workers.length)])],
      [2, 'time', () => this.passTime()],
      [2, 'heartbeat', () => this.heartbeat()],
      [2, 'wake', () => wakeTimers(this.harness.engine)],
      [2, 'sweep', () => this.sweep()],
      [1, 'refill', () => refillQueue(this.harness.engine)],
      [1, 'rescue', () => rescueLost(this.harness.engine)],
      [2, 'signal', () => this.signal(this.run())],
      [1, 'control', () => this.control()],
    ];
    const total = steps.reduce((sum, [weight]) => sum + weight, 0);
    let roll = this.dice(total);
    const chosen = steps.find(([weight]) => (roll -= weight) < 0) ?? steps[0];
    this.trace.push(chosen?.[1] ?? '');
    await chosen?.[2]();
  }

  /** Lets the world go on without faults until every run has ended. Throws where it does not. */
  async settle(): Promise<void> {
    for (let round = 0; ; round += 1) {
      const open = await this.openRuns();
      if (open.length === 0) break;
      if (round === 40) throw new Error(`stuck:\n${await this.describe(open)}`);
      if (round === 0)
        for (const run of open) await this.allow(resumeRun(this.harness.engine, { ...run, ...asked }));
      for (const run of await this.expecting()) await this.signal(run);
      for (const worker of this.workers) await this.finishAll(worker);
      await this.passTime();
      await refillQueue(this.harness.engine);
      await this.claim(this.harness.inbox.length);
    }
    // What a worker still holds by then must change nothing.
    for (const worker of this.workers) await this.finishAll(worker);
    for (const { worker } of this.workers) await worker.completer.idle();
  }

  private async addWorker(): Promise<void> {
    this.workers.push({ worker: await this.harness.worker(), hand: [] });
  }

  private run(): RunRef {
    return this.runs[this.dice(this.runs.length)] as RunRef;
  }

  private openRuns(): Promise<RunRef[]> {
    return this.harness.sql<RunRef>(
      `SELECT tenant_id AS "tenantId", id AS "runId" FROM maestro_runs WHERE id = ANY ($1::uuid[]) AND finished_at IS NULL`,
      [this.runs.map(({ runId }) => runId)],
    );
  }

  /** A run for each task that waits for a signal. */
  private expecting(): Promise<RunRef[]> {
    return this.harness.sql<RunRef>(
      `SELECT tenant_id AS "tenantId", run_id AS "runId" FROM maestro_waits
       WHERE run_id = ANY ($1::uuid[]) AND reason = 'SIGNAL'`,
      [this.runs.map(({ runId }) => runId)],
    );
  }

  /** What is still alive in these runs, a line each. */
  private async describe(runs: readonly RunRef[]): Promise<string> {
    const rows = await this.harness.sql<{ line: string }>(
      `SELECT concat_ws(' ', r.status, r.control, 'sinks', r.open_sinks, 'task', t.n, 'node', t.node, t.status, 'attempt', t.attempt, 'deaths', t.deaths, t.alone_deaths, 'undecided',
                t.undecided, 'fired', t.fired, 'urgent', t.urgent, 'parent', t.parent_n, w.reason, w.wake_at, f.*) AS line
       FROM maestro_runs r
       LEFT JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id AND t.finished_at IS NULL
       LEFT JOIN maestro_waits w ON w.tenant_id = t.tenant_id AND w.run_id = t.run_id AND w.n = t.n
       LEFT JOIN maestro_frames f ON f.tenant_id = t.tenant_id AND f.run_id = t.run_id AND f.n = t.n
       WHERE r.id = ANY ($1::uuid[]) ORDER BY r.id, t.n`,
      [runs.map(({ runId }) => runId)],
    );
    return rows.map(({ line }) => line).join('\n');
  }

  private async claim(messages: number): Promise<void> {
    const some = this.workers[this.dice(this.workers.length)];
    if (some) some.hand.push(...(await some.worker.claim(this.harness.inbox.splice(0, messages))));
  }

  private async finish(): Promise<void> {
    const some = this.workers[this.dice(this.workers.length)];
    const task = some?.hand.splice(this.dice(some.hand.length || 1), 1)[0];
    if (some && task) await this.end(some, task, await this.outcome(task));
  }

  private async finishAll(worker: Worker): Promise<void> {
    while (worker.hand.length > 0) {
      const batch = worker.hand.splice(0);
      await Promise.all(
        batch.map(async (task) => this.end(worker, task, await outcomeOf(this.harness, task))),
      );
      await worker.worker.completer.idle();
    }
  }

  private outcome(task: ClaimedTask): CompletionOutcome | Promise<CompletionOutcome> {
    const node = task.run.plan.nodes[task.node];
    if (node?.when === 'false') return { kind: 'skipped' };
    const roll = this.dice(20);
    const failures = task.attempt - task.deaths;
    if (roll < 2 && failures < (node?.retry.max_attempts ?? 1))
      return { kind: 'retry', error, delayMs: 5_000 };
    if (roll < 4) return { kind: 'failed', error };
    if (roll < 5) return { kind: 'release' };
    return outcomeOf(this.harness, task);
  }

  /** I5: whoever does not hold a task any more is told so, and leaves its row as it was. */
  private async end(worker: Worker, task: ClaimedTask, outcome: CompletionOutcome): Promise<void> {
    const before = await this.rowOf(task);
    const { state, next } = await worker.worker.finish(task, outcome, this.dice(2));
    worker.hand.push(...next);
    if (before.token === task.token) return;
    const after = await this.rowOf(task);
    if (state !== 'stale') throw new Error(`a stale token was ${state}`);
    // Somebody else may move it meanwhile; nobody else runs here but what this life began.
    if (before.version !== after.version) throw new Error('a stale token changed something');
  }

  private async rowOf({ run, n }: ClaimedTask): Promise<{ token: string | null; version: string }> {
    const [row] = await this.harness.sql<{ token: string | null; version: string }>(
      `SELECT token::text AS token, concat_ws(' ', status, attempt, deaths, token, undecided, fired, finished_at) AS version
       FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2 AND n = $3`,
      [run.ref.tenantId, run.ref.runId, n],
    );
    return row ?? { token: null, version: '' };
  }

  /** A process dies with what it knew; another takes its place. */
  private async crash(): Promise<void> {
    this.workers.splice(this.dice(this.workers.length), 1);
    await this.addWorker();
  }

  /** Longer than a lease: whoever is not `stalled` renews it on the way. Then repairs are made. */
  private async passTime(stalled?: Worker): Promise<void> {
    const awake = this.workers.filter((worker) => worker !== stalled);
    for (let part = 0; part < 2; part += 1) {
      await this.harness.advance(LEASE_MS - 500);
      await Promise.all(awake.map((worker) => this.renew(worker)));
    }
    await rescueLost(this.harness.engine);
    await wakeTimers(this.harness.engine);
    await sweepRuns(this.harness.engine);
    if (!stalled) return;
    // It goes on with what it has, late; and takes up work again under a new session.
    await this.addWorker();
    await this.finishAll(stalled);
    this.workers = this.workers.filter((worker) => worker !== stalled);
  }

  private async heartbeat(): Promise<void> {
    await Promise.all(this.workers.map((worker) => this.renew(worker)));
  }

  /** Renews a lease, and stops what is to stop. */
  private async renew(worker: Worker): Promise<void> {
    const { engine } = this.harness;
    const runs = worker.hand.map(({ run }) => run.ref);
    const { stopping } = await renewSession(engine, worker.worker.sessionId, { leaseMs: LEASE_MS, runs });
    const stopped = worker.hand.filter(({ run, urgent }) => stopping.includes(run.ref.runId) && !urgent);
    worker.hand = worker.hand.filter((task) => !stopped.includes(task));
    for (const task of stopped) await this.end(worker, task, { kind: 'cancelled' });
  }

  private async sweep(): Promise<void> {
    const completer = this.workers[0]?.worker.completer;
    if (completer) await sweepRun(this.harness.engine, completer, this.run());
    await completer?.idle();
  }

  private async signal(run: RunRef): Promise<void> {
    await this.allow(
      sendSignal(this.harness.engine, { ...run, name: 'go', payload: null, actor: 'test', source: null }),
    );
  }

  private async control(): Promise<void> {
    const { engine } = this.harness;
    const run = this.run();
    const roll = this.dice(8);
    this.trace.push(`control ${roll}`);
    if (roll < 3) await this.allow(pauseRun(engine, { ...run, ...asked }));
    else if (roll < 5) await this.allow(resumeRun(engine, { ...run, ...asked }));
    else if (roll < 6) await this.allow(cancelRun(engine, { ...run, ...asked }));
    else if (roll < 7) await this.skip(run);
    else if (this.runs.length < 4) await this.repeat(run);
  }

  private async skip(run: RunRef): Promise<void> {
    const tasks = await this.harness.sql<{ n: number }>(
      `SELECT n FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2 AND finished_at IS NULL
         AND (status <> 'pending' OR parent_n IS NULL) ORDER BY n`,
      [run.tenantId, run.runId],
    );
    const task = tasks[this.dice(tasks.length || 1)];
    if (task) await this.allow(skipTask(this.harness.engine, { ...run, n: task.n, ...asked }));
  }

  private async repeat(run: RunRef): Promise<void> {
    const request = {
      ...run,
      mode: 'retry_failed' as const,
      actor: 'test',
      traceparent: null,
      dryRun: false,
    };
    const made = await this.allow(rerun(this.harness.engine, request));
    if (made && 'runId' in made && typeof made.runId === 'string')
      this.runs.push({ tenantId: run.tenantId, runId: made.runId });
  }

  private async allow<R>(promise: Promise<R>): Promise<R | null> {
    try {
      return await promise;
    } catch (reason) {
      if (reason instanceof MaestroError && refusals.includes(reason.code)) return null;
      throw reason;
    }
  }
}
