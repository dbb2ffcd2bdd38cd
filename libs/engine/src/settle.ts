import { unspill } from '@maestro/artifacts';
import { evaluateBoolean, type Plan, type PlanEdge } from '@maestro/dsl';
import { decideEdges, type Delta, type Outcome } from '@maestro/flow';
import { nodeOf } from './node-of';
import type { Completion } from './completion';
import type { Engine } from './engine';
import { readRunValues } from './run-values';
import { readScope, type TaskValue } from './values';

/** What the end of a task means for its successors. */
export interface Settlement {
  deltas: Delta[];
  /** A failure that an edge or `on_error: continue` takes care of. */
  handled: boolean;
}

const outcomes: Partial<Record<Completion['outcome']['kind'], Outcome>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  omitted: 'skipped',
  cancelled: 'cancelled',
};

/**
 * Asks the plan which edges fire. An edge condition that cannot be evaluated does not fire: the fault is one of
 * the template, found by the author in the run's history, and must not hold the run.
 */
export async function settle(engine: Engine, completion: Completion): Promise<Settlement> {
  const outcome = outcomes[completion.outcome.kind];
  if (!outcome) return { deltas: [], handled: false };
  const { plan } = completion;
  const plain = completion.outcome.kind === 'succeeded' ? plainSettlement(plan, nodeOf(completion)) : null;
  if (plain) return plain;
  const chosen = completion.outcome.kind === 'succeeded' ? completion.outcome.chosen : null;
  const node = nodeOf(completion);
  const edges = (plan.nodes[node]?.out ?? []).map((index) => plan.edges[index] as PlanEdge);
  const conditional = edges.filter((edge) => edge.when !== null);
  const fires = conditional.length > 0 ? await conditions(engine, completion, conditional) : () => true;
  const decision = decideEdges(plan, { node, outcome, chosen }, fires);
  // What runs after the failure of a run changes nothing about it.
  return node === plan.on_failure ? { ...decision, handled: true } : decision;
}

const plainSettlements = new WeakMap<Plan, Map<number, Settlement | null>>();

/** What a success always means where nothing is to be evaluated; null where that depends. Worked out once a node. */
function plainSettlement(plan: Plan, node: number): Settlement | null {
  let known = plainSettlements.get(plan);
  if (!known) plainSettlements.set(plan, (known = new Map()));
  let settlement = known.get(node);
  if (settlement === undefined) {
    const edges = (plan.nodes[node]?.out ?? []).map((index) => plan.edges[index] as PlanEdge);
    const depends = node === plan.on_failure || edges.some((edge) => edge.when !== null || edge.case);
    settlement = depends ? null : decideEdges(plan, { node, outcome: 'succeeded' }, () => true);
    known.set(node, settlement);
  }
  return settlement;
}

async function conditions(engine: Engine, completion: Completion, edges: PlanEdge[]) {
  const { run: ref, n, place = null, outcome } = completion;
  const run = await readRunValues(engine, ref);
  const scope = await readScope(engine, run, {
    task: { n, place },
    reads: [...new Set(edges.flatMap((edge) => edge.reads))],
    // The task's own outcome is not committed yet: it is taken from the completion.
    own: new Map([[nodeOf(completion), await own(engine, ref.tenantId, outcome)]]),
    now: new Date(0),
  });
  return (edge: PlanEdge): boolean => {
    if (edge.when === null) return true;
    try {
      return evaluateBoolean(edge.when, scope);
    } catch (error) {
      engine.onError(error, 'evaluating an edge condition');
      return false;
    }
  };
}

async function own(engine: Engine, tenantId: string, outcome: Completion['outcome']): Promise<TaskValue> {
  const done = outcome.kind === 'succeeded' ? outcome : null;
  return {
    output: done?.ref
      ? await unspill(engine.artifacts, tenantId, { artifact: done.ref })
      : (done?.output ?? null),
    status: outcome.kind,
    error:
      'error' in outcome ? (JSON.parse(JSON.stringify(outcome.error ?? null)) as TaskValue['error']) : null,
    attempt: 1,
  };
}
