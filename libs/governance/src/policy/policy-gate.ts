import { formatId } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type {
  GateAnswer,
  PolicyDecision,
  PolicyQuestion,
  PolicyService,
  PolicyValue,
  RunToStart,
  StartGate,
} from '@maestro/tenancy';
import { requiredApproval } from './approval-of';

/** Asks policy about every run that is to begin. */
export function createPolicyGate(policies: PolicyService): StartGate {
  return {
    name: 'policy',
    ask: async (runs) => {
      const answers: GateAnswer[] = [];
      for (const run of runs) answers.push(await answerFor(policies, run));
      return answers;
    },
  };
}

/** What nobody has a rule about is not asked; that labelled data is used as it may be is a rule of everybody. */
async function answerFor(policies: PolicyService, run: RunToStart): Promise<GateAnswer> {
  const labelled = labelsOfData(run.metadata).length > 0;
  if (!labelled && !(await policies.governs(run.tenantId, 'run:start'))) return { kind: 'open' };
  return answerOf(await policies.decide(questionOf(run)), run);
}

function answerOf(decision: PolicyDecision, run: RunToStart): GateAnswer {
  if (decision.effect === 'allow') return { kind: 'open' };
  const asked = decision.effect === 'require-approval' ? requiredApproval(decision) : null;
  if (asked) return { kind: 'ask', reason: decision.reasons.join(', ').slice(0, 1_000), ...asked };
  return { kind: 'refuse', error: policyDenied(decision, `The run of "${run.template.name}" may not start`) };
}

/** The refusal that a decision means. */
export function policyDenied({ effect, reasons }: PolicyDecision, what: string): MaestroError {
  const why = reasons.slice(0, 5).join('; ');
  const asks =
    effect === 'require-approval' ? 'approval is required, which cannot be given here' : 'a policy denies it';
  return new MaestroError('policy-denied', `${what}: ${asks} (${why}).`);
}

export function labelsOfData(metadata: RunToStart['metadata']): readonly PolicyValue[] {
  const labels = metadata['data_labels'];
  return Array.isArray(labels) ? labels : [];
}

function questionOf(run: RunToStart): PolicyQuestion {
  const { template, labels, metadata, inputs, orchestra, parentRun, origin } = run;
  const id = formatId('run', run.runId);
  return {
    tenantId: run.tenantId,
    action: 'run:start',
    // Its role was asked for its permission at the door; a run that a run or a timer starts has none.
    principal: { kind: 'starter', id: run.actor, actor: run.actor, role: null },
    resource: {
      type: 'Run',
      id,
      attributes: {
        ...metadata,
        data_labels: labelsOfData(metadata),
        template: template.name,
        template_id: formatId('tpl', template.id),
        version: template.version,
        labels,
        inputs,
        origin,
        orchestra: orchestra && { ...orchestra, id: formatId('orc', orchestra.id) },
        parent_run: parentRun === null ? null : formatId('run', parentRun),
      },
    },
    context: { origin },
  };
}
