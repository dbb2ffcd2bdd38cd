import { digest, type Json, type JsonObject, type Plan, type PlanNode } from '@maestro/dsl';

/** What a node of the top level is, with all that is in it. */
export interface NodeDefinition {
  /** The same for two versions of a template where the node would do the same in both. */
  digest: string;
  /** Indexes of the nodes of the top level that its expressions, or those of its body, name. */
  reads: ReadonlySet<number>;
  readsInputs: boolean;
  readsEnv: boolean;
}

/** Indexes are of one plan: ids stand for them, and for a body and a compensation what they are. */
export function nodeDefinition(plan: Plan, index: number): NodeDefinition {
  const parts: number[] = [];
  const definition = write(plan, index, parts);
  const text = JSON.stringify(definition);
  const owned = new Set(parts);
  const reads = parts.flatMap((part) => readsOf(plan, part)).filter((node) => !owned.has(node));
  return {
    digest: digest(definition),
    reads: new Set(reads.map((node) => topOf(plan, node))),
    readsInputs: /\binputs\b/.test(text),
    readsEnv: /\benv\b/.test(text),
  };
}

/** The node of the top level that a node is, or is in. */
export function topOf(plan: Plan, index: number): number {
  const body = plan.nodes[index]?.body ?? null;
  const owner = body === null ? undefined : plan.bodies[body]?.owner;
  return owner === undefined ? index : topOf(plan, owner);
}

/** The node itself, and all in it; `parts` gathers their indexes. */
function write(plan: Plan, index: number, parts: number[]): JsonObject {
  const node = plan.nodes[index];
  if (!node) throw new RangeError(`the plan has no node ${index}`);
  parts.push(index);
  const {
    reads,
    in: _in,
    out: _out,
    body: _body,
    light: _light,
    compensate,
    compensates: _undone,
    ...rest
  } = node;
  return {
    ...(rest as unknown as JsonObject),
    reads: idsOf(plan, reads),
    compensate: compensate === null ? null : write(plan, compensate, parts),
    decision: node.decision && {
      cases: node.decision.cases.map(({ when, to }) => ({ when, to: idOf(plan, to) })),
      default: node.decision.default === null ? null : idOf(plan, node.decision.default),
    },
    approval: node.approval && { ...node.approval, covers: idsOf(plan, node.approval.covers) },
    map: node.map && { ...node.map, body: writeBody(plan, node.map.body, parts) },
    loop: node.loop && {
      ...node.loop,
      until_reads: idsOf(plan, node.loop.until_reads),
      body: writeBody(plan, node.loop.body, parts),
    },
  };
}

function writeBody(plan: Plan, index: number, parts: number[]): Json {
  const body = plan.bodies[index];
  if (!body) throw new RangeError(`the plan has no body ${index}`);
  const nodes = Array.from({ length: body.width }, (_, i) => body.first + i);
  return {
    nodes: nodes.map((node) => write(plan, node, parts)),
    edges: nodes.flatMap((node) =>
      edgesFrom(plan, node).map(({ from, to, reads, ...edge }) => ({
        ...edge,
        from: idOf(plan, from),
        to: idOf(plan, to),
        reads: idsOf(plan, reads),
      })),
    ),
  };
}

function readsOf(plan: Plan, index: number): readonly number[] {
  const node = plan.nodes[index] as PlanNode;
  const inside = node.body === null ? [] : edgesFrom(plan, index).flatMap((edge) => edge.reads);
  return [...node.reads, ...(node.loop?.until_reads ?? []), ...inside];
}

function edgesFrom(plan: Plan, node: number) {
  return (plan.nodes[node]?.out ?? []).flatMap((index) => plan.edges[index] ?? []);
}

function idOf(plan: Plan, index: number): string {
  return plan.nodes[index]?.id ?? String(index);
}

function idsOf(plan: Plan, indexes: readonly number[]): string[] {
  return indexes.map((index) => idOf(plan, index)).sort();
}
