import type { Json, JsonObject } from '@maestro/dsl';
import { faultAt } from '@maestro/problems';
import { retrievalLimits } from './limits';

export type Scalar = string | number | boolean;

/** What a document says of itself besides its text: names with a value each, or a list of values. */
export type Metadata = Readonly<Record<string, Scalar | readonly Scalar[]>>;

export const keyPattern = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

/**
 * Reads metadata. All of it can be filtered by: that is why there are no objects in it, and no null.
 *
 * @throws MaestroError with a pointer behind `pointer`
 */
export function readMetadata(given: JsonObject, pointer: string): Metadata {
  const entries = Object.entries(given);
  if (entries.length > retrievalLimits.metadataKeys)
    throw faultAt('limit-exceeded', pointer, `This may have ${retrievalLimits.metadataKeys} names.`);
  for (const [key, value] of entries) {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!keyPattern.test(key))
      throw faultAt('invalid-name', at, 'A name has 1 to 64 letters, digits, "_", "." and "-".');
    if (Array.isArray(value) && value.length > retrievalLimits.metadataValues)
      throw faultAt('limit-exceeded', at, `A list may have ${retrievalLimits.metadataValues} values.`);
    for (const one of valuesOf(value)) checkScalar(one, at);
  }
  return given as Metadata;
}

/** @throws MaestroError where a value is none that can be filtered by */
export function checkScalar(value: Json | undefined, pointer: string): asserts value is Scalar {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return;
  if (typeof value !== 'string')
    throw faultAt('wrong-type', pointer, 'This must be a text, a number, true, false, or a list of these.');
  if (value.length > retrievalLimits.metadataText)
    throw faultAt('out-of-range', pointer, `This may have ${retrievalLimits.metadataText} characters.`);
  if (/\0|\p{Surrogate}/u.test(value))
    throw faultAt('validation-failed', pointer, 'This holds a character that cannot be stored.');
}

export function valuesOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
