import { eventually } from '@maestro/testing';
import type { Stage } from './stage';

/** What waits for an instant, for a message or for people. */
export function waiting(stage: () => Stage): void {
  it('wait: not a moment less', async () => {
    const run = await stage().play('wait.yaml', { after: '1s' });
    expect(run.output).toMatch(/^No answer by \d{4}-\d\d-\d\dT/);
    const [ask, , remind] = await stage().tasks(run.id);
    const between = Date.parse(remind?.started_at ?? '') - Date.parse(ask?.finished_at ?? '');
    expect(between).toBeGreaterThanOrEqual(1_000);
  });

  const send = (runId: string, by: string) =>
    stage().maestro.client.request('POST', '/api/runs/{id}/signals/{name}', {
      params: { id: runId, name: 'paid' },
      body: { payload: { by } },
    });

  it('signal: sent before anybody waits for it', async () => {
    const { outside } = stage();
    outside.replies('POST /reservations', { held: true });
    const runId = await stage().start(await stage().publish('signal.yaml'));
    await stage().called('POST /reservations');
    await send(runId, 'ann');
    outside.release();
    const run = await stage().ended(runId);
    expect([run.status, run.output]).toEqual(['succeeded', 'paid by ann']);
  });

  it('signal: sent while it is waited for', async () => {
    const runId = await stage().start(await stage().publish('signal.yaml'));
    await stage().parked(runId, 'payment', 'SIGNAL');
    await send(runId, 'bob');
    expect((await stage().ended(runId)).output).toBe('paid by bob');
  });

  describe('approval', () => {
    /** The question of a run, once it is asked, and a way to answer it under a key. */
    async function asked() {
      const { maestro } = stage();
      const runId = await stage().start(await stage().publish('approval.yaml'), { headline: 'We are open' });
      await stage().parked(runId, 'ask', 'APPROVAL');
      const list = () => maestro.client.request('GET', '/api/approvals', { query: { status: ['pending'] } });
      const question = await eventually(
        async () => (await list()).data.find(({ run_id }) => run_id === runId),
        { what: 'The question' },
      );
      const answer = async (verb: 'approve' | 'reject', key: string) => {
        const response = await fetch(`${maestro.services.apiUrl}/api/approvals/${question.id}/${verb}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify({ digest: question.digest }),
        });
        return {
          status: response.status,
          body: (await response.json()) as { code?: string; status?: string },
        };
      };
      return { runId, question, answer };
    }

    it('needs its quorum of others, and sends what they saw', async () => {
      const { maestro, outside } = stage();
      const { runId, question, answer } = await asked();
      expect(question.message).toBe('Publish "We are open"?');
      expect(question.covers).toMatchObject({
        publish: { method: 'POST', body: { headline: 'We are open' } },
      });
      expect((await answer('approve', maestro.apiKey)).body.code).toBe('self-approval');
      expect((await answer('approve', await maestro.anotherKey('ann'))).body.status).toBe('pending');
      expect(outside.calls).toEqual([]);
      expect((await answer('approve', await maestro.anotherKey('bob'))).body.status).toBe('approved');
      expect((await stage().ended(runId)).status).toBe('succeeded');
      expect(outside.calls).toMatchObject([{ line: 'POST /releases', body: { headline: 'We are open' } }]);
      expect(await stage().statuses(runId)).toMatchObject({ publish: 'succeeded', discard: 'skipped' });
    });

    it('is over with one rejection, which is a failure like any other', async () => {
      const { maestro, outside } = stage();
      const { runId, answer } = await asked();
      expect((await answer('reject', await maestro.anotherKey('cid'))).body.status).toBe('rejected');
      expect((await stage().ended(runId)).status).toBe('completed');
      expect(outside.calls.map(({ line }) => line)).toEqual(['DELETE /drafts']);
    });
  });
}
