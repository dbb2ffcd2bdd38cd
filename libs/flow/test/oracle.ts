import type { Plan, PlanEdge } from '@maestro/dsl';
import type { Path } from '../src/behaviour';
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

function fires({ plan, answers }: RandomRun, edge: PlanEdge, status: Outcome): boolean {
  if (edge.case) return status === 'succeeded' && answers?.choices[edge.from] === edge.to;
  const goesOn =
    edge.on === 'success' && status === 'failed' && plan.nodes[edge.from]?.on_error === 'continue';
  return (triggers[edge.on].includes(status) || goesOn) && edge.when !== 'false';
}

export function isHandled(plan: Plan, n: number): boolean {
  const caught = plan.edges.some((edge) => edge.from === n && edge.on === 'failure' && edge.when !== 'false');
  return caught || plan.nodes[n]?.on_error === 'continue';
}

function failsByItself({ failing, answers }: RandomRun, n: number, path: Path): boolean {
  const index = path[path.length - 1];
  return (
    failing.includes(n) || (answers?.flaky.includes(n) === true && index !== undefined && index % 2 === 1)
  );
}

/** The nodes of the top level, or of the body that belongs to a map or loop. */
function members(plan: Plan, owner: number | null): number[] {
  const inBodies = (n: number) => plan.bodies.some(({ first, width }) => first <= n && n < first + width);
  const body = plan.bodies.find((each) => each.owner === owner);
  const isMember = (n: number) =>
    owner === null ? !inBodies(n) : body !== undefined && body.first <= n && n < body.first + body.width;
  return plan.nodes.flatMap((_, n) => (isMember(n) ? [n] : []));
}

/** Whether a map or loop ends well, given which of its items or rounds fail. Asked of later ones only if it matters. */
function endsWell({ plan, answers }: RandomRun, n: number, failsAt: (index: number) => boolean): boolean {
  const { map, loop } = plan.nodes[n] ?? {};
  const count = answers?.counts[n] ?? 1;
  const indexes = (length: number) => Array.from({ length }, (_, index) => index);
  if (map) {
    if (map.on_item_failure === 'fail') return !indexes(count).some(failsAt);
    indexes(count).forEach(failsAt);
  }
  if (!loop) return true;
  const rounds = Math.max(count, 1);
  return !indexes(Math.min(rounds, loop.max_rounds)).some(failsAt) && rounds <= loop.max_rounds;
}

/**
 * How every node of a part would end if no failure in it ever stopped it: a pure recursion over the graph, that knows
 * neither time nor order. Where every failure in it is handled, this is how it ends.
 */
export function statusesWithoutWindingDown(
  run: RandomRun,
  owner: number | null = null,
  path: Path = [],
): Map<number, Outcome> {
  const { plan } = run;
  const known = new Map<number, Outcome>();
  const statusOf = (n: number): Outcome => {
    const status = known.get(n) ?? work(n);
    known.set(n, status);
    return status;
  };
  const work = (n: number): Outcome => {
    const incoming = plan.edges.filter((edge) => edge.to === n);
    const led = incoming.length === 0 || incoming.some((edge) => fires(run, edge, statusOf(edge.from)));
    if (!led || plan.nodes[n]?.when === 'false') return 'skipped';
    if (failsByItself(run, n, path)) return 'failed';
    const failsAt = (index: number) =>
      hasUnhandledFailure(plan, statusesWithoutWindingDown(run, n, [...path, index]));
    return endsWell(run, n, failsAt) ? 'succeeded' : 'failed';
  };
  return new Map(members(plan, owner).map((n) => [n, statusOf(n)]));
}

/** True where a node fails and nothing in the plan handles it. */
export function hasUnhandledFailure(plan: Plan, statuses: ReadonlyMap<number, Status>): boolean {
  return [...statuses].some(([n, status]) => status === 'failed' && !isHandled(plan, n));
}

interface OracleRun {
  statuses: Outcome[];
  waves: number[][];
  inner: { node: number; path: Path; status: Outcome }[];
  outcome: string;
}

/** The whole run: after each node that ends, every node of its part is looked at again from scratch. */
export function oracle(run: RandomRun): OracleRun {
  const inner: OracleRun['inner'] = [];
  let tolerated = false;

  const playPart = (owner: number | null, path: Path) => {
    const { plan } = run;
    const statuses = new Map<number, Status>(members(plan, owner).map((n) => [n, undefined]));
    const ready = new Set<number>();
    const waves: number[][] = [];
    const windingDown = () => hasUnhandledFailure(plan, statuses);
    const end = (n: number, status: Outcome): void => {
      statuses.set(n, status);
      if (path.length > 0) inner.push({ node: n, path, status });
      if (status === 'failed' && isHandled(plan, n)) tolerated = true;
    };

    const fate = (n: number): 'wait' | 'run' | 'skipped' | 'cancelled' => {
      const incoming = plan.edges.filter((edge) => edge.to === n);
      const fired = incoming.filter((edge) => {
        const status = statuses.get(edge.from);
        return status !== undefined && fires(run, edge, status);
      });
      const open = incoming.some((edge) => statuses.get(edge.from) === undefined);
      if (open && !(plan.nodes[n]?.join === 'any' && fired.length > 0)) return 'wait';
      if (incoming.length > 0 && fired.length === 0) return 'skipped';
      return windingDown() && fired.every((edge) => edge.on === 'success') ? 'cancelled' : 'run';
    };

    /** Marks what became ready, and ends what ends without work, one level after the other until nothing moves. */
    const look = (): void => {
      const fates = [...statuses].map(([n, status]) => ({
        n,
        verdict: status === undefined && !ready.has(n) ? fate(n) : 'wait',
      }));
      for (const { n, verdict } of fates) {
        if (verdict === 'run') ready.add(n);
        if (verdict === 'skipped' || verdict === 'cancelled') end(n, verdict);
      }
      if (fates.some(({ verdict }) => verdict === 'skipped' || verdict === 'cancelled')) look();
    };

    const work = (n: number): Outcome => {
      if (failsByItself(run, n, path)) return 'failed';
      const failsAt = (index: number) => {
        const failed = playPart(n, [...path, index]).failed;
        if (failed && plan.nodes[n]?.map?.on_item_failure === 'tolerate') tolerated = true;
        return failed;
      };
      return endsWell(run, n, failsAt) ? 'succeeded' : 'failed';
    };

    for (look(); ready.size > 0;) {
      const wave = [...ready].sort((a, b) => a - b);
      const performed = wave.filter((n) => {
        const cancelled = fate(n) === 'cancelled';
        const skipped = plan.nodes[n]?.when === 'false';
        end(n, cancelled ? 'cancelled' : skipped ? 'skipped' : work(n));
        look();
        return !cancelled && !skipped;
      });
      wave.forEach((n) => ready.delete(n));
      if (performed.length > 0) waves.push(performed);
    }
    return { statuses, waves, failed: windingDown() };
  };

  const { statuses, waves, failed } = playPart(null, []);
  const outcome = failed ? 'failed' : tolerated ? 'completed' : 'succeeded';
  return { statuses: [...statuses.values()].map((status) => status ?? 'cancelled'), waves, inner, outcome };
}
