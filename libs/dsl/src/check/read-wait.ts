import type { Cursor } from '../document/tree';
import { hasExpression } from '../expression/template';
import { textOf, type Part } from './draft';
import { isInstant } from './instant';
import type { NodeFields } from './node-fields';
import type { Reader } from './reader';

/** A wait has `for` or `until`; what is constant must be a duration or an instant. */
export function readWait(reader: Reader, given: NodeFields): Part {
  const range = given.kind?.tree.range;
  if (given.for && given.until)
    reader.fault(given.until, {
      mst: 'MST1114',
      message: 'a wait has "for" or "until", not both',
      ...(given.until.keyRange ? { range: given.until.keyRange } : {}),
    });
  else if (given.kind && range && !given.for && !given.until)
    reader.fault(given.kind, { mst: 'MST1102', message: 'a wait needs the field "for" or "until"', range });
  return { kind: 'wait', for: readFor(reader, given.for), until: readUntil(reader, given.until) };
}

function readFor(reader: Reader, cursor: Cursor | undefined): Cursor | null {
  if (!cursor) return null;
  if (hasExpression(textOf(cursor) ?? '')) return cursor;
  return reader.duration(cursor) === null ? null : cursor;
}

function readUntil(reader: Reader, cursor: Cursor | undefined): Cursor | null {
  const value = reader.string(cursor);
  if (value === null || !cursor) return null;
  if (hasExpression(value) || isInstant(value)) return cursor;
  return reader.fault(cursor, {
    mst: 'MST1115',
    message: 'this is no instant',
    help: 'RFC 3339 with a zone: 2026-03-01T09:00:00Z, 2026-03-01T10:00:00+01:00',
  });
}
