import { chained, task, type Answer, type Site, type Workload } from './workload';

/** Sent at once, so that it comes before, during or after the wait for it. */
export const signalled: Workload = {
  name: 'signal',
  definition: () => ({
    nodes: [task('before'), { id: 'word', kind: 'signal', with: { name: 'go' } }, task('after')],
    edges: chained('before', 'word', 'after'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded', 'succeeded'],
  act: async (site, runId) => {
    const answer = await site.call('POST', `/api/runs/${runId}/signals/go`, {
      body: { payload: { word: 'go' }, source: `storm-${runId}` },
    });
    if (answer.status >= 300) throw refusal('the signal', answer);
  },
};

/** Answered by somebody else than who started it. */
export const approved: Workload = {
  name: 'approval',
  definition: () => ({
    nodes: [
      { id: 'ask', kind: 'approval', with: { message: 'Go on?', approvers: ['role:owner'] } },
      task('after'),
    ],
    edges: chained('ask', 'after'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded'],
  act: async (site, runId) => {
    const { id, digest, status } = await approvalOf(site, runId);
    // An earlier try got through, and its answer did not.
    if (status !== 'pending') return;
    const answer = await site.call('POST', `/api/approvals/${id}/approve`, {
      body: { digest },
      as: 'approver',
    });
    if (answer.status >= 300) throw refusal('the vote', answer);
  },
};

interface Approval {
  id: string;
  run_id: string;
  digest: string;
  status: string;
}

async function approvalOf(site: Site, runId: string): Promise<Approval> {
  const answer = await site.call('GET', '/api/approvals?limit=200', { as: 'approver' });
  if (answer.status !== 200) throw refusal('the inbox', answer);
  const asked = (answer.body.data ?? []) as Approval[];
  const mine = asked.find(({ run_id }) => run_id === runId);
  if (!mine) throw new Error(`nobody is asked about ${runId} yet`);
  return mine;
}

function refusal(what: string, { status, body }: Answer): Error {
  return new Error(`${what} was answered with ${status} ${JSON.stringify(body).slice(0, 300)}`);
}
