import type { Plan, PlanNode } from '@maestro/dsl';
import type { TerminalRunStatus } from '@maestro/state-machine';
import { decideEdges, type EdgeCondition, type Outcome } from './decide-edges';
import { nodeAt } from './plan-index';
import { applyDelta, initialTasks, readiness, type Counters, type Readiness } from './readiness';
import { runOutcome } from './run-outcome';

/** What the world answers in a simulated run. What is left out goes well: nodes succeed, conditions are true. */
export interface Behaviour {
  /** How the node's last attempt ends. */
  perform?(node: PlanNode, n: number): 'succeeded' | 'failed';
  /** Value of the node's own `when`; asked where it has one, when the node is about to start. */
  nodeWhen?(node: PlanNode, n: number): boolean;
  /** Value of an edge's `when`; asked where it has one and the edge would fire without it. */
  edgeWhen?: EdgeCondition;
}

export interface SimulatedRun {
  /** How each node ended, by index. */
  statuses: Outcome[];
  /** Indexes of all nodes, in the order in which they ended. */
  order: number[];
  /** The nodes that performed their work: those of one wave need nothing of each other. */
  waves: number[][];
  outcome: TerminalRunStatus;
}

/**
 * Plays a whole run in memory.
 *
 * Nodes are performed one at a time: wave by wave, the lowest index of a wave first. What a node makes ready joins
 * the next wave. So a failure that nothing handles finds the same nodes not yet started in every simulation; a real
 * run starts them together, and may have got further. Throws RangeError where the plan has a cycle.
 */
export function simulate(plan: Plan, behaviour: Behaviour = {}): SimulatedRun {
  return new Simulation(plan, behaviour).play();
}

interface Ended {
  n: number;
  status: Outcome;
}

class Simulation {
  private readonly counters: Counters[];
  private readonly statuses: (Outcome | undefined)[];
  private readonly order: number[] = [];
  private nextWave: number[];
  private control: 'none' | 'fail' = 'none';
  private tolerated = 0;

  constructor(
    private readonly plan: Plan,
    private readonly behaviour: Behaviour,
  ) {
    this.counters = initialTasks(plan).map(({ undecided }) => ({ undecided, fired: 0, urgent: 0 }));
    this.statuses = plan.nodes.map(() => undefined);
    this.nextWave = plan.nodes.flatMap((node, n) => (node.in.length === 0 ? [n] : []));
  }

  play(): SimulatedRun {
    const waves: number[][] = [];
    while (this.nextWave.length > 0) {
      const wave = this.nextWave.sort((a, b) => a - b);
      this.nextWave = [];
      const performed = wave.filter((n) => this.start(n));
      if (performed.length > 0) waves.push(performed);
    }
    const statuses = this.statuses.filter((status) => status !== undefined);
    if (statuses.length < this.plan.nodes.length) throw new RangeError('the plan has a cycle');
    const outcome = runOutcome({ control: this.control, tolerated: this.tolerated });
    return { statuses, order: this.order, waves, outcome };
  }

  /** Ends a node that was found ready; true where its work was performed. */
  private start(n: number): boolean {
    const status = this.attempt(n);
    // One level after the other, like the engine: the array hands out what is appended while it is walked.
    const ended: Ended[] = [{ n, status }];
    for (const next of ended) {
      this.statuses[next.n] = next.status;
      this.order.push(next.n);
      ended.push(...this.tellSuccessors(next));
    }
    return status === 'succeeded' || status === 'failed';
  }

  private attempt(n: number): Outcome {
    const node = nodeAt(this.plan, n);
    // Asked again: the run may have begun to wind down since.
    if (this.fate(n) === 'cancel') return 'cancelled';
    if (node.when !== null && !(this.behaviour.nodeWhen?.(node, n) ?? true)) return 'skipped';
    return this.behaviour.perform?.(node, n) ?? 'succeeded';
  }

  /** Decides the edges of a node that has ended; returns the successors that end with it, without any work. */
  private tellSuccessors({ n, status }: Ended): Ended[] {
    const evaluate: EdgeCondition = (edge, index) => this.behaviour.edgeWhen?.(edge, index) ?? true;
    const { deltas, handled } = decideEdges(this.plan, { node: n, outcome: status }, evaluate);
    if (status === 'failed' && handled) this.tolerated += 1;
    if (status === 'failed' && !handled) this.control = 'fail';

    const workless: Ended[] = [];
    for (const delta of deltas) {
      const wasOpen = this.fate(delta.n) === 'wait';
      this.counters[delta.n] = applyDelta(this.countersOf(delta.n), delta);
      // The first edge that fires settles a `join: any` node; later ones only count.
      const fate = wasOpen ? this.fate(delta.n) : 'wait';
      if (fate === 'run') this.nextWave.push(delta.n);
      if (fate === 'skip') workless.push({ n: delta.n, status: 'skipped' });
      if (fate === 'cancel') workless.push({ n: delta.n, status: 'cancelled' });
    }
    return workless;
  }

  private fate(n: number): Readiness {
    const node = nodeAt(this.plan, n);
    const mode = this.control === 'none' ? 'normal' : 'winding_down';
    return readiness({ ...this.countersOf(n), entry: node.in.length === 0 }, node.join, mode);
  }

  private countersOf(n: number): Counters {
    const counters = this.counters[n];
    if (!counters) throw new RangeError(`the plan has no node ${n}`);
    return counters;
  }
}
