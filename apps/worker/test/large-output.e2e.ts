import { install, type Installation } from '@maestro/testing';

const LENGTH = 400_000;

let maestro: Installation;
beforeAll(async () => {
  maestro = await install({ scheduler: 0 });
}, 60_000);
afterAll(() => maestro?.stop());

it('E077: keeps an output over 256 KiB beside its row, and hands it to whoever names it', async () => {
  const source = `
apiVersion: maestro/v1
kind: Workflow
metadata: { name: large }
spec:
  inputs: { type: object, required: [text], properties: { text: { type: string } } }
  nodes:
    - { id: large, kind: task, ref: transform, with: { value: '\${{ inputs.text }}' } }
    - { id: measure, kind: task, ref: transform, with: { value: '\${{ size(tasks.large.output) }}' } }
  edges: [{ from: large, to: measure }]
  outputs: { length: '\${{ tasks.measure.output }}' }
`;
  const { id } = await maestro.client.request('POST', '/api/templates', { body: { source } });
  const body = { template_id: id, inputs: { text: 'x'.repeat(LENGTH) } };
  const run = await maestro.ended((await maestro.client.request('POST', '/api/runs', { body })).id);
  expect([run.status, run.outputs]).toEqual(['succeeded', { length: LENGTH }]);

  const { data } = await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id: run.id } });
  const large = data.find((task) => task.node === 'large');
  expect(large?.output).toBeNull();
  expect(large?.output_ref).toMatchObject({
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    size: LENGTH + 2,
  });
}, 40_000);
