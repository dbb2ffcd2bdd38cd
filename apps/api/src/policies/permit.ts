import type { Plan } from '@maestro/dsl';
import { labelsOfData, policyDenied } from '@maestro/governance';
import { formatApprovalId, formatId, type ApprovalRow } from '@maestro/persistence';
import type { PolicyAction, PolicyQuestion, PolicyService, Principal } from '@maestro/tenancy';

interface Wanted {
  action: PolicyAction;
  resource: PolicyQuestion['resource'];
  /** The beginning of the refusal: `The template may not be published`. */
  what: string;
  context?: PolicyQuestion['context'];
}

/**
 * Asks policy about what a principal wants. What would need approval is denied: nobody is asked about these.
 *
 * @throws MaestroError `policy-denied`, `policy-unavailable`
 */
export async function permit(policies: PolicyService, principal: Principal, wanted: Wanted): Promise<void> {
  const { tenantId, kind, subject, actor, role } = principal;
  const { action, resource, what, context = {} } = wanted;
  const asked = { tenantId, action, resource, context, principal: { kind, id: subject, actor, role } };
  const decision = await policies.decide(asked);
  if (decision.effect !== 'allow') throw policyDenied(decision, what);
}

/** Whether a template may be published, as it is going to be. Labelled data is always asked about. */
export async function permitPublish(
  policies: PolicyService,
  principal: Principal,
  { name, plan }: { name: string; plan: Plan },
): Promise<void> {
  const { labels, ...metadata } = plan.metadata;
  const dataLabels = labelsOfData(metadata);
  if (dataLabels.length === 0 && !(await policies.governs(principal.tenantId, 'template:publish'))) return;
  const handlers = [...new Set(plan.nodes.filter(({ kind }) => kind === 'task').map(({ ref }) => ref))];
  const attributes = {
    ...metadata,
    data_labels: dataLabels,
    labels,
    template: name,
    handlers,
    nodes: plan.nodes.length,
  };
  const resource = { type: 'Template', id: name, attributes };
  await permit(policies, principal, {
    action: 'template:publish',
    resource,
    what: `The template "${name}" may not be published`,
  });
}

/** Whether somebody may answer a question. */
export async function permitVote(
  policies: PolicyService,
  principal: Principal,
  { row, decision }: { row: ApprovalRow; decision: string },
): Promise<void> {
  if (!(await policies.governs(principal.tenantId, 'approval:vote'))) return;
  const { node, approvers, quorum, requestedBy, covers, message } = row;
  const attributes = { node, approvers, quorum, requested_by: requestedBy, covers, message, decision };
  const resource = { type: 'Approval', id: formatApprovalId(row.runId, row.n), attributes };
  const context = { run_id: formatId('run', row.runId) };
  await permit(policies, principal, {
    action: 'approval:vote',
    resource,
    what: 'You may not answer this',
    context,
  });
}
