import type { Json, Plan, PlanEdge } from '@maestro/dsl';
import { applyDelta, decideEdges, isOpenSink, readiness, type Counters } from '@maestro/flow';
import { nodeDefinition, topOf, type NodeDefinition } from './node-definition';

/** How a task of the top level ended in the run that is repeated. */
export interface EndedTop {
  status: string;
  output: Json;
  /** Something undid it, or part of what is in it. */
  undone: boolean;
  /** Of a map: some of its items failed. */
  failedItems: boolean;
}

export interface RerunBasis {
  /** The plan of the run that is repeated, and how its tasks ended, by node. */
  old: Plan;
  ended: ReadonlyMap<number, EndedTop>;
  /** The plan of the new run. */
  plan: Plan;
  /** Indexes in the new plan of the nodes to begin again with. */
  restart: ReadonlySet<number>;
  /** Nothing is taken over. */
  whole: boolean;
  inputsChanged: boolean;
  /** Value of an edge's `when`, of which all sources are settled. */
  fires(edge: PlanEdge, settled: ReadonlyMap<number, SettledTop>): boolean;
}

/** A node of the new run that needs no work: taken over, or not to be run. */
export interface SettledTop {
  status: 'succeeded' | 'skipped';
  /** Its index in the old plan, where it was taken over. */
  from: number | null;
  output: Json;
}

/** How a task of the new run begins. */
export interface InitialTask extends Counters {
  n: number;
  status: 'pending' | 'queued' | 'succeeded' | 'skipped';
  /** Number of the old run's task whose result it takes over. */
  from: number | null;
}

export interface RerunPlan {
  tasks: InitialTask[];
  /** Ids of nodes, in the order of the plan. */
  reused: string[];
  executed: string[];
  skipped: string[];
  /** Nodes that must still end before the run can. */
  openSinks: number;
  /** Results taken over that hold failures. */
  tolerated: number;
}

/**
 * What a rerun takes over and what it does again. A node is taken over where it succeeded and was not undone, does
 * the same in both plans, sees the same inputs, and stands behind nothing that is done again. What was skipped is
 * decided anew. Maps, loops and subflows are taken over or done again as a whole.
 */
export function planRerun(basis: RerunBasis): RerunPlan {
  const { plan } = basis;
  const counters = new Map<number, Counters>();
  const settled = new Map<number, SettledTop>();
  const takeOver = reuseOf(basis, settled);
  for (const node of inOrder(plan)) {
    const entry = plan.nodes[node]?.in.length === 0;
    const known = counters.get(node) ?? { undecided: plan.nodes[node]?.in.length ?? 0, fired: 0, urgent: 0 };
    counters.set(node, known);
    if (known.undecided > 0) continue;
    const fate = readiness({ ...known, entry }, plan.nodes[node]?.join ?? 'all', 'normal');
    const result: SettledTop | null =
      fate === 'skip' ? { status: 'skipped', from: null, output: null } : takeOver(node);
    if (!result) continue;
    settled.set(node, result);
    decide(basis, { node, settled, counters });
  }
  return summarise(basis, counters, settled);
}

/** Whether, and from where, a node whose predecessors are all settled is taken over. */
function reuseOf(
  basis: RerunBasis,
  settled: ReadonlyMap<number, SettledTop>,
): (node: number) => SettledTop | null {
  const { old, plan, ended, restart, whole, inputsChanged } = basis;
  const same = old === plan;
  const envChanged = JSON.stringify(old.env) !== JSON.stringify(plan.env);
  const oldIndex = new Map(old.nodes.slice(0, old.top).map(({ id }, index) => [id, index]));
  const named = namedFromOutside(plan);
  const isSame = (definition: NodeDefinition, index: number) =>
    same || nodeDefinition(old, index).digest === definition.digest;
  return (node) => {
    const from = oldIndex.get(plan.nodes[node]?.id ?? '');
    const task = from === undefined ? undefined : ended.get(from);
    if (from === undefined || task === undefined || whole || restart.has(node) || named.has(node))
      return null;
    if (task.status !== 'succeeded' || task.undone) return null;
    const definition = nodeDefinition(plan, node);
    const sees = [...definition.reads].every((read) => settled.has(read));
    const moved = (definition.readsInputs && inputsChanged) || (definition.readsEnv && envChanged);
    if (!sees || moved || !isSame(definition, from)) return null;
    return { status: 'succeeded', from, output: task.output };
  };
}

