import type { Json } from './json';
import { limits } from './limits';

/**
 * The JSON text of a value with two spaces of indentation, for positions in what came without a text, and without
 * any white space, for its size. Values that
 * are nested too deep to be written (or to be a template) are cut below the limit, where the reader refuses them;
 * what is no JSON at all becomes null.
 */
export function textOfValue(value: Json): { text: string; compact: string } {
  const shallow = depthBeyond(value, limits.nesting) ? cut(value, limits.nesting + 1) : value;
  return {
    text: JSON.stringify(shallow, plain, 2) ?? 'null',
    compact: JSON.stringify(shallow, plain) ?? 'null',
  };
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? null : value;
}

function depthBeyond(value: Json, limit: number): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((item) => (item !== null && typeof item === 'object' ? Object.values(item) : []));
  }
  return false;
}

function cut(value: Json, levels: number): Json {
  if (value === null || typeof value !== 'object') return value;
  if (levels === 0) return null;
  if (Array.isArray(value)) return value.map((item) => cut(item, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cut(member, levels - 1)]));
}
