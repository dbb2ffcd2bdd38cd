import type { PolicyValue } from '@maestro/tenancy';

/** A value as Cedar takes it: no null, no fraction. */
export type CedarValue =
  | boolean
  | number
  | string
  | { __extn: { fn: string; arg: string } }
  | CedarValue[]
  | { [name: string]: CedarValue };

/** What Cedar means by names of its own; in data they are only names, and may not become entities. */
const ownNames: ReadonlySet<string> = new Set(['__entity', '__extn', '__expr']);

/** Fractions that a Cedar decimal holds: four digits behind the point, 64 bits. */
const DECIMAL_MAX = 922_337_203_685_476;

/**
 * A value as rules see it. What is null is not there. A fraction is a `decimal` where that loses nothing, else text; a number past
 * what JSON keeps exactly is text. Names that Cedar would read as an entity get an underscore more.
 */
export function toCedar(value: PolicyValue): CedarValue | null {
  if (value === null) return null;
  if (typeof value === 'number') return numberOf(value);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(toCedar).filter((one) => one !== null);
  return toRecord(value as { readonly [name: string]: PolicyValue });
}

export function toRecord(value: { readonly [name: string]: PolicyValue }): { [name: string]: CedarValue } {
  const record: { [name: string]: CedarValue } = Object.create(null) as { [name: string]: CedarValue };
  for (const [name, member] of Object.entries(value)) {
    const known = toCedar(member);
    if (known !== null) record[ownNames.has(name) ? `_${name}` : name] = known;
  }
  return record;
}

function numberOf(value: number): CedarValue {
  if (Number.isSafeInteger(value)) return value;
  const exact = Math.abs(value) < DECIMAL_MAX && Number(value.toFixed(4)) === value;
  return exact ? { __extn: { fn: 'decimal', arg: value.toFixed(4) } } : String(value);
}
