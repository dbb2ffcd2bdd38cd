import type { Reads } from './check/check-names';
import { coveredBy } from './check/covers';
import { textOf, type Draft, type DraftNode, type Part } from './check/draft';
import type { Graph } from './check/graph';
import { overOf } from './check/read-over';
import { valueOf, type Cursor } from './document/tree';
import type { JsonObject } from './json';
import type { NodeCost, PlanNode } from './plan';
import { plainParts } from './plan-defaults';

/** A template in which no fault was found. */
export interface Checked {
  draft: Draft;
  graph: Graph;
  reads: Reads;
  inputs: JsonObject | null;
}

/** One node of the plan, without its edges. */
export function assembleNode(n: number, checked: Checked): PlanNode {
  const node = checked.draft.nodes[n];
  const { id, part } = node ?? {};
  if (!node || !id || !part) throw new Error(`node ${n} has no id or kind`);
  return {
    ...plainParts,
    id: id.text,
    kind: part.kind,
    ref: node.ref?.text ?? part.kind,
    with: node.with ? valueOf(node.with.tree) : {},
    when: textOf(node.when),
    join: node.join,
    on_error: node.on_error,
    queue: node.queue,
    retry: node.retry,
    timeout_ms: node.timeout_ms,
    start_timeout_ms: node.start_timeout_ms,
    heartbeat_timeout_ms: node.heartbeat_timeout_ms,
    reads: checked.reads.nodes[n] ?? [],
    ...previousOf(checked.reads.previous[n] ?? []),
    out: [],
    in: [],
    body: node.scope === null || node.scope === 0 ? null : node.scope - 1,
    labels: node.labels,
    secrets: checked.reads.secrets[n] ?? [],
    ...limitsOf(node),
    cost: costOf(node, checked.reads.usage.get(n) ?? []),
    compensate: node.compensate,
    compensates: node.compensates,
    ...partOf(part, n, checked),
  };
}

function previousOf(reads: number[]): Pick<PlanNode, 'previous_reads'> {
  return reads.length === 0 ? {} : { previous_reads: reads };
}

function limitsOf(node: DraftNode): Pick<PlanNode, 'light' | 'concurrency' | 'rate_limit' | 'cache'> {
  const { concurrency, rate_limit: rate, cache } = node;
  return {
    light: concurrency === null && rate === null && node.cost === null,
    concurrency: concurrency && { ...concurrency, key: given(concurrency.key) },
    rate_limit: rate && { ...rate, key: textOf(rate.key) ?? node.ref?.text ?? '' },
    cache: cache && { ...cache, key: given(cache.key) },
  };
}

function costOf({ cost }: DraftNode, reads: number[]): NodeCost | null {
  if (!cost) return null;
  const tokens = (cursor: Cursor | null) => cursor && valueOf(cursor.tree);
  return {
    worst_case: textOf(cost.worst_case),
    model: textOf(cost.model),
    max_input_tokens: tokens(cost.max_input_tokens),
    max_output_tokens: tokens(cost.max_output_tokens),
    used: textOf(cost.used),
    input_tokens: textOf(cost.input_tokens),
    output_tokens: textOf(cost.output_tokens),
    reads,
  };
}

/** What only its kind has. */
function partOf(part: Part, n: number, { graph, reads }: Checked): Partial<PlanNode> {
  switch (part.kind) {
    case 'task':
    case 'collect':
      return {};
    case 'subflow':
      return { subflow: { version: part.version } };
    case 'decision': {
      const target = (to: { text: string } | null) => (to && graph.index.get(to.text)) ?? null;
      const cases = part.cases.map((one) => ({ when: given(one.when), to: target(one.to) ?? -1 }));
      return { decision: { cases, default: target(part.default) } };
    }
    case 'map': {
      const { over, scope, max_parallel, on_item_failure } = part;
      return { map: { over: over && overOf(over), body: bodyOf(scope), max_parallel, on_item_failure } };
    }
    case 'loop': {
      const { until, scope, max_rounds } = part;
      const until_reads = reads.until.get(n) ?? [];
      return { loop: { until: given(until), until_reads, body: bodyOf(scope), max_rounds } };
    }
    case 'wait':
      return { wait: { for: textOf(part.for), until: textOf(part.until) } };
    case 'signal':
      return {
        signal: { name: given(part.name), timeout_ms: part.timeout_ms, on_timeout: part.on_timeout },
      };
    case 'approval': {
      const { message, approvers, quorum, timeout_ms, on_timeout, covers } = part;
      const covered = coveredBy(graph, covers);
      return {
        approval: { message: given(message), approvers, quorum, timeout_ms, on_timeout, covers: covered },
      };
    }
  }
}

/** Index in `bodies` of a graph. */
function bodyOf(scope: number | null): number {
  if (scope === null) throw new Error('a body was not read');
  return scope - 1;
}

/** A text that the checks did not let pass without. */
function given(cursor: Cursor | null): string {
  const text = textOf(cursor);
  if (text === null) throw new Error('a required text is missing');
  return text;
}
