import type { Json, JsonObject } from '@maestro/dsl';

/** A question in Cypher: of a server that speaks Bolt, or, without `url`, of the graph in the input. */
export interface CypherInput {
  url?: string;
  user?: string;
  password?: string;
  database?: string;
  query: string;
  parameters?: JsonObject;
  /** `read` unless given: the server refuses to write then. */
  access?: 'read' | 'write';
  max_rows?: number;
}

export interface CypherAnswer extends Record<string, Json> {
  columns: string[];
  rows: Json[][];
  /** Whether there were more rows than were wanted. */
  truncated: boolean;
  /** What was written, such as `nodesCreated`; only what is not zero. */
  changes: JsonObject;
}

export const defaultRows = 10_000;
