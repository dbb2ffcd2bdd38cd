import type { MstCode } from '../diagnostics/codes';
import { cut } from '../diagnostics/printable';
import type { Fault, Report } from '../diagnostics/report';
import type { Range } from '../document/span';
import { entriesOf, fieldOf, type Cursor } from '../document/tree';
import { LONGEST_MS, parseDuration } from './duration';
import type { NameForm, Shape } from './vocabulary';

export type FieldsOf<K extends string> = { [P in K]?: Cursor };

/**
 * Takes typed values out of the tree. Whatever is not as it should be is reported where it stands, and null comes
 * back: the caller goes on, so that one pass finds all faults.
 */
export class Reader {
  constructor(readonly report: Report) {}

  /** The fields of an object; those that are not known or lacking are reported. */
  object<K extends string>(cursor: Cursor, shape: Shape<K>): FieldsOf<K> | null {
    if (cursor.tree.type !== 'fields') return this.wrongType(cursor, 'an object');
    const found: FieldsOf<K> = {};
    for (const entry of entriesOf(cursor)) {
      const key = String(entry.path?.key);
      if (!(shape.fields as readonly string[]).includes(key)) this.unknown(entry, key, shape);
    }
    for (const key of shape.fields) {
      const field = fieldOf(cursor, key);
      if (field) found[key] = field;
    }
    for (const key of shape.required) {
      const message = `${shape.what} needs the field "${key}"`;
      if (!found[key]) this.fault(cursor, { mst: 'MST1102', message, range: beginning(cursor) });
    }
    return found;
  }

  private unknown(entry: Cursor, key: string, { fields, what }: Shape): void {
    this.fault(entry, {
      mst: 'MST1101',
      message: `unknown field "${cut(key)}" in ${what}`,
      range: entry.keyRange ?? entry.tree.range,
      meant: { word: key, candidates: fields },
      help: `known here: ${fields.join(', ')}`,
    });
  }

  list(cursor: Cursor): Cursor[] | null {
    return cursor.tree.type === 'list' ? entriesOf(cursor) : this.wrongType(cursor, 'a list');
  }

  string(cursor: Cursor | undefined): string | null {
    if (!cursor) return null;
    const { tree } = cursor;
    if (tree.type === 'scalar' && typeof tree.value === 'string') return tree.value;
    const simple = tree.type === 'scalar' && tree.value !== null;
    return this.wrongType(cursor, 'a string', simple ? `"${String(tree.value)}"` : undefined);
  }

  /** A string of at most `max` characters without control characters, save line breaks and tabs. */
  text(cursor: Cursor | undefined, max: number): string | null {
    const value = this.string(cursor);
    if (value === null || !cursor) return null;
    if (value.length > max)
      return this.outOfRange(cursor, `at most ${max} characters, these are ${value.length}`);
    if (/[\p{Cc}\p{Bidi_Control}]/u.test(value.replace(/[\n\r\t]/g, '')))
      return this.outOfRange(cursor, 'control characters are not allowed here');
    return value;
  }

  name(cursor: Cursor | undefined, form: NameForm): string | null {
    const value = this.string(cursor);
    if (value === null || !cursor) return null;
    return form.pattern.test(value) ? value : this.misnamed(cursor, form, cursor.tree.range);
  }

  /** Names the entries of an object whose keys are no such names. */
  keys(cursor: Cursor, form: NameForm): void {
    for (const entry of entriesOf(cursor)) {
      if (!form.pattern.test(String(entry.path?.key)))
        this.misnamed(entry, form, entry.keyRange ?? entry.tree.range);
    }
  }

  private misnamed(cursor: Cursor, { what, pattern, mst }: NameForm, range: Range): null {
    return this.fault(cursor, { mst, message: `${what} must match ${pattern.source}`, range });
  }

  integer(cursor: Cursor | undefined, { min, max }: { min: number; max: number }): number | null {
    if (!cursor) return null;
    const value = cursor.tree.type === 'scalar' ? cursor.tree.value : null;
    if (typeof value !== 'number') return this.wrongType(cursor, 'a number');
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    return this.outOfRange(cursor, `${value} is out of range: a whole number from ${min} to ${max}`);
  }

  choice<W extends string>(
    cursor: Cursor | undefined,
    allowed: readonly W[],
    mst: MstCode = 'MST1105',
  ): W | null {
    const value = this.string(cursor);
    if (value === null || !cursor) return null;
    const found = allowed.find((word) => word === value);
    if (found !== undefined) return found;
    const what = mst === 'MST1007' ? 'unknown kind' : mst === 'MST1109' ? 'unknown version' : 'unknown value';
    return this.fault(cursor, {
      mst,
      message: `${what} "${cut(value)}"`,
      meant: { word: value, candidates: allowed },
      help: `allowed here: ${allowed.join(', ')}`,
    });
  }

  /** Milliseconds, at least `min` (more than none, where that is not given) and at most ten years. */
  duration(cursor: Cursor | undefined, min = 1): number | null {
    if (!cursor) return null;
    const { tree } = cursor;
    const value = tree.type === 'scalar' ? tree.value : null;
    if (typeof value === 'number') {
      const message = `${value} is not a duration: it needs a unit`;
      return this.fault(cursor, { mst: 'MST1106', message, suggestion: `"${value}s"`, help: FORM });
    }
    if (typeof value !== 'string') return this.wrongType(cursor, 'a duration');
    const ms = parseDuration(value);
    if (ms === null)
      return this.fault(cursor, { mst: 'MST1106', message: `"${cut(value)}" is not a duration`, help: FORM });
    if (ms >= min && ms <= LONGEST_MS) return ms;
    return this.fault(cursor, {
      mst: 'MST1106',
      message: `"${value}" is out of range: ${min > 0 ? 'more than 0, ' : ''}at most 3653d (ten years)`,
    });
  }

  wrongType(cursor: Cursor, wanted: string, suggestion?: string): null {
    const message = `expected ${wanted}, found ${nameOf(cursor)}`;
    return this.fault(cursor, {
      mst: 'MST1103',
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }

  outOfRange(cursor: Cursor, message: string): null {
    return this.fault(cursor, { mst: 'MST1104', message });
  }

  fault({ tree, path }: Cursor, fault: Omit<Fault, 'range' | 'path'> & { range?: Range }): null {
    this.report.add({ range: tree.range, path, ...fault });
    return null;
  }
}

const FORM = 'a whole number and a unit: 500ms, 30s, 5m, 2h, 1d';

function nameOf({ tree }: Cursor): string {
  if (tree.type === 'list') return 'a list';
  if (tree.type === 'fields') return 'an object';
  if (tree.value === null) return 'nothing';
  return typeof tree.value === 'string' ? 'a string' : `the ${typeof tree.value} ${String(tree.value)}`;
}

/** Where a fault of a whole object is shown: its name, else its first character. */
function beginning({ tree, keyRange }: Cursor): Range {
  return keyRange ?? { start: tree.range.start, end: tree.range.start + 1 };
}
