import { createProposals } from '@maestro/agents';
import type { HandlerCatalog, Plan } from '@maestro/dsl';
import type { Proposals, RunRef } from '@maestro/engine';
import { labelsOfData, policyDenied } from '@maestro/governance';
import { findRun, formatId, type TenantDatabase } from '@maestro/persistence';
import type { PolicyService } from '@maestro/tenancy';

interface Parts {
  tenants: TenantDatabase;
  policies: PolicyService;
  handlers: HandlerCatalog;
}

/** Plans that runs propose: policy is asked as it is when somebody publishes a template, and what needs approval is denied. */
export function proposedPlans({ tenants, policies, handlers }: Parts): Proposals {
  const permit = async (
    { tenantId, runId }: RunRef,
    { name, plan }: { name: string; plan: Plan },
  ): Promise<void> => {
    const { labels, ...metadata } = plan.metadata;
    const dataLabels = labelsOfData(metadata);
    if (dataLabels.length === 0 && !(await policies.governs(tenantId, 'template:publish'))) return;
    const run = await tenants.withTenant(tenantId, (tx) => findRun(tx, runId));
    const used = [...new Set(plan.nodes.filter(({ kind }) => kind === 'task').map(({ ref }) => ref))];
    const decision = await policies.decide({
      ...{ tenantId, action: 'template:publish' },
      resource: {
        ...{ type: 'Template', id: name },
        attributes: {
          ...{ ...metadata, labels, data_labels: dataLabels },
          ...{ template: name, handlers: used, nodes: plan.nodes.length },
        },
      },
      principal: { kind: 'run', id: formatId('run', runId), actor: run?.createdBy ?? '', role: null },
      context: { run_id: formatId('run', runId) },
    });
    if (decision.effect !== 'allow') throw policyDenied(decision, 'The plan may not be published');
  };
  return createProposals({ tenants, handlers, permit });
}
