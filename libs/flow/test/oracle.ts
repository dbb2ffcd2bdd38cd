import type { Plan, PlanEdge } from '@maestro/dsl';
import type { Outcome } from '../src/decide-edges';
import type { RandomRun } from '../src/testing/random-run';

/**
 * The rules of control flow said a second time, as slowly and plainly as possible: no counters, no deltas, no use
 * of the code under test. Whoever changes one of the two must change the other, and say why.
 */
type Status = Outcome | undefined;

/** Which outcomes of its source an edge waits for. */
const triggers: Record<PlanEdge['on'], readonly Outcome[]> = {
  success: ['succeeded'],
  failure: ['failed'],
  always: ['succeeded', 'failed', 'cancelled'],
};

function fires(plan: Plan, edge: PlanEdge, status: Outcome): boolean {
  const goesOn =
    edge.on === 'success' && status === 'failed' && plan.nodes[edge.from]?.on_error === 'continue';
  return (triggers[edge.on].includes(status) || goesOn) && edge.when !== 'false';
}

function isHandled(plan: Plan, n: number): boolean {
  const caught = plan.edges.some((edge) => edge.from === n && edge.on === 'failure' && edge.when !== 'false');
  return caught || plan.nodes[n]?.on_error === 'continue';
}

/**
 * How every node would end if no failure ever stopped a run: a pure recursion over the graph, that knows neither
 * time nor order. Where every failure in it is handled, this is how the run ends.
 */
export function statusesWithoutWindingDown({ plan, failing }: RandomRun): Outcome[] {
  const known = new Map<number, Outcome>();
  const statusOf = (n: number): Outcome => {
    const status = known.get(n) ?? work(n);
    known.set(n, status);
    return status;
  };
  const work = (n: number): Outcome => {
    const incoming = plan.edges.filter((edge) => edge.to === n);
    const led = incoming.length === 0 || incoming.some((edge) => fires(plan, edge, statusOf(edge.from)));
    if (!led || plan.nodes[n]?.when === 'false') return 'skipped';
    return failing.includes(n) ? 'failed' : 'succeeded';
  };
  return plan.nodes.map((_, n) => statusOf(n));
}

/** True where a node fails and nothing in the plan handles it. */
export function hasUnhandledFailure(plan: Plan, statuses: readonly Outcome[]): boolean {
  return statuses.some((status, n) => status === 'failed' && !isHandled(plan, n));
}

interface OracleRun {
  statuses: Outcome[];
  waves: number[][];
  outcome: string;
}

/** The whole run: after each node that ends, every node of the plan is looked at again from scratch. */
export function oracle({ plan, failing }: RandomRun): OracleRun {
  const statuses: Status[] = plan.nodes.map(() => undefined);
  const ready = new Set<number>();
  const waves: number[][] = [];
  const failed = () => statuses.flatMap((status, n) => (status === 'failed' ? [n] : []));
  const windingDown = () => failed().some((n) => !isHandled(plan, n));

  const fate = (n: number): 'wait' | 'run' | 'skipped' | 'cancelled' => {
    const incoming = plan.edges.filter((edge) => edge.to === n);
    const fired = incoming.filter((edge) => {
      const status = statuses[edge.from];
      return status !== undefined && fires(plan, edge, status);
    });
    const open = incoming.some((edge) => statuses[edge.from] === undefined);
    if (open && !(plan.nodes[n]?.join === 'any' && fired.length > 0)) return 'wait';
    if (incoming.length > 0 && fired.length === 0) return 'skipped';
    return windingDown() && fired.every((edge) => edge.on === 'success') ? 'cancelled' : 'run';
  };

  /** Marks what became ready, and ends what ends without work, one level after the other until nothing moves. */
  const look = (): void => {
    const fates = plan.nodes.map((_, n) => (statuses[n] === undefined && !ready.has(n) ? fate(n) : 'wait'));
    fates.forEach((verdict, n) => {
      if (verdict === 'run') ready.add(n);
      if (verdict === 'skipped' || verdict === 'cancelled') statuses[n] = verdict;
    });
    if (fates.some((verdict) => verdict === 'skipped' || verdict === 'cancelled')) look();
  };

  for (look(); ready.size > 0;) {
    const wave = [...ready].sort((a, b) => a - b);
    const performed = wave.filter((n) => {
      const cancelled = fate(n) === 'cancelled';
      const skipped = plan.nodes[n]?.when === 'false';
      const done = failing.includes(n) ? 'failed' : 'succeeded';
      statuses[n] = cancelled ? 'cancelled' : skipped ? 'skipped' : done;
      look();
      return !cancelled && !skipped;
    });
    wave.forEach((n) => ready.delete(n));
    if (performed.length > 0) waves.push(performed);
  }
  const outcome = windingDown() ? 'failed' : failed().length > 0 ? 'completed' : 'succeeded';
  return { statuses: statuses.map((status) => status ?? 'cancelled'), waves, outcome };
}
