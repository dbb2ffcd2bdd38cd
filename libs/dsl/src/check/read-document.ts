import { rootOf, type Cursor, type Tree } from '../document/tree';
import { limits } from '../limits';
import { plainMetadata } from '../plan-defaults';
import type { Draft } from './draft';
import { readAttestations } from './read-attestations';
import { readBudget } from './read-cost';
import { readDefaults } from './read-defaults';
import { readGraph } from './read-graph';
import { readKey } from './read-key';
import { readDataLabels, readMetadata } from './read-metadata';
import type { Reader } from './reader';
import { readSecretNames } from './secret-names';
import { nameForms, shapes, words } from './vocabulary';

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
  return graph && { ...blank, ...readGraph(reader, graph, { defaults: readDefaults(reader, undefined) }) };
}

const blank = {
  name: null,
  metadata: plainMetadata,
  attestations: [],
  inputs: null,
  outputs: null,
  summary: null,
  env: null,
  secrets: null,
  concurrency: null,
  budget: null,
  deadline_ms: null,
  grace_ms: 0,
} satisfies Partial<Draft>;

function readWrapped(reader: Reader, root: Cursor): Draft | null {
  const given = reader.object(root, shapes.document);
  if (!given) return null;
  reader.choice(given.apiVersion, words.apiVersion, 'MST1109');
  reader.choice(given.kind, words.documentKind, 'MST1007');
  const attestations = readAttestations(reader, given.attestations);
  const head = { ...blank, attestations, ...readMetadata(reader, given.metadata) };
  const spec = given.spec && reader.object(given.spec, shapes.spec);
  if (!spec) return null;
  for (const cursor of [spec.outputs, spec.env, spec.inputs]) {
    if (cursor && cursor.tree.type !== 'fields') reader.wrongType(cursor, 'an object');
  }
  if (spec.env) reader.keys(spec.env, nameForms.constant);
  reader.string(spec.summary);
  return {
    ...head,
    metadata: { ...head.metadata, ...readDataLabels(reader, spec.data_labels) },
    inputs: spec.inputs ?? null,
    outputs: spec.outputs ?? null,
    summary: spec.summary ?? null,
    env: spec.env ?? null,
    secrets: readSecretNames(reader, spec.secrets),
    concurrency: readRunConcurrency(reader, spec.concurrency),
    budget: readBudget(reader, spec.budget),
    deadline_ms: reader.duration(spec.deadline),
    grace_ms: reader.duration(spec.grace, 0) ?? 0,
    ...readGraph(reader, spec, {
      defaults: readDefaults(reader, spec.defaults),
      onFailure: spec.on_failure,
    }),
  };
}

function readRunConcurrency(reader: Reader, cursor: Cursor | undefined): Draft['concurrency'] {
  const given = cursor && reader.object(cursor, shapes.run_concurrency);
  if (!given) return null;
  return {
    key: readKey(reader, given.key),
    limit: reader.integer(given.limit, { min: 1, max: limits.places }) ?? 1,
    on_busy: reader.choice(given.on_busy, words.onBusy) ?? 'queue',
  };
}
