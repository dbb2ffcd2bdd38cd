import { statement } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Engine, RunRef } from '../engine';

const agentsAbove = statement('agents_above');

/** An agent whose run waits for what a task starts, however far above. */
export interface AgentAbove extends Record<string, unknown> {
  name: string;
  /** All of its runs play this, and nothing else does. */
  template_id: string;
  depth: number;
  /** How many runs deep what it calls may go; null where it does not say. */
  reach: number | null;
}

/**
 * The agents that wait for what a run is about to start, the outermost first.
 *
 * @param depth at which the child is going to stand
 * @throws MaestroError `depth-exceeded` where one of them does not let it go that deep
 */
export async function agentsOver(
  engine: Engine,
  { tenantId, runId }: RunRef,
  depth: number,
): Promise<AgentAbove[]> {
  const above = await engine.database.query<AgentAbove>(agentsAbove, [tenantId, runId]);
  const short = above.find((agent) => agent.reach !== null && depth - agent.depth > agent.reach);
  if (!short) return above;
  throw new MaestroError(
    'depth-exceeded',
    `What ${short.name} calls may stand at most ${short.reach} runs below it.`,
  );
}

/**
 * An agent that waits for its caller would wait for itself: each round of such a circle costs money, and none ends it. By which way it
 * is reached does not matter: as an agent, as a subflow, as a tool.
 *
 * @throws MaestroError `agent-cycle`, with the way it came back
 */
export function refuseCircle(above: readonly AgentAbove[], templateId: string): void {
  const first = above.findIndex(({ template_id: played }) => played === templateId);
  const called = above[first];
  if (!called) return;
  const circle = [...above.slice(first), called].map(({ name }) => name).join(' → ');
  throw new MaestroError('agent-cycle', `${circle}: ${called.name} waits for this very call.`);
}
