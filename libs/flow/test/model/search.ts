import { isTerminalRunStatus } from '@maestro/state-machine';
import type { Command } from './commands';
import { enabled, isFair } from './enabled';
import type { Mutant } from './mutants';
import { cloneState, encodeState, type State } from './state';
import { checkedStep } from './step';

export interface Found {
  states: number;
  edges: number;
  /** False where the limit of states came first. */
  whole: boolean;
  /** The rule that is broken, and the shortest way to it. */
  broken: { rule: string; trace: string[] } | null;
}

interface Graph {
  ids: Map<string, number>;
  /** By state: where it was first reached from, and by what. */
  origin: { from: number; command: Command | null }[];
  /** Fair steps, two numbers each: from, to. */
  fair: number[];
  /** States in which every run has ended. */
  ended: number[];
}

/**
 * Visits every state that can be reached, breadth first, and checks each step. Then asks of every state whether a
 * schedule without further faults ends all runs from there: steps that need a fault, or somebody who cancels, are no
 * way out, else they would hide a lost wake-up.
 */
export function search(
  start: State,
  { mutant = null, limit = Infinity }: { mutant?: Mutant; limit?: number } = {},
): Found {
  const graph: Graph = { ids: new Map(), origin: [], fair: [], ended: [] };
  visit(graph, start, { from: -1, command: null });
  let level = [{ id: 0, state: start }];
  let edges = 0;
  while (level.length > 0 && graph.ids.size < limit) {
    const next: typeof level = [];
    for (const { id, state } of level) {
      for (const command of enabled(state)) {
        edges += 1;
        const after = cloneState(state);
        const rule = checkedStep(after, command, mutant);
        if (rule !== null) {
          const trace = [...traceOf(graph, id), JSON.stringify(command)];
          return { states: graph.ids.size, edges, whole: false, broken: { rule, trace } };
        }
        const known = graph.ids.size;
        const to = visit(graph, after, { from: id, command });
        if (to === known) next.push({ id: to, state: after });
        if (to !== id && isFair(state, command)) graph.fair.push(id, to);
      }
    }
    level = next;
  }
  const whole = level.length === 0;
  const stuck = whole ? firstStuck(graph) : null;
  const broken = stuck === null ? null : { rule: 'stuck', trace: traceOf(graph, stuck) };
  return { states: graph.ids.size, edges, whole, broken };
}

function visit(graph: Graph, state: State, origin: Graph['origin'][number]): number {
  const code = encodeState(state);
  const known = graph.ids.get(code);
  if (known !== undefined) return known;
  const id = graph.ids.size;
  graph.ids.set(code, id);
  graph.origin.push(origin);
  if (state.runs.every(({ status }) => isTerminalRunStatus(status))) graph.ended.push(id);
  return id;
}

/** The first state from which no fair schedule ends all runs. */
function firstStuck({ ids, fair, ended }: Graph): number | null {
  const sources = new Map<number, number[]>();
  for (let i = 0; i < fair.length; i += 2) {
    const [from, to] = [fair[i] as number, fair[i + 1] as number];
    const known = sources.get(to);
    if (known) known.push(from);
    else sources.set(to, [from]);
  }
  const ends = new Set(ended);
  // A set hands out what is added to it while it is walked.
  for (const id of ends) for (const source of sources.get(id) ?? []) ends.add(source);
  for (let id = 0; id < ids.size; id += 1) if (!ends.has(id)) return id;
  return null;
}

function traceOf({ origin }: Graph, id: number): string[] {
  const trace: string[] = [];
  for (let at = id; at >= 0; at = origin[at]?.from ?? -1) {
    const command = origin[at]?.command;
    if (command) trace.unshift(JSON.stringify(command));
  }
  return trace;
}
