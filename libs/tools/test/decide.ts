import { eventually, type Installation } from '@maestro/testing';

/** The questions of a run that nobody has answered, once there are so many. */
export async function questionsOf(maestro: Installation, run: string, count: number) {
  const found = await eventually(
    async () => {
      const { data } = await maestro.client.request('GET', '/api/approvals', {
        query: { status: ['pending'] },
      });
      const own = data.filter(({ run_id }) => run_id === run);
      return own.length === count ? own : undefined;
    },
    { timeoutMs: 20_000, what: 'The questions' },
  );
  return found ?? [];
}

/** Answers as somebody else than who started the run. */
export async function decide(
  maestro: Installation,
  { id, digest }: { id: string; digest: string },
  { verb, key }: { verb: 'approve' | 'reject'; key: string },
): Promise<void> {
  const answer = await fetch(`${maestro.services.apiUrl}/api/approvals/${id}/${verb}`, {
    ...{ method: 'POST', body: JSON.stringify({ digest }) },
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(200);
}
