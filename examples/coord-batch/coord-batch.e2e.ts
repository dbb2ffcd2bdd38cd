import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, install, type Installation } from '@maestro/testing';
import { openOutside, type Outside } from '../control-flow/outside';
import { deploy, type Nights } from '../nights';

/** What each of the sixteen jobs answered on a night, in their order. */
const answers = JSON.parse(readFileSync(join(__dirname, 'answers.json'), 'utf8')) as Record<string, object>;
const steps = Object.keys(answers);
const [ninth = '', minuteMs] = [steps[8], 60_000];

let maestro: Installation;
let jobs: Outside;
let nights: Nights;

beforeAll(async () => {
  [maestro, jobs] = await Promise.all([install({ worker: 1, scheduler: 1 }), openOutside()]);
  await maestro.allow(jobs.host);
  nights = await deploy(maestro, {
    ...{ folder: __dirname, score: 'coord-batch.yaml' },
    ...{ from: '2031-06-01T12:00:00Z', inputs: { jobs: jobs.url } },
  });
}, 60_000);
beforeEach(() => {
  jobs.clear();
  for (const [line, body] of Object.entries(answers)) jobs.replies(line, { body });
});
afterAll(async () => {
  await jobs?.close();
  await maestro?.stop();
});

const called = () => jobs.calls.map(({ line }) => line);

it('plays its sixteen steps at two in the night, one after another', async () => {
  await nights.clock('2031-06-02T02:00:00Z');
  const run = await maestro.ended(await nights.run(1));
  expect([run.status, run.output]).toEqual(['succeeded', '387 posts · 9 communities · 1 case']);
  expect(run.created_at >= '2031-06-02T02:00:00').toBe(true);
  expect([steps.length, called()]).toEqual([16, steps]);
  expect(jobs.busy.most).toBe(1);
});

it('tries a step once more, after five minutes', async () => {
  jobs.replies(ninth, { status: 503 }, { body: answers[ninth] ?? {} });
  await nights.clock('2031-06-03T02:00:00Z');
  const id = await nights.run(2);
  const again = await nights.retryAt(id, 'communities');
  const waits = again - Date.parse('2031-06-03T02:00:00Z');
  expect(waits).toBeGreaterThanOrEqual(5 * minuteMs);
  expect(waits).toBeLessThan(6 * minuteMs);
  expect(called()).toEqual(steps.slice(0, 9));
  await nights.clock(again);
  expect((await maestro.ended(id)).status).toBe('succeeded');
  expect(called()).toEqual([...steps.slice(0, 9), ...steps.slice(8)]);
});

it('plays nothing of the nights on which no scheduler was there, and goes on with the next', async () => {
  await Promise.all(maestro.services.scheduler.map((scheduler) => scheduler.stop()));
  await nights.clock('2031-06-06T12:00:00Z');
  await maestro.services.start('scheduler');
  const missed = ['06-04', '06-05', '06-06'].map((day) => `${day} 02:00 skipped misfire`);
  const all = ['06-02 02:00 fired', '06-03 02:00 fired', ...missed];
  await eventually(async () => (await nights.slots()).length >= all.length, {
    timeoutMs: 20_000,
    what: 'The slots that were missed',
  });
  expect(await nights.slots()).toEqual(all);
  expect(called()).toEqual([]);

  jobs.replies(ninth, { status: 503 });
  await nights.clock('2031-06-07T02:00:00Z');
  const id = await nights.run(3);
  await nights.clock(await nights.retryAt(id, 'communities'));
  const run = await maestro.ended(id);
  expect([run.status, run.error?.code]).toEqual(['failed', expect.stringContaining('failed')]);
  expect(called()).toEqual([...steps.slice(0, 9), ninth]);
  expect(await nights.runs()).toHaveLength(3);
});
