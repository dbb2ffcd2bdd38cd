import { createHash } from 'node:crypto';
import { policyActions, type PolicyAction, type PolicyDecision, type PolicyQuestion } from '@maestro/tenancy';
import { askCedar } from './cedar-engine';
import type { OpaPolicy } from './opa';
import { dutiesOf, obligationOf, readRules, type Rule } from './rules';

/** A policy as it takes effect. */
export type ActivePolicy = { name: string } & (
  { engine: 'cedar'; text: string } | ({ engine: 'opa' } & OpaPolicy)
);

/** All that decides for a tenant, ready to be asked. */
export interface PolicySet {
  digest: string;
  cedar(): CedarRules;
  opa: readonly ({ name: string } & OpaPolicy)[];
  /** What the tenant has rules about besides those that are always there. */
  governed: ReadonlySet<PolicyAction>;
}

interface CedarRules {
  /** Texts of rules that allow or deny; and of those that people may agree to. */
  plain: ReadonlyMap<string, string>;
  asking: ReadonlyMap<string, string>;
  rules: ReadonlyMap<string, Rule>;
}

/** Under them stands what is asked of people: they are asked only about what is allowed otherwise. */
const OTHERWISE = '@id("otherwise") permit (principal, action, resource);';

/**
 * @param shipped rules that are there for everybody: they decide, and by themselves govern nothing
 * @throws MaestroError where a text cannot be read
 */
export function createPolicySet(shipped: readonly ActivePolicy[], own: readonly ActivePolicy[]): PolicySet {
  const read = (policies: readonly ActivePolicy[]) =>
    policies.flatMap((policy) => (policy.engine === 'cedar' ? readRules(policy.name, policy.text) : []));
  const ownRules = read(own);
  const opa = own.flatMap((policy) => (policy.engine === 'opa' ? [policy] : []));
  let ready: CedarRules | null = null;
  return {
    digest: createHash('sha256')
      .update(JSON.stringify([shipped, own]))
      .digest('hex'),
    // Of a tenant without rules nothing is ever read, and the module not loaded.
    cedar: () => (ready ??= cedarRules([...read(shipped), ...ownRules])),
    opa,
    governed: new Set([...ownRules, ...opa].flatMap(({ actions }) => actions)),
  };
}

/** In place of rules that cannot be understood: asked about everything, it denies everything, and says why. Its digest is that of none. */
export function brokenSet(error: unknown): PolicySet {
  return {
    digest: '0'.repeat(64),
    cedar: () => {
      throw error;
    },
    opa: [],
    governed: new Set(policyActions),
  };
}

function cedarRules(rules: readonly Rule[]): CedarRules {
  const textOf = (rule: Rule): [string, string] => [rule.id, rule.text];
  const asking = rules.filter(({ approval }) => approval !== null).map(textOf);
  return {
    plain: new Map(rules.filter(({ approval }) => approval === null).map(textOf)),
    asking: new Map(asking.length > 0 ? [...asking, ['otherwise', OTHERWISE]] : []),
    rules: new Map(rules.map((rule) => [rule.id, rule])),
  };
}

/** What the Cedar rules say. Whatever goes wrong is a denial that says so. */
export function decideByCedar(set: PolicySet, question: PolicyQuestion): PolicyDecision {
  const decision = (effect: PolicyDecision['effect'], reasons: readonly string[]): PolicyDecision => ({
    ...{ effect, reasons, obligations: [], digest: set.digest },
  });
  try {
    const rules = set.cedar();
    const plain = askCedar(`${set.digest} plain`, rules.plain, question);
    if (plain.kind === 'error') return decision('deny', [`error: ${plain.message}`]);
    if (!plain.allow) return decision('deny', plain.rules.length > 0 ? plain.rules : ['no rule permits it']);
    const named = (ids: readonly string[]) => ids.flatMap((id) => rules.rules.get(id) ?? []);
    const allowed = { ...decision('allow', plain.rules), obligations: named(plain.rules).flatMap(dutiesOf) };
    if (rules.asking.size === 0) return allowed;
    const asking = askCedar(`${set.digest} asking`, rules.asking, question);
    if (asking.kind === 'error') return decision('deny', [`error: ${asking.message}`]);
    if (asking.allow) return allowed;
    return {
      ...decision('require-approval', asking.rules),
      obligations: named(asking.rules).map(obligationOf),
    };
  } catch (error) {
    return decision('deny', [`error: ${error instanceof Error ? error.message : 'no answer'}`]);
  }
}
