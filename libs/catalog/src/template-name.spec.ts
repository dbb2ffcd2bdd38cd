import { checkPublishedName, checkTemplateName, isTemplateName } from './template-name';

it.each(['a', '0', 'kev-triage', 'team.flow_2', 'a'.repeat(128), 'tpl_short'])('takes %j', (name) => {
  expect(isTemplateName(name)).toBe(true);
});

it.each([
  '',
  '-a',
  '.a',
  'Flow',
  'a b',
  'a/b',
  'a\n',
  '\u202egnp.exe',
  'раypal',
  '<img onerror=x>',
  'a'.repeat(129),
  'tpl_01jcw3k4v5x6y7z8a9b0c1d2e3',
])('E068: refuses %j', (name) => {
  expect(() => checkTemplateName(name)).toThrow(expect.objectContaining({ code: 'invalid-name' }));
});

it.each(['agent.triage', 'plan.0f3a', 'Agent'])('nobody publishes %j by hand', (name) => {
  expect(() => checkPublishedName(name)).toThrow(expect.objectContaining({ code: 'invalid-name' }));
});

it.each(['agents', 'agent-smith', 'planned.work'])('people may publish %j', (name) => {
  expect(() => checkPublishedName(name)).not.toThrow();
});
