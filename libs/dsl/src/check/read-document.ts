import { entriesOf, rootOf, type Cursor, type Tree } from '../document/tree';
import { limits } from '../limits';
import type { PlanMetadata, RetryPolicy } from '../plan';
import type { Draft, DraftEdge, DraftNode } from './draft';
import { readRetry } from './read-retry';
import type { FieldsOf, Reader } from './reader';
import { fields, lengths, patterns, required, words } from './vocabulary';

const DEFAULT_TIMEOUT_MS = 3_600_000;
const DEFAULT_QUEUE = 'default';

interface Defaults {
  retry: RetryPolicy;
  timeout_ms: number;
  queue: string;
}

const wrapperOnly = fields.document as readonly string[];

/** Reads a whole definition, the bare graph or the wrapped form. Null where there is nothing to go on with. */
export function readDefinition(reader: Reader, tree: Tree): Draft | null {
  const root = rootOf(tree);
  if (tree.type !== 'fields') return reader.wrongType(root, 'a template (an object)');
  const wrapped = wrapperOnly.some((name) => tree.fields.has(name));
  if (wrapped) return readWrapped(reader, root);
  if (!tree.fields.has('nodes')) {
    const start = { start: tree.range.start, end: tree.range.start + 1 };
    const message = 'a template has "nodes" and "edges", or "apiVersion", "kind" and "spec"';
    return reader.fault('MST1102', root, message, { range: start });
  }
  const graph = reader.object(root, fields.graph, 'a template');
  return graph && { ...blank(), ...readGraph(reader, graph, readDefaults(reader, undefined)) };
}

function blank(): Omit<Draft, 'nodes' | 'edges'> {
  const metadata: PlanMetadata = { description: null, owner: null, tag: null, labels: {} };
  return { name: null, metadata, inputs: null, outputs: null, summary: null, env: null };
}

function readWrapped(reader: Reader, root: Cursor): Draft | null {
  const given = reader.object(root, fields.document, 'a template');
  if (!given) return null;
  reader.require(root, given, required.document, 'a template');
  reader.choice(given.apiVersion, words.apiVersion, 'MST1109');
  reader.choice(given.kind, words.documentKind, 'MST1007');
  const head = { ...blank(), ...readMetadata(reader, given.metadata) };
  const spec = given.spec && reader.object(given.spec, fields.spec, 'spec');
  if (!spec || !given.spec) return null;
  reader.require(given.spec, spec, required.spec, 'spec');
  for (const cursor of [spec.outputs, spec.env, spec.inputs]) {
    if (cursor && cursor.tree.type !== 'fields') reader.wrongType(cursor, 'an object');
  }
  if (spec.env) readEnvNames(reader, spec.env);
  reader.string(spec.summary);
  return {
    ...head,
    inputs: spec.inputs ?? null,
    outputs: spec.outputs ?? null,
    summary: spec.summary ?? null,
    env: spec.env ?? null,
    ...readGraph(reader, spec, readDefaults(reader, spec.defaults)),
  };
}

function readMetadata(reader: Reader, cursor: Cursor | undefined): Pick<Draft, 'name' | 'metadata'> | null {
  const given = cursor && reader.object(cursor, fields.metadata, 'metadata');
  if (!given) return null;
  return {
    name: reader.matching(given.name, patterns.name, 'MST1107', 'the name of a template'),
    metadata: {
      description: reader.text(given.description, lengths.description),
      owner: reader.text(given.owner, lengths.owner),
      tag: reader.choice(given.tag, words.tag),
      labels: readLabels(reader, given.labels),
    },
  };
}

function readLabels(reader: Reader, cursor: Cursor | undefined): Record<string, string> {
  const labels: Record<string, string> = {};
  if (!cursor) return labels;
  if (cursor.tree.type !== 'fields') reader.wrongType(cursor, 'an object');
  const entries = entriesOf(cursor);
  if (entries.length > limits.labels) reader.fault('MST1207', cursor, `more than ${limits.labels} labels`);
  for (const entry of entries) {
    const name = String(entry.path?.key);
    const value = reader.text(entry, lengths.label);
    if (!patterns.label.test(name))
      reader.fault('MST1107', entry, `the name of a label must match ${patterns.label.source}`, {
        range: entry.keyRange ?? entry.tree.range,
      });
    else if (value !== null) labels[name] = value;
  }
  return labels;
}

function readEnvNames(reader: Reader, cursor: Cursor): void {
  for (const { path, keyRange, tree } of entriesOf(cursor)) {
    if (patterns.env.test(String(path?.key))) continue;
    const message = `the name of a constant must match ${patterns.env.source}`;
    reader.report.add({ mst: 'MST1107', message, range: keyRange ?? tree.range, path });
  }
}

function readDefaults(reader: Reader, cursor: Cursor | undefined): Defaults {
  const given = (cursor && reader.object(cursor, fields.defaults, 'defaults')) ?? {};
  return {
    retry: readRetry(reader, given.retry),
    timeout_ms: reader.duration(given.timeout) ?? DEFAULT_TIMEOUT_MS,
    queue: readQueue(reader, given.queue) ?? DEFAULT_QUEUE,
  };
}

function readQueue(reader: Reader, cursor: Cursor | undefined): string | null {
  return reader.matching(cursor, patterns.queue, 'MST1107', 'the name of a queue');
}

function readGraph(
  reader: Reader,
  given: FieldsOf<'nodes' | 'edges'>,
  defaults: Defaults,
): Pick<Draft, 'nodes' | 'edges'> {
  const nodes = readItems(reader, given.nodes, { max: limits.nodes, what: 'nodes' });
  const edges = readItems(reader, given.edges, { max: limits.edges, what: 'edges' });
  if (given.nodes?.tree.type === 'list' && given.nodes.tree.items.length === 0)
    reader.fault('MST1201', given.nodes, 'the graph has no node');
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
  if (first)
    reader.fault(
      'MST1207',
      first,
      `a template may have at most ${max} ${what}, this one has ${items.length}`,
    );
  return [];
}

function readNode(reader: Reader, cursor: Cursor, defaults: Defaults): DraftNode {
  const given = reader.object(cursor, fields.node, 'a node') ?? {};
  if (cursor.tree.type === 'fields') reader.require(cursor, given, required.node, 'a node');
  reader.choice(given.kind, words.nodeKind, 'MST1007');
  const ref = reader.matching(given.ref, patterns.ref, 'MST1401', 'the name of a handler');
  return {
    cursor,
    id: named(given.id, reader.string(given.id), (id, at) => {
      if (!patterns.id.test(id))
        reader.fault('MST1108', at, `the id of a node must match ${patterns.id.source}`);
    }),
    ref: named(given.ref, ref),
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
  const given = reader.object(cursor, fields.edge, 'an edge') ?? {};
  if (cursor.tree.type === 'fields') reader.require(cursor, given, required.edge, 'an edge');
  return {
    cursor,
    from: named(given.from, reader.string(given.from)),
    to: named(given.to, reader.string(given.to)),
    on: reader.choice(given.on, words.edgeOn) ?? 'success',
    when: given.when ?? null,
  };
}

function named(
  cursor: Cursor | undefined,
  text: string | null,
  check?: (text: string, cursor: Cursor) => void,
): { text: string; cursor: Cursor } | null {
  if (!cursor || text === null) return null;
  check?.(text, cursor);
  return { text, cursor };
}
