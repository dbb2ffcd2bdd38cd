import { MaestroError, type ProblemCode } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import { createCompleter } from '../completer';
import type { Engine, RunRef } from '../engine';
import { readRunContext } from '../run-values';
import { sweepRun } from '../sweep-run';
import { settleApproval } from './approval-settle';
import { isStorable } from './storable';

const voteStatement = statement('vote');

export interface VoteRequest extends RunRef {
  /** Number of the approval's task; below zero where it is about the start of its run. */
  n: number;
  /** Who votes, as the history names people and as approvers are named: `key:deploy`. */
  person: string;
  /** The stable subject behind that name. Nobody votes twice, or about what they started themselves. */
  subject: string;
  roles: readonly string[];
  decision: 'approve' | 'reject';
  /** Of what the person was shown. */
  digest: string;
  comment: string | null;
}

/** How the question stands after the vote. */
export type VoteResult = 'pending' | 'approved' | 'rejected';

type Answer =
  | 'counted'
  | 'not-found'
  | 'not-eligible'
  | 'self-approval'
  | 'already-voted'
  | 'not-pending'
  | 'digest-mismatch';

/**
 * Counts a person's answer to a question. Returns once it is committed; where it decided the question, the task has
 * ended, or ends when its run is resumed.
 *
 * @throws MaestroError `not-found`, `not-eligible`, `self-approval`, `already-voted`, `not-pending`, `digest-mismatch`,
 * `out-of-range`
 */
export async function vote(engine: Engine, request: VoteRequest): Promise<VoteResult> {
  const { tenantId, runId, n, person, subject, roles, decision, digest, comment } = request;
  if (!isStorable([digest, comment])) throw new MaestroError('out-of-range', 'The comment cannot be stored.');
  const grants = [...roles.map((role) => `role:${role}`), person, subject];
  const [row] = await engine.database.query<{ answer: Answer; status: VoteResult }>(voteStatement, [
    tenantId,
    runId,
    n,
    person,
    subject,
    grants,
    decision,
    digest,
    comment,
  ]);
  const answer = row?.answer ?? 'not-found';
  if (answer !== 'counted') throw new MaestroError(...refusals[answer]);
  const status = row?.status ?? 'pending';
  if (status !== 'pending') await settleNow(engine, { tenantId, runId }, n);
  return status;
}

/** The vote is committed: where this fails, the sweep ends the task. */
async function settleNow(engine: Engine, run: RunRef, n: number): Promise<void> {
  const completer = createCompleter(engine);
  try {
    const context = n < 0 ? null : await readRunContext(engine, run);
    // A question without a task is about the start of its run.
    if (n < 0) await sweepRun(engine, completer, run);
    if (context) await settleApproval(engine, completer, { run, plan: context.plan, n });
  } catch (error) {
    engine.onError(error, 'ending an approval');
  }
  await completer.idle();
}

const refusals: Record<Exclude<Answer, 'counted'>, [ProblemCode, string]> = {
  'not-found': ['not-found', 'There is no such approval.'],
  'not-eligible': ['not-eligible', 'You are not among those who may answer this.'],
  'self-approval': ['self-approval', 'Who started a run cannot approve what it does.'],
  'already-voted': ['already-voted', 'You have answered this already: a vote stands.'],
  'not-pending': ['not-pending', 'The question is no longer open.'],
  'digest-mismatch': ['digest-mismatch', 'The digest is not that of what is asked: read it again.'],
};
