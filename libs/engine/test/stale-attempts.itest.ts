import { MaestroError } from '@maestro/problems';
import { planOf } from '@maestro/flow/testing';
import { newId } from '@maestro/persistence';
import { differences, fingerprint } from '@maestro/testing';
import { rescueLost, type ClaimedTask, type CompletionOutcome } from '../src';
import { createHarness, succeed, type Harness } from './harness';

// Every end of an attempt × every worker to whom it is not to be ended: nothing is written.

const error = new MaestroError('connection', 'refused').toProblem();
const ends: Record<CompletionOutcome['kind'], CompletionOutcome> = {
  succeeded: succeed('forged'),
  failed: { kind: 'failed', error },
  skipped: { kind: 'skipped' },
  omitted: { kind: 'omitted' },
  cancelled: { kind: 'cancelled', error },
  retry: { kind: 'retry', error, delayMs: 1_000 },
  park: { kind: 'park', wait: { reason: 'SIGNAL', wakeMs: null, detail: {} } },
  release: { kind: 'release' },
  lost: { kind: 'lost', error, alone: false },
};

let harness: Harness;
/** Of a run, by what is wrong with the token it comes with. */
const wrong: [string, ClaimedTask][] = [];

beforeAll(async () => {
  harness = await createHarness();
  const plan = planOf([{}, {}], [{ from: 0, to: 1 }]);
  const dead = await harness.worker('dead');
  await harness.start(plan);
  const claim = async (worker = dead) => (await worker.claim(harness.inbox.splice(0)))[0] as ClaimedTask;
  const before = await claim();
  await harness.advance(7_000);
  expect(await rescueLost(harness.engine)).toBe(1);
  const now = await claim(await harness.worker('live'));
  await harness.start(plan);
  const other = await claim(await harness.worker('other'));
  const stranger = { ...now.run, ref: { ...now.run.ref, tenantId: newId() } };
  wrong.push(
    ['of the attempt before', before],
    ['of nobody', { ...now, token: '1' }],
    ["of another run's attempt", { ...now, token: other.token }],
    ['of its own, at the task behind it', { ...now, n: 1 }],
    ['of its own, under another tenant', { ...now, run: stranger }],
  );
});
afterAll(() => harness.close());

describe.each(Object.entries(ends))('E032: an attempt that is said to have %s', (_, outcome) => {
  it('changes nothing under a token that is not its own', async () => {
    const before = await fingerprint(harness.ownerUrl, harness.tenantId);
    for (const [whose, task] of wrong) {
      const worker = await harness.worker('forger');
      const { state, next } = await worker.finish(task, outcome);
      expect([whose, state, next]).toEqual([whose, 'stale', []]);
    }
    const after = await fingerprint(harness.ownerUrl, harness.tenantId);
    expect(differences(before, after)).toEqual([]);
    expect(harness.inbox).toEqual([]);
  });
});
