import type { Cursor } from '../document/tree';
import type { PlanEdge, PlanMetadata, PlanNode, RetryPolicy } from '../plan';

/** What the shape of a document says, before names are looked up. Null stands for what is missing or faulty. */
export interface Draft {
  name: string | null;
  metadata: PlanMetadata;
  inputs: Cursor | null;
  outputs: Cursor | null;
  summary: Cursor | null;
  env: Cursor | null;
  nodes: DraftNode[];
  edges: DraftEdge[];
}

export interface DraftNode {
  cursor: Cursor;
  id: { text: string; cursor: Cursor } | null;
  ref: { text: string; cursor: Cursor } | null;
  with: Cursor | null;
  when: Cursor | null;
  retry: RetryPolicy;
  timeout_ms: number;
  queue: string;
  join: PlanNode['join'];
  on_error: PlanNode['on_error'];
}

export interface DraftEdge {
  cursor: Cursor;
  from: { text: string; cursor: Cursor } | null;
  to: { text: string; cursor: Cursor } | null;
  on: PlanEdge['on'];
  when: Cursor | null;
}
