import type { DraftEdge, DraftNode, Named } from './draft';
import { systemRetry } from './read-retry';

/**
 * Where a body has several last nodes, adds the one that ends after them all and holds their outputs by id. Its id
 * is `$` and the owner's, which nobody can write. Who is last is decided by ids: what is wrong with them is
 * reported elsewhere, and then there is no plan.
 */
export function addCollector(owner: DraftNode, nodes: DraftNode[], edges: DraftEdge[]): void {
  const sinks = sinksOf(nodes, edges);
  const { cursor, id } = owner;
  if (sinks.length < 2 || !id) return;
  const to: Named = { text: `$${id.text}`, cursor: id.cursor };
  nodes.push({ ...plainNode(owner), cursor, id: to, part: { kind: 'collect' } });
  for (const from of sinks)
    edges.push({ cursor, from, to, on: 'always', when: null, case: false, gathers: true });
}

/** The nodes that no `join: all` successor waits for. */
function sinksOf(nodes: readonly DraftNode[], edges: readonly DraftEdge[]): Named[] {
  const waiting = new Set(nodes.flatMap(({ id, join }) => (id && join === 'all' ? id.text : [])));
  const awaited = new Set(
    edges.flatMap(({ from, to }) => (from && to && waiting.has(to.text) ? from.text : [])),
  );
  return nodes.flatMap(({ id }) => (id && !awaited.has(id.text) ? id : []));
}

/** What a node has that the compiler makes, in the queue of the one it is made for. */
export function plainNode({ queue }: Pick<DraftNode, 'queue'>): Omit<DraftNode, 'cursor' | 'id' | 'part'> {
  return {
    ref: null,
    with: null,
    when: null,
    retry: systemRetry,
    timeout_ms: 3_600_000,
    start_timeout_ms: null,
    heartbeat_timeout_ms: null,
    queue,
    join: 'all',
    on_error: 'fail',
    labels: {},
    secrets: null,
    undo: null,
    concurrency: null,
    rate_limit: null,
    cache: null,
    cost: null,
    compensate: null,
    compensates: null,
    scope: null,
  };
}
