import {
  eventually,
  install,
  startPrivateServers,
  type Installation,
  type PrivateServers,
} from '@maestro/testing';
import { breaches } from './breaches';
import { isAlive } from './ground';
import { chain } from './workloads/graphs';
import type { Site } from './workloads/workload';

/** Postgres ends without a chance to tidy up, as `pg_ctl stop -m immediate` does it, again and again. */
let servers: PrivateServers;
let maestro: Installation;
beforeAll(async () => {
  servers = await startPrivateServers();
  maestro = await install({ stack: servers.stack, worker: 2 });
}, 90_000);
afterAll(async () => {
  await maestro?.stop();
  await servers?.stop();
});

const post = (body: object) =>
  fetch(`${maestro.services.apiUrl}/api/runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${maestro.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });

it('is answered with 503 while it lasts, and within 3 s of its end all is well; no process has ended', async () => {
  const definition = chain.definition({} as Site) as never;
  const body = { name: 'chain', definition };
  const { id: template_id } = await maestro.client.request('POST', '/api/templates', { body });
  const accepted: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const { id } = await maestro.client.request('POST', '/api/runs', { body: { template_id } });
    accepted.push(id);
    await servers.crash('postgres');

    const refused = await post({ template_id, idempotency_key: `stop-${i}` });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

    await servers.restart('postgres');
    const back = await eventually(
      async () => {
        const answer = await post({ template_id, idempotency_key: `stop-${i}` });
        return answer.ok ? ((await answer.json()) as { id: string }) : undefined;
      },
      { timeoutMs: 3_000, intervalMs: 50, what: 'The return of the API' },
    );
    accepted.push(back.id);
    expect((await fetch(`${maestro.services.apiUrl}/readyz`)).status).toBe(200);
  }
  const ended = await Promise.all(accepted.map((id) => maestro.ended(id, 45_000)));
  expect(ended.map(({ status }) => status)).toEqual(accepted.map(() => 'succeeded'));
  const { api, scheduler, worker } = maestro.services;
  expect([...api, ...scheduler, ...worker].filter(({ pid }) => !isAlive(pid))).toEqual([]);
  expect(await breaches(maestro)).toEqual({});
}, 120_000);
