import type { Json, JsonObject } from '../json';
import { setMember } from '../members';
import type { Range } from './span';

/** A parsed document that remembers where everything stands. Shared by both spellings of the language. */
export type Tree = Scalar | List | Fields;

export interface Scalar {
  type: 'scalar';
  value: null | boolean | number | string;
  range: Range;
  /** Offset of a string's first character, where the text spells the string without escapes or folding. */
  verbatim: number | null;
}

export interface List {
  type: 'list';
  items: Tree[];
  range: Range;
}

export interface Fields {
  type: 'fields';
  /** A Map, so that no key is special: `__proto__` and `constructor` are keys like others. */
  fields: Map<string, Field>;
  range: Range;
}

export interface Field {
  keyRange: Range;
  value: Tree;
}

/** A place in a document by names, innermost first; null is the root. */
export interface Path {
  parent: Path | null;
  key: string | number;
}

/** RFC 6901. */
export function pointerOf(path: Path | null): string {
  const keys: string[] = [];
  for (let at = path; at; at = at.parent) keys.push(String(at.key).replace(/~/g, '~0').replace(/\//g, '~1'));
  return keys.reverse().reduce((pointer, key) => `${pointer}/${key}`, '');
}

/** A node of the tree and how one gets there. */
export interface Cursor {
  tree: Tree;
  path: Path | null;
  /** Where its name stands, where it has one. */
  keyRange: Range | null;
}

export function rootOf(tree: Tree): Cursor {
  return { tree, path: null, keyRange: null };
}

/** The entries of an object or a list; none of a scalar. */
export function entriesOf({ tree, path }: Cursor): Cursor[] {
  if (tree.type === 'list')
    return tree.items.map((item, key) => ({ tree: item, path: { parent: path, key }, keyRange: null }));
  if (tree.type === 'scalar') return [];
  return Array.from(tree.fields, ([key, field]) => fieldCursor(path, key, field));
}

export function fieldOf({ tree, path }: Cursor, key: string): Cursor | null {
  const field = tree.type === 'fields' ? tree.fields.get(key) : undefined;
  return field ? fieldCursor(path, key, field) : null;
}

function fieldCursor(parent: Path | null, key: string, field: Field): Cursor {
  return { tree: field.value, path: { parent, key }, keyRange: field.keyRange };
}

/** The plain value, a copy of its own. */
export function valueOf(tree: Tree): Json {
  if (tree.type === 'scalar') return tree.value;
  if (tree.type === 'list') return tree.items.map(valueOf);
  const object: JsonObject = {};
  for (const [key, field] of tree.fields) setMember(object, key, valueOf(field.value));
  return object;
}
