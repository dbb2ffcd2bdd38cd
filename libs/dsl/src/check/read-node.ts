import { cut } from '../diagnostics/printable';
import { entriesOf, type Cursor } from '../document/tree';
import { limits } from '../limits';
import { named, type DraftNode } from './draft';
import type { NodeFields } from './node-fields';
import { defaultsFor, readQueue, type Defaults } from './read-defaults';
import { readKey } from './read-key';
import { readCost } from './read-cost';
import { readPart } from './read-part';
import { readLabels } from './read-metadata';
import { readRetry } from './read-retry';
import type { Reader } from './reader';
import { readSecretNames } from './secret-names';
import { kindShapes, nameForms, shapes, words, type WrittenKind } from './vocabulary';

/** Reads one node of a graph; its place among the others is not known yet. */
export function readNode(reader: Reader, cursor: Cursor, template: Defaults): DraftNode {
  const given = reader.object(cursor, shapes.node) ?? {};
  const kind = reader.choice(given.kind, words.nodeKind, 'MST1007');
  if (kind) checkFields(reader, cursor, kind);
  const defaults = defaultsFor(kind ? kindShapes[kind].fields : shapes.node.fields, template);
  // A wrong id still names its node, so that edges to it are no further faults.
  reader.name(given.id, nameForms.node);
  return {
    cursor,
    id: named(given.id),
    ref: readRef(reader, given, kind),
    with: kind === 'signal' || kind === 'approval' ? null : (given.with ?? null),
    when: given.when ?? null,
    retry: readRetry(reader, given.retry, defaults.retry),
    timeout_ms: reader.duration(given.timeout) ?? defaults.timeout_ms,
    start_timeout_ms: reader.duration(given.start_timeout) ?? defaults.start_timeout_ms,
    heartbeat_timeout_ms: reader.duration(given.heartbeat_timeout) ?? defaults.heartbeat_timeout_ms,
    queue: readQueue(reader, given.queue) ?? defaults.queue,
    join: reader.choice(given.join, words.join) ?? 'all',
    on_error: reader.choice(given.on_error, words.onError) ?? 'fail',
    labels: readLabels(reader, given.labels),
    secrets: readSecretNames(reader, given.secrets),
    undo: given.compensate ?? null,
    ...readLimits(reader, given),
    cost: readCost(reader, given.cost),
    compensate: null,
    compensates: null,
    scope: null,
    part: kind && readPart(reader, given, kind),
  };
}

/** Refuses what other kinds have, and finds what this one lacks. */
function checkFields(reader: Reader, cursor: Cursor, kind: WrittenKind): void {
  const { what, fields, required } = kindShapes[kind] as { what: string; fields: readonly string[]; required: readonly string[] }; // prettier-ignore
  const written = new Set<string>();
  for (const entry of entriesOf(cursor)) {
    const key = String(entry.path?.key);
    written.add(key);
    if (fields.includes(key) || !(shapes.node.fields as readonly string[]).includes(key)) continue;
    reader.fault(entry, {
      mst: 'MST1113',
      message: `${what} has no "${cut(key)}"; that is for: ${kindsWith(key).join(', ')}`,
      range: entry.keyRange ?? entry.tree.range,
      help: `known here: ${fields.join(', ')}`,
    });
  }
  for (const key of required)
    if (!written.has(key))
      reader.fault(cursor, {
        mst: 'MST1102',
        message: `${what} needs the field "${key}"`,
        range: cursor.keyRange ?? { start: cursor.tree.range.start, end: cursor.tree.range.start + 1 },
      });
}

function kindsWith(field: string): WrittenKind[] {
  return words.nodeKind.filter((kind) => (kindShapes[kind].fields as readonly string[]).includes(field));
}

function readRef(reader: Reader, { ref }: NodeFields, kind: WrittenKind | null): DraftNode['ref'] {
  if (kind === null) return named(ref, reader.string(ref));
  if (kind !== 'subflow') return named(ref, reader.name(ref, nameForms.handler));
  const text = reader.name(ref, nameForms.subflow);
  return named(ref, text === null ? null : text.replace(/@.*$/, ''));
}

function readLimits(
  reader: Reader,
  given: NodeFields,
): Pick<DraftNode, 'concurrency' | 'rate_limit' | 'cache'> {
  const slots = given.concurrency && reader.object(given.concurrency, shapes.concurrency);
  const rate = given.rate_limit && reader.object(given.rate_limit, shapes.rate_limit);
  const cache = given.cache && reader.object(given.cache, shapes.cache);
  const places = (cursor: Cursor | undefined) => reader.integer(cursor, { min: 1, max: limits.places }) ?? 1;
  return {
    concurrency: slots ? { key: readKey(reader, slots.key), limit: places(slots.limit) } : null,
    rate_limit: rate
      ? { key: readKey(reader, rate.key), limit: places(rate.limit), per_ms: reader.duration(rate.per) ?? 1 }
      : null,
    cache: cache ? { key: readKey(reader, cache.key), ttl_ms: reader.duration(cache.ttl) ?? 1 } : null,
  };
}
