import { install, type Installation } from '@maestro/testing';

/** Nobody leads: what a leader would have done is done late, by workers. */
let maestro: Installation;
beforeAll(async () => {
  maestro = await install({ scheduler: 0, worker: 1 });
}, 60_000);
afterAll(() => maestro?.stop());

it('an installation without a scheduler goes on, late', async () => {
  const definition = {
    nodes: [
      { id: 'pause', kind: 'wait', for: '100ms' },
      { id: 'after', kind: 'task', ref: 'noop' },
    ],
    edges: [{ from: 'pause', to: 'after' }],
  };
  const { id: template_id } = await maestro.client.request('POST', '/api/templates', {
    body: { name: 'pause', definition },
  });
  const { id } = await maestro.client.request('POST', '/api/runs', { body: { template_id } });
  expect((await maestro.ended(id, 30_000)).status).toBe('succeeded');
}, 60_000);
