import type { Json } from '@maestro/dsl';

/** Texts that JSON can spell and the database cannot store: U+0000 and halves of surrogate pairs. */
const unstorable = /\u0000|\p{Surrogate}/u;

/** Whether the database can hold a value, its keys included. */
export function isStorable(value: Json): boolean {
  if (typeof value === 'string') return !unstorable.test(value);
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(isStorable);
  return Object.entries(value).every(([key, member]) => !unstorable.test(key) && isStorable(member));
}
