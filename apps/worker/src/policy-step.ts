import type { Json } from '@maestro/dsl';
import { planNode, readStarter, type ClaimedTask, type Engine } from '@maestro/engine';
import { labelsOfData, policyDenied } from '@maestro/governance';
import { formatId, formatTaskId } from '@maestro/persistence';
import type { PolicyAction, PolicyDecision, PolicyQuestion, PolicyService } from '@maestro/tenancy';

/** Who asks policy about a task, and on what it works. */
export interface Asker {
  engine: Engine;
  policies: PolicyService;
}

type Asked = Pick<PolicyQuestion, 'resource'> & { what: string };

/**
 * Asks whether a task may do something; where the tenant has no rule about it, nothing is asked. What needs approval is denied here: a
 * task that waits for people has an approval in front of it.
 *
 * @throws MaestroError `policy-denied`, `policy-unavailable`
 */
export async function permitTask(
  asker: Asker,
  task: ClaimedTask,
  { action, ask }: { action: PolicyAction; ask: () => Asked },
): Promise<PolicyDecision | null> {
  // Most have no rule about it: then nothing is put together that nobody looks at.
  if (!(await asker.policies.governs(task.run.ref.tenantId, action))) return null;
  const { resource, what } = ask();
  const decision = await decideAbout(asker, task, { action, resource });
  if (decision && decision.effect !== 'allow') throw policyDenied(decision, what);
  return decision;
}

/** What policy says of something that a task wants to do; null where the tenant has no rule about it. */
export async function decideAbout(
  { engine, policies }: Asker,
  task: ClaimedTask,
  { action, resource, context = {} }: Pick<PolicyQuestion, 'action' | 'resource'> & Partial<PolicyQuestion>,
): Promise<PolicyDecision | null> {
  const { tenantId, runId } = task.run.ref;
  if (!(await policies.governs(tenantId, action))) return null;
  const actor = await readStarter(engine, task.run.ref);
  const id = formatId('run', runId);
  return policies.decide({
    ...{ tenantId, action, resource },
    principal: { kind: 'run', id, actor, role: null },
    context: { ...context, run_id: id, task_id: formatTaskId(runId, task.n), attempt: task.attempt },
  });
}

/** What policy says of the start of a task besides that it may. */
export interface StartDuties {
  /** A model without a price may cost what the template declares. */
  trusting: boolean;
}

/** Asks whether a task may start, with its input as its handler is going to see it. */
export async function permitStart(asker: Asker, task: ClaimedTask, input: Json): Promise<StartDuties> {
  const decision = await permitTask(asker, task, { action: 'task:start', ask: () => startOf(task, input) });
  const duties = decision?.obligations ?? [];
  return { trusting: duties.some((duty) => duty['unknown_models'] === 'declared') };
}

/** Asks whether a task may reach an address, each time it is led to another. */
export async function permitConnection(
  asker: Asker,
  task: ClaimedTask,
  { url, method }: { url: URL; method: string },
): Promise<void> {
  const { protocol, hostname, port, pathname } = url;
  const scheme = protocol.slice(0, -1);
  const number = Number(port) || (scheme === 'https' ? 443 : 80);
  const attributes = { ...aboutTask(task), scheme, host: hostname, port: number, method, path: pathname };
  const resource = { type: 'Address', id: `${hostname}:${number}`, attributes };
  await permitTask(asker, task, {
    action: 'egress:connect',
    ask: () => ({ resource, what: `${hostname}:${number} may not be reached` }),
  });
}

function startOf(task: ClaimedTask, input: Json): Asked {
  const attributes = { ...aboutTask(task), input };
  const { id } = planNode(task);
  const resource = { type: 'Task', id: formatTaskId(task.run.ref.runId, task.n), attributes };
  return { resource, what: `The task "${id}" may not start` };
}

/** What rules see of a task and its template. */
export function aboutTask(task: ClaimedTask) {
  const { id, ref, queue, labels } = planNode(task);
  const { labels: templateLabels, ...metadata } = task.run.plan.metadata;
  return {
    ...metadata,
    ...{ node: id, handler: ref, queue, task_labels: labels, labels: templateLabels },
    data_labels: labelsOfData(metadata),
    template: task.run.templateName,
    version: task.run.version,
  };
}
