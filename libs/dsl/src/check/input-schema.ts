import type { Report } from '../diagnostics/report';
import { valueOf, type Cursor } from '../document/tree';
import type { JsonObject } from '../json';
import { isObject } from '../schema/restrict';
import { schemaFaults } from '../schema/compile-schema';
import { at } from './pointer';

/** Checks the schema of a template's inputs; the schema itself where it can be used. */
export function checkInputSchema(cursor: Cursor, report: Report): JsonObject | null {
  const schema = valueOf(cursor.tree);
  if (!isObject(schema)) return null;
  const faults = schemaFaults(schema);
  for (const { pointer, message } of faults) {
    const place = at(cursor, pointer);
    report.add({ mst: 'MST1501', message, range: place.keyRange ?? place.tree.range, path: place.path });
  }
  if (schema.type !== undefined && schema.type !== 'object') {
    const place = at(cursor, '/type');
    report.add({
      mst: 'MST1501',
      message: 'the inputs of a run are an object',
      range: place.tree.range,
      path: place.path,
    });
  }
  return faults.length > 0 ? null : schema;
}
