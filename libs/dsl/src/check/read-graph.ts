import type { Cursor } from '../document/tree';
import { limits } from '../limits';
import type { RetryPolicy } from '../plan';
import type { Draft, DraftEdge, DraftNode } from './draft';
import { readRetry } from './read-retry';
import type { FieldsOf, Reader } from './reader';
import { nameForms, shapes, words } from './vocabulary';

const DEFAULT_TIMEOUT_MS = 3_600_000;
const DEFAULT_QUEUE = 'default';

/** What a node takes that does not say otherwise. */
interface Defaults {
  retry: RetryPolicy;
  timeout_ms: number;
  queue: string;
}

export function readDefaults(reader: Reader, cursor: Cursor | undefined): Defaults {
  const given = (cursor && reader.object(cursor, shapes.defaults)) ?? {};
  return {
    retry: readRetry(reader, given.retry),
    timeout_ms: reader.duration(given.timeout) ?? DEFAULT_TIMEOUT_MS,
    queue: readQueue(reader, given.queue) ?? DEFAULT_QUEUE,
  };
}

function readQueue(reader: Reader, cursor: Cursor | undefined): string | null {
  return reader.name(cursor, nameForms.queue);
}

export function readGraph(
  reader: Reader,
  given: FieldsOf<'nodes' | 'edges'>,
  defaults: Defaults,
): Pick<Draft, 'nodes' | 'edges'> {
  const nodes = readItems(reader, given.nodes, { max: limits.nodes, what: 'nodes' });
  const edges = readItems(reader, given.edges, { max: limits.edges, what: 'edges' });
  if (given.nodes?.tree.type === 'list' && given.nodes.tree.items.length === 0)
    reader.fault(given.nodes, { mst: 'MST1201', message: 'the graph has no node' });
  return {
    nodes: nodes.map((cursor) => readNode(reader, cursor, defaults)),
    edges: edges.map((cursor) => readEdge(reader, cursor)),
  };
}

/** The items of a list; none where there are too many, so that nothing more is spent on them. */
function readItems(
  reader: Reader,
  cursor: Cursor | undefined,
  { max, what }: { max: number; what: string },
): Cursor[] {
  const items = (cursor && reader.list(cursor)) ?? [];
  if (items.length <= max) return items;
  const first = items[max];
  const message = `a template may have at most ${max} ${what}, this one has ${items.length}`;
  if (first) reader.fault(first, { mst: 'MST1207', message });
  return [];
}

function readNode(reader: Reader, cursor: Cursor, defaults: Defaults): DraftNode {
  const given = reader.object(cursor, shapes.node) ?? {};
  reader.choice(given.kind, words.nodeKind, 'MST1007');
  // A wrong id still names its node, so that edges to it are no further faults.
  reader.name(given.id, nameForms.node);
  return {
    cursor,
    id: named(given.id),
    ref: named(given.ref, reader.name(given.ref, nameForms.handler)),
    with: given.with ?? null,
    when: given.when ?? null,
    retry: readRetry(reader, given.retry, defaults.retry),
    timeout_ms: reader.duration(given.timeout) ?? defaults.timeout_ms,
    queue: readQueue(reader, given.queue) ?? defaults.queue,
    join: reader.choice(given.join, words.join) ?? 'all',
    on_error: reader.choice(given.on_error, words.onError) ?? 'fail',
  };
}

function readEdge(reader: Reader, cursor: Cursor): DraftEdge {
  const given = reader.object(cursor, shapes.edge) ?? {};
  return {
    cursor,
    from: named(given.from, reader.string(given.from)),
    to: named(given.to, reader.string(given.to)),
    on: reader.choice(given.on, words.edgeOn) ?? 'success',
    when: given.when ?? null,
  };
}

function named(cursor: Cursor | undefined, text = textOf(cursor)): { text: string; cursor: Cursor } | null {
  return cursor && text !== null ? { text, cursor } : null;
}

function textOf(cursor: Cursor | undefined): string | null {
  return cursor?.tree.type === 'scalar' && typeof cursor.tree.value === 'string' ? cursor.tree.value : null;
}
