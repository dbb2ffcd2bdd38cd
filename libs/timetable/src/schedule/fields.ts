import { faultAt, MaestroError } from '@maestro/problems';

/** An object of known fields; an empty one where nothing is given. */
export function object<K extends string>(
  given: unknown,
  pointer: string,
  known: readonly K[],
): Partial<Record<K, unknown>> {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'object' || Array.isArray(given))
    throw faultAt('wrong-type', pointer, 'This must be an object.');
  const foreign = Object.keys(given).find((name) => !(known as readonly string[]).includes(name));
  if (foreign !== undefined)
    throw faultAt('unknown-field', `${pointer}/${foreign.slice(0, 64)}`, `Known are: ${known.join(', ')}.`);
  return given;
}

/** A text; null where nothing is given. */
export function text(given: unknown, pointer: string): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== 'string') throw faultAt('wrong-type', pointer, 'This must be a text.');
  return given;
}

/** One of some words; the first where nothing is given. */
export function choice<W extends string>(given: unknown, pointer: string, words: readonly [W, ...W[]]): W {
  if (given === undefined) return words[0];
  const word = words.find((one) => one === given);
  if (word === undefined)
    throw faultAt('validation-failed', pointer, `This must be one of: ${words.join(', ')}.`);
  return word;
}

/** Says where a fault is that was found without knowing it. */
export function at<T>(pointer: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MaestroError) throw faultAt(error.code, pointer, error.message);
    throw error;
  }
}
