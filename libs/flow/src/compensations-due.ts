import type { Plan } from '@maestro/dsl';
import { bodyAt, edgeAt, nodeAt } from './plan-index';
import type { Outcome } from './decide-edges';

/** A task of a run that winds down, after its end. */
export interface EndedTask {
  /** Its number in the run. */
  n: number;
  /** Index of its node. */
  node: number;
  status: Outcome;
  /** Whether an attempt of it was ever begun. */
  started: boolean;
  /** Code of the error it ended with. */
  errorCode: string | null;
  /** Number of the map or loop it is an item or a round of; null at the top level. */
  parentN: number | null;
  /** Index of that item or round. */
  idx: number | null;
}

/** One thing to undo. */
export interface Compensation {
  /** The task to undo. */
  n: number;
  node: number;
  /** Index of the node that undoes it. */
  compensate: number;
}

/** Failures after which nobody knows what the attempt brought about. */
const unknownOutcome: ReadonlySet<string> = new Set([
  'timeout',
  'heartbeat-timeout',
  'worker-lost',
  'quarantined',
]);

/**
 * What a run that failed or was cancelled must undo, in this order and one after the other: what succeeded, and what
 * was begun without anybody knowing how it ended. A task comes after everything that could build on it: after its
 * descendants, in a map or loop later items before earlier ones, and a map or loop before what is in it.
 *
 * `tasks` are all tasks of the run that have ended. What has been undone already stays in the answer: the caller takes
 * the first that has not. Throws RangeError for a task of an inner body whose map or loop is not among `tasks`.
 */
export function compensationsDue(plan: Plan, tasks: readonly EndedTask[]): Compensation[] {
  const rank = ranks(plan);
  const inside = groupByParent(plan, tasks);
  const due: Compensation[] = [];
  const undo = (parentN: number | null): void => {
    const latestFirst = (inside.get(parentN) ?? []).sort(
      (a, b) => (b.idx ?? 0) - (a.idx ?? 0) || (rank[b.node] ?? 0) - (rank[a.node] ?? 0),
    );
    for (const task of latestFirst) {
      const { compensate } = nodeAt(plan, task.node);
      if (compensate !== null && leftTraces(task)) due.push({ n: task.n, node: task.node, compensate });
      if (inside.has(task.n)) undo(task.n);
    }
  };
  undo(null);
  return due;
}

function leftTraces({ status, started, errorCode }: EndedTask): boolean {
  if (status === 'succeeded') return true;
  if (status === 'failed') return errorCode !== null && unknownOutcome.has(errorCode);
  return status === 'cancelled' && started;
}

function groupByParent(plan: Plan, tasks: readonly EndedTask[]): Map<number | null, EndedTask[]> {
  const known = new Set(tasks.map(({ n }) => n));
  const groups = new Map<number | null, EndedTask[]>();
  const add = (task: EndedTask): void => {
    const group = groups.get(task.parentN);
    if (group) group.push(task);
    else groups.set(task.parentN, [task]);
    if (task.parentN === null || known.has(task.parentN)) return;
    // A map that has not ended itself, at the top level: its place follows from the plan.
    known.add(task.parentN);
    add(ownerOf(plan, task, task.parentN));
  };
  tasks.forEach(add);
  return groups;
}

function ownerOf(plan: Plan, task: EndedTask, n: number): EndedTask {
  const { body } = nodeAt(plan, task.node);
  const node = body === null ? -1 : bodyAt(plan, body).owner;
  if (nodeAt(plan, node).body !== null) throw new RangeError(`the ended tasks do not include task ${n}`);
  return { n, node, status: 'skipped', started: true, errorCode: null, parentN: null, idx: null };
}

/** A number for each node that is greater than those of all its ancestors; the same every time for one plan. */
function ranks(plan: Plan): number[] {
  const open = plan.nodes.map((node) => node.in.length);
  const order = plan.nodes.flatMap((node, n) => (node.in.length === 0 ? [n] : []));
  const rank = plan.nodes.map(() => 0);
  let next = 0;
  // The array hands out what is appended while it is walked.
  for (const n of order) {
    rank[n] = next++;
    for (const index of nodeAt(plan, n).out) {
      const { to } = edgeAt(plan, index);
      open[to] = (open[to] ?? 0) - 1;
      if (open[to] === 0) order.push(to);
    }
  }
  return rank;
}
