import type { Effect } from '../sink';
import type { Accepted } from '../load';
import type { Samples } from '../samples';
import type { Fall } from '../ground';
import type { Workload } from '../workloads/workload';

/** All there is to judge a storm by, once it is over and everything has come to rest. */
export interface Evidence {
  /** A look into the database as its owner. */
  sql<R extends object>(text: string): Promise<R[]>;
  /** Whether the schema has `table` or `table.column`. */
  has(name: string): boolean;
  /** What the API accepted, by run id. */
  accepted: ReadonlyMap<string, Accepted>;
  /** Promises of the API that it broke. */
  broken: readonly object[];
  kinds: ReadonlyMap<string, Workload>;
  effects: readonly Effect[];
  samples: Samples;
  falls: readonly Fall[];
}

/** A rule that must hold after any faults: `check` gives what breaks it. */
export interface Invariant {
  /** Number in the reliability plan. */
  readonly id: string;
  /** What must be true, in a sentence. */
  readonly says: string;
  check(evidence: Evidence): Promise<object[]>;
}

/** A rule as a statement that selects what breaks it. It counts as kept where the schema lacks what it is about. */
export function selects(
  id: string,
  says: string,
  { text, needs = [] }: { text: string; needs?: readonly string[] },
): Invariant {
  return {
    id,
    says,
    check: async ({ sql, has }) => (needs.every((name) => has(name)) ? sql<object>(text) : []),
  };
}

/** A rule about what was seen from outside. */
export function seen(
  id: string,
  says: string,
  breaches: (evidence: Evidence) => object[] | Promise<object[]>,
): Invariant {
  return { id, says, check: async (evidence) => breaches(evidence) };
}