/** Maps and loops of which something outside names an inner node: the last round is not taken over, only the result. */
function namedFromOutside(plan: Plan): Set<number> {
  const named = new Set<number>();
  const look = (reader: number | null, reads: readonly number[]): void => {
    for (const read of reads) {
      const top = topOf(plan, read);
      if (top !== read && top !== reader) named.add(top);
    }
  };
  plan.nodes.forEach(({ reads }, index) => look(topOf(plan, index), reads));
  for (const edge of plan.edges) look(topOf(plan, edge.from), edge.reads);
  look(null, plan.result_reads);
  return named;
}

interface Decided {
  node: number;
  settled: ReadonlyMap<number, SettledTop>;
  counters: Map<number, Counters>;
}

function decide({ plan, fires }: RerunBasis, { node, settled, counters }: Decided): void {
  const { status, output } = settled.get(node) as SettledTop;
  const { deltas } = decideEdges(
    plan,
    { node, outcome: status, chosen: chosenBy(plan, node, output) },
    (edge) => fires(edge, settled),
  );
  for (const delta of deltas) {
    const before = counters.get(delta.n) ?? {
      undecided: plan.nodes[delta.n]?.in.length ?? 0,
      fired: 0,
      urgent: 0,
    };
    counters.set(delta.n, applyDelta(before, delta));
  }
}

/** A decision's output says in `case` for which node it decided. */
function chosenBy(plan: Plan, node: number, output: Json): number | null {
  if (plan.nodes[node]?.kind !== 'decision') return null;
  const chosen =
    typeof output === 'object' && output !== null && !Array.isArray(output) ? output['case'] : null;
  const index = plan.nodes.findIndex(({ id }) => id === chosen);
  return index < 0 ? null : index;
}

function summarise(
  { plan, ended }: RerunBasis,
  counters: ReadonlyMap<number, Counters>,
  settled: ReadonlyMap<number, SettledTop>,
): RerunPlan {
  const tasks = plan.nodes.slice(0, plan.top).map((node, n): InitialTask => {
    const known = counters.get(n) ?? { undecided: node.in.length, fired: 0, urgent: 0 };
    const done = settled.get(n);
    if (done) return { n, ...known, status: done.status, from: done.from };
    const runs = readiness({ ...known, entry: node.in.length === 0 }, node.join, 'normal') === 'run';
    return { n, ...known, status: runs ? 'queued' : 'pending', from: null };
  });
  const ids = (wanted: (task: InitialTask) => boolean) =>
    tasks.filter(wanted).map(({ n }) => plan.nodes[n]?.id ?? String(n));
  return {
    tasks,
    reused: ids(({ from }) => from !== null),
    executed: ids(({ status }) => status === 'pending' || status === 'queued'),
    skipped: ids(({ status }) => status === 'skipped'),
    openSinks: tasks.filter(({ n }) => !settled.has(n) && isOpenSink(plan, n)).length,
    tolerated: tasks.filter(({ from }) => from !== null && ended.get(from)?.failedItems).length,
  };
}

/** The nodes of the top level, each after all that lead to it. */
function inOrder(plan: Plan): number[] {
  const open = plan.nodes.slice(0, plan.top).map((node) => node.in.length);
  const order = open.flatMap((count, n) => (count === 0 ? [n] : []));
  for (let i = 0; i < order.length; i += 1) {
    for (const index of plan.nodes[order[i] as number]?.out ?? []) {
      const to = plan.edges[index]?.to ?? 0;
      open[to] = (open[to] ?? 0) - 1;
      if (open[to] === 0) order.push(to);
    }
  }
  return order;
}
