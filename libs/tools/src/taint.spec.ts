import { compileDocument, type Plan } from '@maestro/dsl';
import { isTainted } from './taint';

const any = { description: '', input: {}, output: {}, secrets: ['/x'], served: true };
const handlers = new Map(['noop', 'transform', 'http', 'llm_call', 'tool_call'].map((ref) => [ref, any]));

function planOf(nodes: object[], edges: object[]): Plan {
  const spec = { nodes, edges };
  const document = { apiVersion: 'maestro/v1', kind: 'Workflow', metadata: { name: 'x' }, spec } as never;
  const compiled = compileDocument(document, { handlers });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled));
  return compiled.plan;
}
const tainted = (plan: Plan, id: string) =>
  isTainted(
    plan,
    plan.nodes.findIndex((node) => node.id === id),
  );
const call = (id: string, x: string) => ({ id, kind: 'task', ref: 'tool_call', with: { x } });

it('comes with what a server said, and through whatever passes it on', () => {
  const plan = planOf(
    [
      { id: 'page', kind: 'task', ref: 'http', with: {} },
      { id: 'cut', kind: 'task', ref: 'transform', with: { x: '${{ tasks.page.output }}' } },
      { id: 'own', kind: 'task', ref: 'transform', with: { x: '${{ inputs.x }}' } },
      call('led', '${{ tasks.cut.output }}'),
      call('free', '${{ tasks.own.output }}'),
    ],
    [
      { from: 'page', to: 'cut' },
      { from: 'cut', to: 'led' },
      { from: 'page', to: 'own' },
      { from: 'own', to: 'free' },
    ],
  );
  expect([tainted(plan, 'led'), tainted(plan, 'free')]).toEqual([true, false]);
});

it('comes into a map with its list, into a round with the rounds before, and out of both with their results', () => {
  const map = (id: string, over: string) => ({
    ...{ id, kind: 'map', over },
    body: { nodes: [call(`${id}_call`, '${{ item }}')], edges: [] },
  });
  const plan = planOf(
    [
      { id: 'ask', kind: 'task', ref: 'llm_call', with: {} },
      map('led', 'tasks.ask.output.calls'),
      map('own', 'inputs.list'),
      call('after', '${{ tasks.own.output }}'),
      {
        ...{ id: 'turns', kind: 'loop', until: 'tasks.think.output.done', max_rounds: 2 },
        body: {
          nodes: [call('act', 'x'), { id: 'think', kind: 'task', ref: 'llm_call', with: {} }],
          edges: [{ from: 'act', to: 'think' }],
        },
      },
    ],
    [
      { from: 'ask', to: 'led' },
      { from: 'own', to: 'after' },
    ],
  );
  // What a map made of calls gives is what the tools said.
  expect(['led_call', 'own_call', 'after', 'act'].map((id) => tainted(plan, id))).toEqual([
    true,
    false,
    true,
    true,
  ]);
});
