import { createHash } from 'node:crypto';
import {
  formatId,
  insertPolicyVersion,
  recordAudit,
  type PolicyBody,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import { policyActions } from '@maestro/tenancy';
import { createPolicySet } from './policy-set';
import { readPolicyTests, runPolicyTests, type PolicyTest } from './run-tests';
import { shippedPolicies } from './shipped';

export interface PolicyDraft {
  name: string;
  engine: 'cedar' | 'opa';
  /** Of a Cedar policy. */
  text?: string;
  /** Of an OPA policy. */
  package?: string;
  actions?: readonly string[];
  tests?: unknown;
  actor: string;
}

export interface PublishedPolicy {
  id: string;
  version: number;
  /** False where the latest version holds the same. */
  created: boolean;
  tests: number;
}

/**
 * Makes a policy or its next version. A Cedar text is read and put to its own tests first: one that fails them is not published.
 * Which version decides is said apart.
 *
 * @throws MaestroError `validation-failed` with positions, `policy-tests-failed`, `conflicting-fields`, `missing-field`
 */
export async function publishPolicy(tx: TenantTx, draft: PolicyDraft): Promise<PublishedPolicy> {
  const { name, engine, actor } = draft;
  if (shippedPolicies.some((shipped) => shipped.name === name))
    throw faulty('/name', `"${name}" is a policy that comes with Maestro: switch that on or off instead.`);
  const body = engine === 'cedar' ? cedarBody(draft) : opaBody(draft);
  const tests = testsOf(draft);
  if (engine === 'cedar') checkTests({ name, text: draft.text ?? '' }, tests);
  const digest = createHash('sha256')
    .update(JSON.stringify([engine, body, tests]))
    .digest('hex');
  const made = await insertPolicyVersion(tx, { name, engine, digest, body, tests, actor });
  if (!made) throw faulty('/engine', `There is a policy "${name}" of another engine.`);
  const { id, version, created } = made;
  const detail = { name, engine, version, digest };
  if (created)
    await recordAudit(tx, { actor, action: 'policy.published', subject: formatId('pol', id), detail });
  return { id, version, created, tests: tests.length };
}

function cedarBody({ name, text, ...draft }: PolicyDraft): PolicyBody {
  if (draft.package !== undefined || draft.actions !== undefined)
    throw faulty('/package', '`package` and `actions` are of OPA policies.', 'conflicting-fields');
  if (text === undefined) throw faulty('/text', 'A Cedar policy has a text.', 'missing-field');
  createPolicySet([], [{ name, engine: 'cedar', text }]);
  return { text };
}

function opaBody({ text, tests, actions = [], ...draft }: PolicyDraft): PolicyBody {
  if (text !== undefined)
    throw faulty('/text', 'The text of an OPA policy is in the OPA.', 'conflicting-fields');
  if (tests !== undefined)
    throw faulty(
      '/tests',
      'The tests of an OPA policy are beside its text: `opa test`.',
      'conflicting-fields',
    );
  if (draft.package === undefined)
    throw faulty('/package', 'An OPA policy names its package.', 'missing-field');
  // It becomes a path, as it is written.
  if (!/^[a-z_][a-z0-9_]{0,63}(\.[a-z_][a-z0-9_]{0,63}){0,7}$/.test(draft.package))
    throw faulty('/package', 'A package is names of a-z, 0-9 and _, with dots between them.');
  const unknown = actions.findIndex((action) => !policyActions.some((known) => known === action));
  if (unknown >= 0) throw faulty(`/actions/${unknown}`, `Actions are ${policyActions.join(', ')}.`);
  if (actions.length === 0)
    throw faulty('/actions', 'An OPA policy says what it decides about.', 'missing-field');
  return { package: draft.package, actions: [...new Set(actions)] };
}

function testsOf({ tests = [] }: PolicyDraft): PolicyTest[] {
  const read = readPolicyTests(tests);
  if (typeof read === 'string') throw faulty('/tests', read);
  return read;
}

function checkTests(policy: { name: string; text: string }, tests: readonly PolicyTest[]): void {
  const errors = runPolicyTests(policy, tests).flatMap(
    ({ name, passed, said, reasons }, i): FieldProblem[] => {
      const message = `"${name}" expects ${tests[i]?.expect}; the policy says ${said} (${reasons.join(', ')}).`;
      return passed ? [] : [{ pointer: `/tests/${i}`, code: 'policy-tests-failed', message }];
    },
  );
  const [first] = errors;
  if (first) throw new MaestroError('policy-tests-failed', first.message, { errors });
}

function faulty(
  pointer: string,
  message: string,
  code: 'validation-failed' | 'missing-field' | 'conflicting-fields' = 'validation-failed',
): MaestroError {
  return new MaestroError(code, message, { errors: [{ pointer, code, message }] });
}
