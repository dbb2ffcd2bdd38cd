import { install, type Installation } from '@maestro/testing';
import { breaches } from './breaches';
import { diceOf } from './seed';
import { pause } from './time';
import { chain } from './workloads/graphs';
import type { Site } from './workloads/workload';

let maestro: Installation;
beforeAll(async () => {
  maestro = await install({ worker: 2 });
}, 60_000);
afterAll(() => maestro?.stop());

const RACES = 200;
const LANES = 8;

it('a run that is cancelled as it ends has exactly one end, and both happen', async () => {
  const dice = diceOf(28);
  const body = { name: 'chain', definition: chain.definition({} as Site) as never };
  const { id: template_id } = await maestro.client.request('POST', '/api/templates', { body });
  const ids: string[] = [];
  const race = async () => {
    const { id } = await maestro.client.request('POST', '/api/runs', { body: { template_id } });
    ids.push(id);
    await pause(dice.below(60));
    await maestro.client
      .request('POST', '/api/runs/{id}/cancel', { params: { id }, body: { reason: 'race' } })
      // It was over before.
      .catch((error: { problem?: { status: number } }) => expect(error.problem?.status).toBe(409));
  };
  const lane = async () => {
    for (let i = 0; i < RACES / LANES; i += 1) await race();
  };
  await Promise.all(Array.from({ length: LANES }, lane));

  const ended = await Promise.all(ids.map((id) => maestro.ended(id, 30_000)));
  expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['cancelled', 'succeeded']));
  // Who won is written down once, and what the run says is what its history says.
  const [odd] = await maestro.sql<{ runs: number }>(`
    SELECT count(*)::int AS runs FROM maestro_runs r
    WHERE 1 <> (SELECT count(*) FROM maestro_events e WHERE e.tenant_id = r.tenant_id AND e.run_id = r.id
                AND e.type = 'run.finished' AND e.data ->> 'status' = r.status::text)`);
  expect(odd).toEqual({ runs: 0 });
  expect(await breaches(maestro)).toEqual({});
}, 120_000);
