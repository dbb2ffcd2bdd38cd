import { policyActions, type PolicyDecision, type PolicyQuestion } from '@maestro/tenancy';
import { createPolicySet, decideByCedar } from './policy-set';
import { shippedPolicies, shippedText } from './shipped';

export { policiesFolder } from './shipped';

/** What a policy is to say to a question. */
export interface PolicyTest {
  name: string;
  question: Pick<PolicyQuestion, 'action' | 'resource'> &
    Partial<Pick<PolicyQuestion, 'principal' | 'context'>>;
  expect: PolicyDecision['effect'];
  /** Ids of rules that have to be among those that decided. */
  reasons?: readonly string[];
}

export interface PolicyTestResult {
  name: string;
  passed: boolean;
  /** What it said instead. */
  said: PolicyDecision['effect'];
  reasons: readonly string[];
}

const NOBODY = { kind: 'user', id: 'user:test', actor: 'user:test', role: 'owner' };
const MOST = 500;

/**
 * Puts a policy to its tests: beside what is there for everybody, and without the tenant's other policies.
 *
 * @throws MaestroError where the text cannot be read
 */
export function runPolicyTests(
  policy: { name: string; text: string },
  tests: readonly PolicyTest[],
): PolicyTestResult[] {
  const shipped = shippedPolicies
    .filter(({ name, use }) => use !== 'off' && name !== policy.name)
    .map(({ name }) => ({ name, engine: 'cedar' as const, text: shippedText(name) }));
  const set = createPolicySet(shipped, [{ ...policy, engine: 'cedar' }]);
  return tests.map(({ name, question, expect, reasons = [] }) => {
    const asked = { tenantId: '', principal: NOBODY, context: {}, ...question };
    const decision = decideByCedar(set, asked);
    const passed = decision.effect === expect && reasons.every((reason) => decision.reasons.includes(reason));
    return { name, passed, said: decision.effect, reasons: decision.reasons };
  });
}

/** Reads tests as JSON gives them; a text says what is wrong with them. */
export function readPolicyTests(value: unknown): PolicyTest[] | string {
  if (!Array.isArray(value)) return 'The tests are a list.';
  if (value.length > MOST) return `There are more than ${MOST} tests.`;
  for (const [i, test] of value.entries()) {
    const wrong = faultOf(test);
    if (wrong) return `Test ${i}: ${wrong}`;
  }
  return value as PolicyTest[];
}

const effects: readonly unknown[] = ['allow', 'deny', 'require-approval'];

function faultOf(test: unknown): string | null {
  if (!isRecord(test)) return 'it is an object.';
  const strange = Object.keys(test).find((name) => !['name', 'question', 'expect', 'reasons'].includes(name));
  if (strange) return `there is no field "${strange}".`;
  const { name, question, expect, reasons = [] } = test;
  if (typeof name !== 'string') return '"name" is a text.';
  if (!effects.includes(expect)) return '"expect" is allow, deny or require-approval.';
  if (!Array.isArray(reasons) || !reasons.every((one) => typeof one === 'string'))
    return '"reasons" is a list of ids of rules.';
  return questionFault(question);
}

/** What is wrong with a question that somebody wrote; null where nothing is. */
export function questionFault(question: unknown): string | null {
  if (!isRecord(question)) return '"question" is an object.';
  const { action, principal = NOBODY, resource, context = {}, ...more } = question;
  const [strange] = Object.keys(more);
  if (strange !== undefined) return `a question has no field "${strange}".`;
  if (!policyActions.some((known) => known === action))
    return `"action" is one of ${policyActions.join(', ')}.`;
  if (!isRecord(context)) return '"context" is an object.';
  if (!isRecord(principal) || !hasTexts(principal, ['kind', 'id', 'actor']))
    return '"principal" has kind, id, actor and role.';
  if (!isRecord(resource) || !hasTexts(resource, ['type', 'id']) || !isRecord(resource['attributes']))
    return '"resource" has type, id and attributes.';
  return null;
}

function hasTexts(record: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof record[name] === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
