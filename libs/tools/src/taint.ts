import type { Plan, PlanNode } from '@maestro/dsl';

/**
 * What passes on what it is given and brings nothing in. Everything else does: what a server, a model, a command, another run or a
 * signal says is untrusted, and no node can say otherwise of itself.
 */
const closed: ReadonlySet<string> = new Set([
  ...['noop', 'transform', 'contract', 'load'],
  ...['decision', 'collect', 'map', 'loop', 'wait', 'approval'],
]);

/**
 * Whether what a node sees may hold text that nobody answers for. Told from the plan alone, so that it does not depend on what the
 * text itself says: a node is tainted by every node that its expressions name, by those that these name, and by the list or the rounds
 * it stands in.
 */
export function isTainted(plan: Plan, index: number): boolean {
  const seen = new Set<number>();
  const open = sourcesOf(plan, index);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = plan.nodes[next];
    if (seen.has(next) || !node) continue;
    seen.add(next);
    if (!closed.has(node.kind === 'task' ? node.ref : node.kind)) return true;
    open.push(...sourcesOf(plan, next), ...partsOf(plan, next));
  }
  return false;
}

function sourcesOf(plan: Plan, index: number): number[] {
  const node = plan.nodes[index];
  if (!node) return [];
  const body = node.body === null ? undefined : plan.bodies[node.body];
  const owner = body ? plan.nodes[body.owner] : undefined;
  if (!body || !owner) return [...node.reads];
  // A round sees what the rounds before it gave; an item is what its map goes over.
  const around = owner.kind === 'loop' ? span(body) : [];
  return [...node.reads, ...sourcesOf(plan, body.owner), ...around.filter((one) => one !== index)];
}

/** The output of a map or a loop is that of its body. */
function partsOf(plan: Plan, index: number): number[] {
  const { map, loop } = plan.nodes[index] as PlanNode;
  const body = plan.bodies[map?.body ?? loop?.body ?? -1];
  return body ? span(body) : [];
}

function span({ first, width }: { first: number; width: number }): number[] {
  return Array.from({ length: width }, (_, i) => first + i);
}
