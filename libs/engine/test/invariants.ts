import { invariantRules } from '../src';
import type { Harness } from './harness';

/** The rules that are broken now, with the rows that break them. */
export async function violations(harness: Harness): Promise<Record<string, unknown[]>> {
  const broken: Record<string, unknown[]> = {};
  for (const { says, text } of invariantRules) {
    const rows = await harness.sql(text);
    if (rows.length > 0) broken[says] = rows;
  }
  return broken;
}
