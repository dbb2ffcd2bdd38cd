import type { Range } from '../document/span';
import type { Tree } from '../document/tree';

/**
 * Where a part of a string's value stands in the text. Exact where the text spells the value as it is, or where
 * the part occurs once between the quotes; otherwise the whole string.
 */
export function placeOf(tree: Tree, text: string, { at, length }: { at: number; length: number }): Range {
  if (tree.type !== 'scalar' || typeof tree.value !== 'string') return tree.range;
  const size = Math.max(1, length);
  if (tree.verbatim !== null) return { start: tree.verbatim + at, end: tree.verbatim + at + size };
  const part = tree.value.slice(at, at + size);
  const written = text.slice(tree.range.start, tree.range.end);
  const first = part.trim().length > 1 ? written.indexOf(part) : -1;
  if (first === -1 || written.indexOf(part, first + 1) !== -1) return tree.range;
  return { start: tree.range.start + first, end: tree.range.start + first + part.length };
}
