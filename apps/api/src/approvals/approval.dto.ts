import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import {
  approvalStatuses,
  formatApprovalId,
  formatId,
  formatTaskId,
  type ApprovalRow,
  type ApprovalStatus,
  type VoteRow,
} from '@maestro/persistence';
import { TextField } from '../http/fields';
import { ListOf } from '../http/page';
import {
  ShowsInteger,
  ShowsMany,
  ShowsObject,
  ShowsText,
  ShowsTexts,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

const decisions = ['approve', 'reject'] as const;

@ApiSchema({ name: 'Vote', description: 'What one person answered. A vote stands.' })
export class VoteDto {
  @ShowsText('Who.', { example: 'key:deploy' })
  person!: string;

  @ShowsWord(decisions, 'What.')
  decision!: VoteRow['decision'];

  @ShowsText('Why.', { nullable: true })
  comment!: string | null;

  @ShowsTime('When.')
  at!: string;
}

@ApiSchema({ name: 'Approval', description: 'A question to people, of a task or about the start of a run.' })
export class ApprovalDto {
  @ShowsText('Id of the approval.', { example: 'apr_01j9z3k4v5x6y7z8a9b0c1d2e3_4' })
  id!: string;

  @ShowsText('The run that waits for it.')
  run_id!: string;

  @ShowsText('The task that asks; null where it is about the start of the run.', { nullable: true })
  task_id!: string | null;

  @ShowsText('Id of that task\u2019s node.', { nullable: true })
  node!: string | null;

  @ShowsText('The question.')
  message!: string;

  @ShowsObject(
    'Inputs of the nodes that the answer is about, by node: they are executed as they are shown here.',
  )
  covers!: JsonObject;

  @ShowsText('Digest of all that is shown: a vote has to name it.')
  digest!: string;

  @ShowsTexts('Who may answer: roles and persons.')
  approvers!: string[];

  @ShowsInteger('How many have to approve. One rejection is enough.')
  quorum!: number;

  @ShowsWord(approvalStatuses, 'How it stands.')
  status!: ApprovalStatus;

  @ShowsText('Who started the run, and may not answer.')
  requested_by!: string;

  @ShowsMany(() => VoteDto, 'The answers so far, the first one first.')
  votes!: VoteDto[];

  @ShowsTime('When it was asked.')
  created_at!: string;

  @ShowsTime('Until when it may be answered; null for ever.', { nullable: true })
  expires_at!: string | null;

  @ShowsTime('When it was decided.', { nullable: true })
  decided_at!: string | null;
}

export const ApprovalList = ListOf(ApprovalDto, 'ApprovalList');

@ApiSchema({ name: 'VoteBody' })
export class VoteBody {
  @TextField({ description: 'Digest of what you were shown.', required: true, max: 128 })
  digest!: string;

  @TextField({ description: 'Why, for the history.', max: 1_000 })
  comment?: string;
}

export function showApproval(row: ApprovalRow): ApprovalDto {
  return {
    id: formatApprovalId(row.runId, row.n),
    run_id: formatId('run', row.runId),
    task_id: row.n < 0 ? null : formatTaskId(row.runId, row.n),
    node: row.node,
    message: row.message,
    covers: row.covers,
    digest: row.digest,
    approvers: row.approvers,
    quorum: row.quorum,
    status: row.status,
    requested_by: row.requestedBy,
    votes: row.votes.map((vote) => ({ ...vote, at: new Date(vote.at).toISOString() })),
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    decided_at: row.decidedAt?.toISOString() ?? null,
  };
}
