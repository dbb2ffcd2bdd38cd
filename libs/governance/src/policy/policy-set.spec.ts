import type { PolicyQuestion } from '@maestro/tenancy';
import { createPolicySet, decideByCedar } from './policy-set';

const ask = (text: string, model: string) => {
  const question: PolicyQuestion = {
    ...{ tenantId: 't', action: 'task:start', context: {} },
    principal: { kind: 'run', id: 'r', actor: 'key:a', role: null },
    resource: { type: 'Task', id: 'task', attributes: { input: { model } } },
  };
  return decideByCedar(createPolicySet([], [{ name: 'own', engine: 'cedar', text }]), question);
};

const lab = `
  @id("any") permit (principal, action, resource);
  @id("lab") @unknown_models("declared")
  permit (principal, action == Action::"task:start", resource) when { resource.input.model like "lab/*" };`;

it('says which models may cost what is declared, and only of those', () => {
  expect(ask(lab, 'lab/m-1')).toMatchObject({
    effect: 'allow',
    obligations: [{ rule: 'own#lab', unknown_models: 'declared' }],
  });
  expect(ask(lab, 'other')).toMatchObject({ effect: 'allow', obligations: [] });
});

it('keeps that from what is denied', () => {
  const text = `${lab} @id("no") forbid (principal, action, resource);`;
  expect(ask(text, 'lab/m-1')).toMatchObject({ effect: 'deny', obligations: [] });
});

it.each([
  ['another word', '@unknown_models("free") permit (principal, action, resource);'],
  ['a rule that forbids', '@unknown_models("declared") forbid (principal, action, resource);'],
])('refuses %s', (_, text) =>
  expect(() => ask(text, 'm')).toThrow('@unknown_models is "declared", of a permit'),
);
