import type { Cursor } from '../document/tree';
import { plainNode } from './add-collector';
import { named, type DraftNode } from './draft';
import { readQueue, type Defaults } from './read-defaults';
import { readRetry } from './read-retry';
import type { Reader } from './reader';
import { nameForms, shapes } from './vocabulary';

/** A node written inline as a handler and its input. Its id holds a dot, so that no written id can be the same. */
function readHandler(
  reader: Reader,
  cursor: Cursor,
  { id, defaults }: { id: string; defaults: Defaults },
): DraftNode {
  const given = reader.object(cursor, shapes.handler) ?? {};
  const queue = readQueue(reader, given.queue) ?? defaults.queue;
  return {
    ...plainNode({ queue }),
    cursor,
    id: { text: id, cursor },
    part: { kind: 'task' },
    ref: named(given.ref, reader.name(given.ref, nameForms.handler)),
    with: given.with ?? null,
    retry: readRetry(reader, given.retry, defaults.retry),
    timeout_ms: reader.duration(given.timeout) ?? defaults.timeout_ms,
  };
}

/** The node that undoes one of `nodes`, where that has such a node; it is about to be appended to them. */
export function readCompensation(
  reader: Reader,
  nodes: readonly DraftNode[],
  { undone, defaults }: { undone: number; defaults: Defaults },
): DraftNode | null {
  const node = nodes[undone];
  if (!node?.undo) return null;
  node.compensate = nodes.length;
  const id = `${node.id?.text ?? undone}.compensate`;
  return { ...readHandler(reader, node.undo, { id, defaults }), compensates: undone };
}

/** The node that runs once after the run has failed. */
export function readOnFailure(reader: Reader, cursor: Cursor, defaults: Defaults): DraftNode {
  return readHandler(reader, cursor, { id: 'run.on_failure', defaults });
}
