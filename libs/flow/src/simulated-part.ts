import type { Plan, PlanNode } from '@maestro/dsl';
import type { Behaviour, Path, SimulatedTask } from './behaviour';
import { decideEdges, type EdgeCondition, type Outcome } from './decide-edges';
import { bodyAt, nodeAt } from './plan-index';
import { applyDelta, readiness, type Counters, type Readiness } from './readiness';

/** What all parts of one simulated run share. */
interface World {
  plan: Plan;
  behaviour: Behaviour;
  /** Where tasks inside maps and loops are written down as they end. */
  inner: SimulatedTask[];
}

interface PlayedPart {
  /** By the node's place in the part. */
  statuses: Outcome[];
  order: number[];
  waves: number[][];
  /** Something in it failed, and nothing in it handled that. */
  failed: boolean;
  /** Failures that were handled, at any depth. */
  tolerated: number;
}

interface Ended {
  n: number;
  status: Outcome;
}

/** One play of a set of nodes that no edge leaves or enters: the top level, or one item or round of a body. */
export class SimulatedPart {
  private readonly counters = new Map<number, Counters>();
  private readonly statuses = new Map<number, Outcome>();
  private readonly order: number[] = [];
  private nextWave: number[] = [];
  private failed = false;
  private tolerated = 0;

  constructor(
    private readonly world: World,
    private readonly part: { first: number; width: number },
    private readonly path: Path,
  ) {
    for (let n = part.first; n < part.first + part.width; n += 1) {
      const undecided = nodeAt(world.plan, n).in.length;
      this.counters.set(n, { undecided, fired: 0, urgent: 0 });
      if (undecided === 0) this.nextWave.push(n);
    }
  }

  /** Plays it to its end, once. Throws RangeError where its edges form a cycle. */
  play(): PlayedPart {
    const waves: number[][] = [];
    while (this.nextWave.length > 0) {
      const wave = this.nextWave.sort((a, b) => a - b);
      this.nextWave = [];
      const performed = wave.filter((n) => this.start(n));
      if (performed.length > 0) waves.push(performed);
    }
    if (this.statuses.size < this.part.width) throw new RangeError('the plan has a cycle');
    const statuses = [...this.counters.keys()].flatMap((n) => this.statuses.get(n) ?? []);
    return { statuses, order: this.order, waves, failed: this.failed, tolerated: this.tolerated };
  }

  /** Ends a node that was found ready; true where its work was performed. */
  private start(n: number): boolean {
    const status = this.attempt(n);
    // One level after the other, like the engine: the array hands out what is appended while it is walked.
    const ended: Ended[] = [{ n, status }];
    for (const next of ended) {
      this.statuses.set(next.n, next.status);
      this.order.push(next.n);
      if (this.path.length > 0) this.world.inner.push({ node: next.n, path: this.path, status: next.status });
      ended.push(...this.tellSuccessors(next));
    }
    return status === 'succeeded' || status === 'failed';
  }

  private attempt(n: number): Outcome {
    const { plan, behaviour } = this.world;
    const node = nodeAt(plan, n);
    // Asked again: the part may have begun to wind down since.
    if (this.fate(n) === 'cancel') return 'cancelled';
    if (node.when !== null && !(behaviour.nodeWhen?.(node, n, this.path) ?? true)) return 'skipped';
    if ((behaviour.perform?.(node, n, this.path) ?? 'succeeded') === 'failed') return 'failed';
    const goesWell = (!node.map || this.playItems(node, n)) && (!node.loop || this.playRounds(node, n));
    return goesWell ? 'succeeded' : 'failed';
  }

  private playItems(node: PlanNode, n: number): boolean {
    const count = this.world.behaviour.items?.(node, n, this.path) ?? 1;
    for (let index = 0; index < count; index += 1) {
      const failed = this.playBody(node.map?.body ?? -1, index);
      if (failed && node.map?.on_item_failure === 'fail') return false;
      if (failed) this.tolerated += 1;
    }
    return true;
  }

  private playRounds(node: PlanNode, n: number): boolean {
    const wanted = this.world.behaviour.rounds?.(node, n, this.path) ?? 1;
    const granted = node.loop?.max_rounds ?? 1;
    for (let index = 0; index < Math.min(wanted, granted); index += 1) {
      if (this.playBody(node.loop?.body ?? -1, index)) return false;
    }
    return wanted <= granted;
  }

  /** True where the item or round failed. */
  private playBody(body: number, index: number): boolean {
    const part = new SimulatedPart(this.world, bodyAt(this.world.plan, body), [...this.path, index]);
    const { failed, tolerated } = part.play();
    this.tolerated += tolerated;
    return failed;
  }

  /** Decides the edges of a node that has ended; returns the successors that end with it, without any work. */
  private tellSuccessors({ n, status }: Ended): Ended[] {
    const { plan, behaviour } = this.world;
    const evaluate: EdgeCondition = (edge, index) => behaviour.edgeWhen?.(edge, index) ?? true;
    const chosen = status === 'succeeded' ? this.choice(n) : null;
    const { deltas, handled } = decideEdges(plan, { node: n, outcome: status, chosen }, evaluate);
    if (status === 'failed' && handled) this.tolerated += 1;
    if (status === 'failed' && !handled) this.failed = true;

    const workless: Ended[] = [];
    for (const delta of deltas) {
      const wasOpen = this.fate(delta.n) === 'wait';
      this.counters.set(delta.n, applyDelta(this.countersOf(delta.n), delta));
      // The first edge that fires settles a `join: any` node; later ones only count.
      const fate = wasOpen ? this.fate(delta.n) : 'wait';
      if (fate === 'run') this.nextWave.push(delta.n);
      if (fate === 'skip') workless.push({ n: delta.n, status: 'skipped' });
      if (fate === 'cancel') workless.push({ n: delta.n, status: 'cancelled' });
    }
    return workless;
  }

  private choice(n: number): number | null {
    const node = nodeAt(this.world.plan, n);
    if (!node.decision) return null;
    const { choose } = this.world.behaviour;
    return choose ? choose(node, n, this.path) : (node.decision.cases[0]?.to ?? node.decision.default);
  }

  private fate(n: number): Readiness {
    const node = nodeAt(this.world.plan, n);
    const mode = this.failed ? 'winding_down' : 'normal';
    return readiness({ ...this.countersOf(n), entry: node.in.length === 0 }, node.join, mode);
  }

  private countersOf(n: number): Counters {
    const counters = this.counters.get(n);
    if (!counters) throw new RangeError(`the plan has no node ${n} in this part`);
    return counters;
  }
}
