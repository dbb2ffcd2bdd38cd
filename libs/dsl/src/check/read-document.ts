import { entriesOf, rootOf, type Cursor, type Tree } from '../document/tree';
import { limits } from '../limits';
import { setMember } from '../members';
import type { PlanMetadata } from '../plan';
import type { Draft } from './draft';
import { readDefaults, readGraph } from './read-graph';
import type { Reader } from './reader';
import { lengths, nameForms, shapes, words } from './vocabulary';

const wrapperOnly: readonly string[] = shapes.document.fields;

/** Reads a whole definition, the bare graph or the wrapped form. Null where there is nothing to go on with. */
export function readDefinition(reader: Reader, tree: Tree): Draft | null {
  const root = rootOf(tree);
  if (tree.type !== 'fields') return reader.wrongType(root, 'a template (an object)');
  const wrapped = wrapperOnly.some((name) => tree.fields.has(name));
  if (wrapped) return readWrapped(reader, root);
  if (!tree.fields.has('nodes')) {
    const range = { start: tree.range.start, end: tree.range.start + 1 };
    const message = 'a template has "nodes" and "edges", or "apiVersion", "kind" and "spec"';
    return reader.fault(root, { mst: 'MST1102', message, range });
  }
  const graph = reader.object(root, shapes.graph);
  return graph && { ...blank(), ...readGraph(reader, graph, readDefaults(reader, undefined)) };
}

function blank(): Omit<Draft, 'nodes' | 'edges'> {
  const metadata: PlanMetadata = { description: null, owner: null, tag: null, labels: {} };
  return { name: null, metadata, inputs: null, outputs: null, summary: null, env: null };
}

function readWrapped(reader: Reader, root: Cursor): Draft | null {
  const given = reader.object(root, shapes.document);
  if (!given) return null;
  reader.choice(given.apiVersion, words.apiVersion, 'MST1109');
  reader.choice(given.kind, words.documentKind, 'MST1007');
  const head = { ...blank(), ...readMetadata(reader, given.metadata) };
  const spec = given.spec && reader.object(given.spec, shapes.spec);
  if (!spec) return null;
  for (const cursor of [spec.outputs, spec.env, spec.inputs]) {
    if (cursor && cursor.tree.type !== 'fields') reader.wrongType(cursor, 'an object');
  }
  if (spec.env) reader.keys(spec.env, nameForms.constant);
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
  const given = cursor && reader.object(cursor, shapes.metadata);
  if (!given) return null;
  return {
    name: reader.name(given.name, nameForms.template),
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
  if (entries.length > limits.labels)
    reader.fault(cursor, { mst: 'MST1207', message: `more than ${limits.labels} labels` });
  reader.keys(cursor, nameForms.label);
  for (const entry of entries) {
    const value = reader.text(entry, lengths.label);
    if (value !== null) setMember(labels, String(entry.path?.key), value);
  }
  return labels;
}
