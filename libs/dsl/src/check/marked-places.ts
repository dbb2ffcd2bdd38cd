import type { Report } from '../diagnostics/report';
import { LineIndex, type Span } from '../document/span';
import { entriesOf, fieldOf, pointerOf, valueOf, type Cursor } from '../document/tree';
import { hasExpression } from '../expression/template';
import { schemaFaults } from '../schema/compile-schema';
import { at } from './pointer';

/** A tool that a template names by a constant, and where. */
export interface ToolUse {
  reference: string;
  /** JSON pointer into the document. */
  pointer: string;
  span: Span;
}

/** What stands at a pointer of an input; `*` stands for every member of a list. */
export function placesAt(given: Cursor, pointer: string): Cursor[] {
  return pointer
    .split('/')
    .slice(1)
    .reduce(
      (places, key) =>
        places.flatMap((place) => (key === '*' ? membersOf(place) : (fieldOf(place, key) ?? []))),
      [given],
    );
}

/** Checks the JSON Schemas in an input, as far as they are constant: a task must not find out what publishing could have said. */
export function checkSchemaPlaces(given: Cursor, pointers: readonly string[], report: Report): void {
  for (const cursor of pointers.flatMap((pointer) => placesAt(given, pointer))) {
    if (cursor.tree.type !== 'fields' || !isConstant(cursor)) continue;
    for (const { pointer, message } of schemaFaults(valueOf(cursor.tree))) {
      const place = at(cursor, pointer);
      report.add({ mst: 'MST1501', message, range: place.keyRange ?? place.tree.range, path: place.path });
    }
  }
}

/** The constant texts among those places. */
export function constantTexts(given: Cursor, pointers: readonly string[]): Cursor[] {
  const places = pointers.flatMap((pointer) => placesAt(given, pointer));
  return places.filter(
    (cursor) => cursor.tree.type === 'scalar' && typeof cursor.tree.value === 'string' && isConstant(cursor),
  );
}

export function toolUses(cursors: readonly Cursor[], text: string): ToolUse[] {
  const lines = new LineIndex(text);
  return cursors.map(({ tree, path }) => ({
    reference: String(valueOf(tree)),
    pointer: pointerOf(path),
    span: lines.span(tree.range),
  }));
}

function membersOf(place: Cursor): Cursor[] {
  return place.tree.type === 'list' ? entriesOf(place) : [];
}

function isConstant(cursor: Cursor): boolean {
  const { tree } = cursor;
  if (tree.type !== 'scalar') return entriesOf(cursor).every(isConstant);
  return typeof tree.value !== 'string' || !hasExpression(tree.value);
}
