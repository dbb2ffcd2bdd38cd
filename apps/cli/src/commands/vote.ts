import type { Approval } from '@maestro/client';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { printable, printableJson } from '../text/printable';

export type Decision = 'approve' | 'reject';

export interface VoteOptions {
  comment?: string;
  digest?: string;
}

/**
 * Answers what a task asks, and shows what that was. The vote names the digest of what was shown, or the one given: the
 * server refuses it where something else is asked by now.
 */
export async function vote(
  context: Context,
  task: string,
  { decision, comment, digest }: VoteOptions & { decision: Decision },
): Promise<ExitCode> {
  const client = context.connect();
  const id = task.replace(/^task_/, 'apr_');
  const asked = await client.request('GET', '/api/approvals/{id}', {
    params: { id },
    signal: context.signal,
  });
  show(context, asked);
  const options = {
    params: { id },
    body: { digest: digest ?? asked.digest, ...(comment === undefined ? {} : { comment }) },
    signal: context.signal,
  };
  const answered =
    decision === 'approve'
      ? await client.request('POST', '/api/approvals/{id}/approve', options)
      : await client.request('POST', '/api/approvals/{id}/reject', options);
  if (context.json) context.printJson(answered);
  else context.out.line(`${printable(answered.id)}: ${outcome(answered)}`);
  return ExitCode.ok;
}

function show({ err }: Context, { message, covers, requested_by, digest }: Approval): void {
  err.line(printable(message));
  for (const [node, input] of Object.entries(covers))
    err.line(`${err.colors.dim(printable(node))} ${printableJson(input)}`);
  err.line(err.colors.dim(`asked for ${printable(requested_by)}, digest ${printable(digest)}`));
}

function outcome({ status, votes, quorum }: Approval): string {
  if (status !== 'pending') return printable(status);
  const approved = votes.filter(({ decision }) => decision === 'approve').length;
  return `${approved} of ${quorum} have approved`;
}
