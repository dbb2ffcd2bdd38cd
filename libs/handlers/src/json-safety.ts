const maxDepth = 64;

/** Halves of a surrogate pair alone: UTF-8 cannot hold them, nor can the database. */
const loneSurrogate = /\p{Surrogate}/u;

/** Where a value cannot be stored as JSON, and why. */
export interface JsonFault {
  /** JSON pointer. */
  pointer: string;
  message: string;
}

/**
 * Looks for what a row of JSON cannot hold: other types, numbers that are not finite, NUL characters, lone
 * surrogates, nesting beyond 64 levels. The first fault found, or null.
 */
export function findJsonFault(value: unknown): JsonFault | null {
  return inspect(value, { pointer: '', depth: 0 });
}

function inspect(value: unknown, at: { pointer: string; depth: number }): JsonFault | null {
  const fault = (message: string) => ({ pointer: at.pointer, message });
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : fault('The number is not finite.');
  if (typeof value === 'string')
    return isStorable(value) ? null : fault('The text holds NUL characters or lone surrogates.');
  if (typeof value !== 'object') return fault(`A value of type ${typeof value} is not JSON.`);
  if (at.depth === maxDepth) return fault(`The value is nested deeper than ${maxDepth} levels.`);
  return Array.isArray(value) ? inspectList(value, at) : inspectObject(value, at);
}

function inspectList(list: unknown[], at: { pointer: string; depth: number }): JsonFault | null {
  for (let index = 0; index < list.length; index++) {
    const fault = inspect(list[index], { pointer: `${at.pointer}/${index}`, depth: at.depth + 1 });
    if (fault) return fault;
  }
  return null;
}

function inspectObject(value: object, at: { pointer: string; depth: number }): JsonFault | null {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    return { pointer: at.pointer, message: 'An instance of a class is not JSON.' };
  for (const [key, member] of Object.entries(value)) {
    const pointer = `${at.pointer}/${escapePointer(key)}`;
    if (!isStorable(key))
      return { pointer: at.pointer, message: 'A key holds NUL characters or lone surrogates.' };
    const fault = inspect(member, { pointer, depth: at.depth + 1 });
    if (fault) return fault;
  }
  return null;
}

export function isStorable(text: string): boolean {
  return !text.includes('\0') && !loneSurrogate.test(text);
}

export function escapePointer(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
