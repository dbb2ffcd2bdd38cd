import type { Report } from '../diagnostics/report';
import { entriesOf, pointerOf, type Cursor } from '../document/tree';
import { hasExpression, namesSecret } from '../expression/template';

/** Whether a place is one of those, or inside one of them. */
export function isWithin(pointer: string, allowed: readonly string[]): boolean {
  return allowed.some((place) => pointer === place || pointer.startsWith(`${place}/`));
}

/** Refuses secrets in parts of an input that the handler might keep or show. */
export function checkSecretPlaces(
  given: Cursor,
  { ref, allowed }: { ref: string; allowed: readonly string[] },
  report: Report,
): void {
  const base = pointerOf(given.path).length;
  const open = [given];
  for (let next = open.pop(); next; next = open.pop()) {
    const { tree, path } = next;
    if (tree.type !== 'scalar') open.push(...entriesOf(next));
    else if (typeof tree.value === 'string' && hasExpression(tree.value) && namesSecret(tree.value)) {
      const pointer = pointerOf(path).slice(base);
      if (isWithin(pointer, allowed)) continue;
      report.add({
        mst: 'MST1406',
        message: `${ref} takes no secret ${pointer === '' ? 'as its whole input' : `in ${pointer}`}: it might store or show it`,
        range: tree.range,
        path,
        help: allowed.length > 0 ? `it takes secrets in ${allowed.join(', ')}` : 'it takes no secrets at all',
      });
    }
  }
}
