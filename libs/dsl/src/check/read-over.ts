import type { Cursor } from '../document/tree';
import { hasExpression, piecesOf } from '../expression/template';
import type { Json } from '../json';
import { valueOf } from '../document/tree';
import { textOf } from './draft';
import type { Reader } from './reader';

/** The list of a map: one expression, with or without `${{ }}`, or a list as it is. */
export function readOver(reader: Reader, cursor: Cursor | undefined): Cursor | null {
  if (!cursor || cursor.tree.type === 'list') return cursor ?? null;
  const text = textOf(cursor);
  if (text === null) return reader.wrongType(cursor, 'a list, or an expression that gives one');
  if (!hasExpression(text)) return cursor;
  const parts = piecesOf(text);
  const whole = parts.ok && parts.pieces.length === 1;
  if (whole || !parts.ok) return cursor;
  return reader.fault(cursor, {
    mst: 'MST1315',
    message: 'text with an expression in it is a string, and a map goes over a list',
    help: 'one ${{ … }} and nothing else, or the expression alone',
  });
}

/** The same as `render` takes it. */
export function overOf(cursor: Cursor): Json {
  const text = textOf(cursor);
  if (text === null || hasExpression(text)) return valueOf(cursor.tree);
  // A comment would swallow braces on its line.
  return text.includes('//') ? `\${{ ${text}\n}}` : `\${{ ${text} }}`;
}
