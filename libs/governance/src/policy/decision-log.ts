import {
  insertPolicyDecisions,
  parseId,
  recordAudit,
  type NewDecision,
  type TenantDatabase,
} from '@maestro/persistence';
import type { PolicyDecision, PolicyQuestion } from '@maestro/tenancy';

const FLUSH_MS = 200;
const AT_ONCE = 500;
/** Of one tenant, waiting to be written: past this a decision is written before it is given. */
const MOST = 5_000;

export interface DecisionLog {
  /** A permission is written soon, together with others; anything else before this returns, and into the audit trail. */
  keep(question: PolicyQuestion, decision: PolicyDecision): Promise<void>;
  /** Writes what waits. */
  flush(): Promise<void>;
}

/** Keeps decisions. One that cannot be kept is reported; a refusal that cannot be kept stays a refusal. */
export function createDecisionLog(tenants: TenantDatabase, onError: (error: unknown) => void): DecisionLog {
  const waiting = new Map<string, NewDecision[]>();
  let timer: NodeJS.Timeout | null = null;

  const write = async (tenantId: string, decisions: NewDecision[]): Promise<void> => {
    for (let from = 0; from < decisions.length; from += AT_ONCE)
      await tenants.withTenant(tenantId, (tx) =>
        insertPolicyDecisions(tx, decisions.slice(from, from + AT_ONCE)),
      );
  };
  const flush = async (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    const all = [...waiting];
    waiting.clear();
    await Promise.all(all.map(([tenantId, decisions]) => write(tenantId, decisions).catch(onError)));
  };

  return {
    flush,
    keep: async (question, decision) => {
      const { tenantId } = question;
      const row = rowOf(question, decision);
      const line = waiting.get(tenantId) ?? [];
      if (decision.effect === 'allow' && line.length < MOST) {
        line.push(row);
        waiting.set(tenantId, line);
        timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
        return;
      }
      await tenants
        .withTenant(tenantId, async (tx) => {
          await insertPolicyDecisions(tx, [row]);
          if (decision.effect === 'allow') return;
          const action = decision.effect === 'deny' ? 'policy.denied' : 'policy.approval_required';
          const { reasons, digest } = row;
          const detail = {
            action: row.action,
            resource: row.resourceType,
            reasons: reasons.slice(0, 20),
            digest,
          };
          await recordAudit(tx, {
            actor: row.actor.slice(0, 256),
            action,
            subject: row.resourceId.slice(0, 512),
            detail,
          });
        })
        .catch(onError);
    },
  };
}

function rowOf(
  question: PolicyQuestion,
  { effect, reasons, obligations, digest }: PolicyDecision,
): NewDecision {
  const { action, principal, resource, context } = question;
  const run = resource.type === 'Run' ? resource.id : context['run_id'];
  return {
    ...{ action, effect, digest, reasons, obligations },
    ...{ actor: principal.actor, principalId: principal.id },
    ...{ resourceType: resource.type, resourceId: resource.id },
    runId: typeof run === 'string' ? parseId('run', run) : null,
  };
}
