import { install, type Installation } from '@maestro/testing';

let maestro: Installation;
beforeAll(async () => {
  maestro = await install({ scheduler: 0 });
}, 60_000);
afterAll(() => maestro?.stop());

let templates = 0;

async function run(nodes: string) {
  const name = `llm-${(templates += 1)}`;
  const source = `apiVersion: maestro/v1\nkind: Workflow\nmetadata: { name: ${name} }\nspec:\n  nodes:\n${nodes}`;
  const { id } = await maestro.client.request('POST', '/api/templates', { body: { source } });
  const started = await maestro.client.request('POST', '/api/runs', { body: { template_id: id } });
  const ended = await maestro.ended(started.id);
  const { data } = await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id: ended.id } });
  return { ended, tasks: data };
}

it('answers by rules, without a network', async () => {
  await maestro.sql(`INSERT INTO maestro_model_providers (tenant_id, name, kind, models, rules, created_by)
    SELECT id, 'local', 'rules', '[{"name": "small", "context_tokens": 1000}]',
           '[{"match": "weather", "reply": "It rains on {{last}}."}]', 'test' FROM maestro_tenants`);
  const { ended, tasks } = await run(
    `    - { id: a, kind: task, ref: llm_call, with: { model: small, prompt: the weather } }\n`,
  );
  expect([ended.status, tasks[0]?.error ?? null]).toEqual(['succeeded', null]);
  expect(tasks[0]?.output).toMatchObject({
    ...{ text: 'It rains on the weather.', finish_reason: 'stop', provider: 'local', model: 'small' },
    usage: { input_tokens: 3, output_tokens: 6 },
  });
}, 30_000);
