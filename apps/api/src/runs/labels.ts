import { limits } from '@maestro/dsl';
import { MaestroError, truncate, type FieldProblem } from '@maestro/problems';
import type { RunLabel } from '@maestro/persistence';

/** As the labels of templates are named. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/;
const MAX_VALUE = 256;
/** What no text of the database can hold. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/**
 * Labels out of a body: names like those of a template's labels, values that are texts.
 *
 * @param pointer where they stand in the body
 * @throws MaestroError with a pointer for each fault
 */
export function readLabels(given: object, pointer: string): Record<string, string> {
  const entries = Object.entries(given);
  const faults = entries.flatMap(([key, value]) => faultOf(key, value, `${pointer}/${escapePointer(key)}`));
  if (entries.length > limits.labels)
    faults.unshift({
      pointer,
      code: 'limit-exceeded',
      message: `A run has at most ${limits.labels} labels.`,
    });
  const [first] = faults;
  if (!first) return Object.fromEntries(entries) as Record<string, string>;
  const same = faults.every(({ code }) => code === first.code);
  throw new MaestroError(same ? first.code : 'validation-failed', `${first.pointer}: ${first.message}`, {
    errors: faults.slice(0, 100),
  });
}

function faultOf(key: string, value: unknown, pointer: string): FieldProblem[] {
  if (!NAME.test(key))
    return [{ pointer, code: 'invalid-name', message: `"${truncate(key, 64)}" is not the name of a label.` }];
  if (typeof value !== 'string') return [{ pointer, code: 'wrong-type', message: 'This must be a text.' }];
  const fine = value.length <= MAX_VALUE && !UNSTORABLE.test(value);
  return fine
    ? []
    : [{ pointer, code: 'out-of-range', message: `This must be a text of at most ${MAX_VALUE} characters.` }];
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** `key:value`, several separated by commas; null where that is not what it says. */
export function parseLabelFilter(text: string): readonly RunLabel[] | null {
  const labels = text.split(',').map((part) => {
    const at = part.indexOf(':');
    return { key: part.slice(0, Math.max(at, 0)), value: part.slice(at + 1) };
  });
  const fine = labels.every(
    ({ key, value }) => NAME.test(key) && value.length <= MAX_VALUE && !UNSTORABLE.test(value),
  );
  return fine && labels.length <= 8 ? labels : null;
}
