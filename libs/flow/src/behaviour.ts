import type { PlanNode } from '@maestro/dsl';
import type { EdgeCondition, Outcome } from './decide-edges';

/** Indexes of the items and rounds that a task is in, the outermost first; empty at the top level. */
export type Path = readonly number[];

/** What the world answers in a simulated run. What is left out goes well: nodes succeed, conditions are true. */
export interface Behaviour {
  /** How the node's last attempt ends; a map or loop that fails here never begins its first item or round. */
  perform?(node: PlanNode, n: number, path: Path): 'succeeded' | 'failed';
  /** Value of the node's own `when`; asked where it has one, when the node is about to start. */
  nodeWhen?(node: PlanNode, n: number, path: Path): boolean;
  /** Value of an edge's `when`; asked where it has one and the edge would fire without it. */
  edgeWhen?: EdgeCondition;
  /** Index of the node that a decision is for, null for none. By default its first case, else its `default`. */
  choose?(node: PlanNode, n: number, path: Path): number | null;
  /** How many items a map has. By default one. */
  items?(node: PlanNode, n: number, path: Path): number;
  /** After how many rounds a loop's `until` is true, at least one; beyond its `max_rounds` it fails. By default one. */
  rounds?(node: PlanNode, n: number, path: Path): number;
}

/** A task inside a map or loop. */
export interface SimulatedTask {
  node: number;
  path: Path;
  status: Outcome;
}
