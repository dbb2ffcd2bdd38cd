import { entriesOf, fieldOf, type Cursor } from '../document/tree';

/** The node a JSON pointer leads to from here, or the last on the way that exists. */
export function at(cursor: Cursor, pointer: string): Cursor {
  let here = cursor;
  for (const key of pointer.split('/').slice(1)) {
    const name = key.replace(/~1/g, '/').replace(/~0/g, '~');
    const next = here.tree.type === 'list' ? entriesOf(here)[Number(name)] : fieldOf(here, name);
    if (!next) return here;
    here = next;
  }
  return here;
}
