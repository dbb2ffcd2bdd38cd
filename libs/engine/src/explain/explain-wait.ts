import { formatMoney, type JsonObject } from '@maestro/dsl';
import { formatId, formatTaskId } from '@maestro/persistence';
import { instantOf, type Blocking, type ExplainedTask, type Explanation } from './explanation';
import type { WaitCode } from './wait-codes';

type Told = Pick<Explanation, 'message' | 'blocking'>;

/** What a parked task waits for, in words. */
export function explainWait(runId: string, task: ExplainedTask): Told {
  const teller = tellers[task.reason ?? 'SWEEP'] ?? unknown;
  return teller(task, runId);
}

type Teller = (task: ExplainedTask, runId: string) => Told;

const at = (task: ExplainedTask) => instantOf(task.wake_at)?.toISOString() ?? null;

const tellers: Partial<Record<WaitCode, Teller>> = {
  BACKOFF: (task) =>
    told(
      `Attempt ${task.attempt} failed; the next one starts at ${at(task)}.`,
      'instant',
      [String(at(task))],
      {
        attempt: task.attempt,
        wake_at: at(task),
      },
    ),
  TIMER: (task) => told(`It waits until ${at(task)}.`, 'instant', [String(at(task))], { wake_at: at(task) }),
  SIGNAL: (task, runId) => {
    const name = String(task.detail?.['name'] ?? '');
    const route = `POST /api/runs/${formatId('run', runId)}/signals/${encodeURIComponent(name)}`;
    const until = at(task) === null ? '' : ` It waits until ${at(task)}.`;
    return told(`It waits for the signal "${name}": ${route}.${until}`, 'signal', [name], {
      send: route,
      expires_at: at(task),
    });
  },
  APPROVAL: (task) =>
    told(
      `It waits for approval: ${task.approvals} of ${task.quorum ?? 1} given; may be given by ${(task.approvers ?? []).join(', ')}.`,
      'person',
      task.approvers ?? [],
      {
        approvals: task.approvals,
        quorum: task.quorum,
        question: task.message,
        digest: task.digest,
        expires_at: at(task),
      },
    ),
  CHILD: (task) => {
    const child = task.child === null ? [] : [formatId('run', task.child)];
    return told(`It waits for its child run ${child[0] ?? '(about to start)'}.`, 'run', child, {});
  },
  ITEMS: (task, runId) =>
    told(
      `It waits for its items: ${task.open ?? 0} open, ${task.created ?? 0} of ${task.items ?? '?'} begun, ${task.failed ?? 0} failed.`,
      'task',
      [formatTaskId(runId, task.n)],
      {
        open: task.open,
        created: task.created,
        count: task.items,
        failed: task.failed,
        max_parallel: task.max_parallel,
      },
    ),
  ROUND: (task, runId) =>
    told(
      `It waits for round ${task.created ?? 0} of ${task.items ?? '?'} at most.`,
      'task',
      [formatTaskId(runId, task.n)],
      {
        round: task.created,
        max_rounds: task.items,
      },
    ),
  CONCURRENCY: (task) => {
    const holders = (task.holders ?? []).map(([run, n]) =>
      n < 0 ? formatId('run', run) : formatTaskId(run, n),
    );
    const by = holders.length > 0 ? holders.join(', ') : 'nobody any more';
    return told(`All slots of "${task.key}" are taken, by ${by}.`, 'slot', holders, { key: task.key });
  },
  BUDGET: (task) => {
    const { budget, cap, spent, reserved, needed, scope, switch: stopped, resets_at } = task.detail ?? {};
    if (stopped !== undefined)
      return told('The kill switch of its tenant is on: no attempt that costs money begins.', 'none', [], {
        switch: stopped,
      });
    const account = formatId('bud', String(budget));
    const money = (amount: unknown) => formatMoney(Number(amount));
    const detail = {
      ...{ budget: account, scope: String(scope), resets_at: resets_at ?? null },
      ...{ cap: money(cap), spent: money(spent), reserved: money(reserved), needed: money(needed) },
      top_up: `POST /api/budgets/${account}/top-up`,
    };
    const message = `It needs ${money(needed)}, and ${account} (${String(scope)}) has spent ${money(spent)} and reserved ${money(reserved)} of ${money(cap)}: top it up with ${detail.top_up}.`;
    return told(message, 'budget', [account], detail);
  },
  RATE_LIMIT: (task) =>
    told(`The rate limit "${task.key}" allows its start at ${at(task) ?? 'a later instant'}.`, 'slot', [], {
      key: task.key,
      wake_at: at(task),
      due_at: task.due_at?.toISOString() ?? null,
    }),
};

const unknown: Teller = (task) =>
  told(`It waits: ${task.reason ?? 'nobody says for what'}.`, 'none', [], task.detail ?? {});

// eslint-disable-next-line no-restricted-syntax -- the parts of one sentence, in their order
export function told(message: string, type: Blocking['type'], ids: string[], detail: JsonObject): Told {
  return { message, blocking: { type, ids, detail } };
}
