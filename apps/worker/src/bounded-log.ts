import type { Json, JsonObject } from '@maestro/dsl';
import { storableText } from '@maestro/problems';

const MAX_TEXT = 8 * 1024;
const MAX_FIELDS = 16 * 1024;
const MAX_DEPTH = 8;

/** A line of a log, no longer than a row should be. */
export function boundedText(text: unknown): string {
  return storableText(String(text), MAX_TEXT);
}

/**
 * Fields of a log line, cut before anybody serialises them: what goes beyond 16 KiB of text or eight levels is left
 * out, and so is what is not JSON.
 */
export function boundedFields(fields: JsonObject): JsonObject {
  const budget = { left: MAX_FIELDS };
  return copyObject(fields, budget, MAX_DEPTH);
}

interface Budget {
  left: number;
}

function copy(value: unknown, budget: Budget, depth: number): Json | undefined {
  budget.left -= 8;
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string') return copyText(value, budget);
  if (typeof value !== 'object' || depth === 0) return undefined;
  return Array.isArray(value)
    ? copyList(value, budget, depth - 1)
    : copyObject(value as JsonObject, budget, depth - 1);
}

function copyText(text: string, budget: Budget): string {
  const kept = storableText(text, Math.max(1, budget.left));
  budget.left -= kept.length;
  return kept;
}

function copyList(list: readonly unknown[], budget: Budget, depth: number): Json[] {
  const kept: Json[] = [];
  for (const member of list) {
    if (budget.left <= 0) break;
    kept.push(copy(member, budget, depth) ?? null);
  }
  return kept;
}

function copyObject(fields: JsonObject, budget: Budget, depth: number): JsonObject {
  const kept: JsonObject = {};
  for (const key in fields) {
    if (budget.left <= 0) break;
    if (!Object.hasOwn(fields, key)) continue;
    const name = copyText(key, budget);
    const value = copy(fields[key], budget, depth);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
