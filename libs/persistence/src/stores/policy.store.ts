import { newId } from '../ids';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const active = statement('active_policies');
const insertDecisions = statement('insert_policy_decisions');
const publish = statement('publish_policy');
const activate = statement('activate_policy');
const switchStatement = statement('switch_policy');

/** Of a Cedar policy its text, of an OPA policy the package that decides, and about what. */
export type PolicyBody = { text: string } | { package: string; actions: string[] };

export type ActivePolicyRow =
  | { name: string; engine: 'cedar' | 'opa'; body: PolicyBody; active: null }
  | { name: string; engine: 'shipped'; body: null; active: boolean };

/** What decides for the tenant now, and how it has switched what is shipped. */
export async function readActivePolicies(tx: TenantTx): Promise<ActivePolicyRow[]> {
  return tx.query<ActivePolicyRow>(active.text, [tx.tenantId]);
}

/** A decision as it is kept. */
export interface NewDecision {
  action: string;
  effect: string;
  actor: string;
  principalId: string;
  resourceType: string;
  resourceId: string;
  runId: string | null;
  digest: string;
  reasons: readonly string[];
  obligations: readonly object[];
}

const cut = (text: string, length: number) => text.slice(0, length);

/** Keeps decisions under ids that rise with time. */
export async function insertPolicyDecisions(tx: TenantTx, decisions: readonly NewDecision[]): Promise<void> {
  const column = <T>(pick: (decision: NewDecision) => T) => decisions.map(pick);
  await tx.query(insertDecisions.text, [
    tx.tenantId,
    column(() => newId()),
    column(({ action }) => action),
    column(({ effect }) => effect),
    column(({ actor }) => cut(actor, 512)),
    column(({ principalId }) => cut(principalId, 512)),
    column(({ resourceType }) => cut(resourceType, 64)),
    column(({ resourceId }) => cut(resourceId, 512)),
    column(({ runId }) => runId),
    column(({ digest }) => digest),
    column(({ reasons }) => JSON.stringify(reasons.slice(0, 50).map((reason) => cut(reason, 500)))),
    column(({ obligations }) => JSON.stringify(obligations)),
  ]);
}

export interface NewPolicyVersion {
  name: string;
  engine: 'cedar' | 'opa';
  digest: string;
  body: PolicyBody;
  tests: unknown;
  actor: string;
}

/** Makes a policy or its next version; null where the name belongs to a policy of another engine. */
export async function insertPolicyVersion(
  tx: TenantTx,
  { name, engine, digest, body, tests, actor }: NewPolicyVersion,
): Promise<{ id: string; version: number; created: boolean } | null> {
  const values = [
    tx.tenantId,
    newId(),
    name,
    engine,
    digest,
    JSON.stringify(body),
    JSON.stringify(tests),
    actor,
  ];
  const [row] = await tx.query<{ id: string; version: number; created: boolean }>(publish.text, values);
  return row ?? null;
}

/** Says which version decides, null for none. False where there is no such version. */
export async function activatePolicy(tx: TenantTx, id: string, version: number | null): Promise<boolean> {
  return (await tx.query(activate.text, [tx.tenantId, id, version])).length > 0;
}

export async function switchShippedPolicy(tx: TenantTx, name: string, on: boolean): Promise<void> {
  await tx.query(switchStatement.text, [tx.tenantId, name, on]);
}
