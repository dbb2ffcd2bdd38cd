import { isInteger, type Json } from '../src/json';

/** Whether a number inside is written like an integer but lies beyond those that JSON carries exactly. */
export function holdsLargeInteger(value: Json): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !isInteger(value);
  return value !== null && typeof value === 'object' && Object.values(value).some(holdsLargeInteger);
}
