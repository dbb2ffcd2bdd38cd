import type { Cursor } from '../document/tree';
import { hasExpression } from '../expression/template';
import { limits } from '../limits';
import type { Reader } from './reader';

/** A path or call that begins with a name of expressions: nobody means that as the text of a key. */
const EXPRESSION = /^\s*(?:inputs|tasks|env|run|trigger|secrets|item)\s*[.[]/;

/** A key or name: a template string, or a constant that is neither empty nor too long. */
export function readKey(reader: Reader, cursor: Cursor | undefined): Cursor | null {
  const value = reader.string(cursor);
  if (value === null || !cursor) return null;
  if (hasExpression(value)) return cursor;
  if (value.trim() === '') return reader.outOfRange(cursor, 'this text is empty');
  if (EXPRESSION.test(value))
    return reader.fault(cursor, {
      mst: 'MST1312',
      message: 'this is plain text, the same for all; an expression stands in ${{ }}',
      suggestion: `\${{ ${value.trim()} }}`,
    });
  return reader.text(cursor, limits.keyLength) === null ? null : cursor;
}
