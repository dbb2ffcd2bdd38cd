import type { PolicyBody } from '../stores/policy.store';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import { pageOf, type Page } from './page';

const listStatement = statement('list_policies');
const versionsStatement = statement('policy_versions');
const decisionsStatement = statement('list_policy_decisions');

export interface PolicyRow {
  id: string;
  name: string;
  engine: 'cedar' | 'opa';
  latestVersion: number;
  activeVersion: number | null;
  createdBy: string;
  createdAt: Date;
}

export interface PolicyVersionRow {
  version: number;
  digest: string;
  body: PolicyBody;
  tests: unknown;
  createdBy: string;
  createdAt: Date;
}

export interface DecisionRow {
  id: string;
  at: Date;
  action: string;
  effect: 'allow' | 'deny' | 'require-approval';
  actor: string;
  principalId: string;
  resourceType: string;
  resourceId: string;
  runId: string | null;
  digest: string;
  reasons: string[];
  obligations: object[];
}

export interface DecisionFilter {
  /** Any of these; empty means all. */
  effects: readonly string[];
  actions: readonly string[];
  runId: string | null;
  /** Id of the last one that was shown. */
  after: string | null;
  limit: number;
}

const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Of a tenant, by name. */
export async function listPolicies(tx: TenantTx): Promise<PolicyRow[]> {
  return tx.query<PolicyRow>(listStatement.text, [tx.tenantId]);
}

/** The newest first; one of them where `version` is given. */
export async function listPolicyVersions(
  tx: TenantTx,
  policyId: string,
  { version, limit }: { version: number | null; limit: number },
): Promise<PolicyVersionRow[]> {
  return tx.query<PolicyVersionRow>(versionsStatement.text, [tx.tenantId, policyId, version, limit]);
}

/** The newest first. */
export async function listPolicyDecisions(tx: TenantTx, filter: DecisionFilter): Promise<Page<DecisionRow>> {
  const { effects, actions, runId, after, limit } = filter;
  const values = [tx.tenantId, after ?? LAST, limit + 1, effects, actions, runId];
  return pageOf(await tx.query<DecisionRow>(decisionsStatement.text, values), limit);
}
