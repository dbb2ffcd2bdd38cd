import type { Plan, PlanEdge, PlanMetadata, PlanNode, RetryPolicy } from './plan';

/** What most nodes do not have. A node is this and what it says of itself. */
export const plainParts = {
  start_timeout_ms: null,
  heartbeat_timeout_ms: null,
  body: null,
  labels: {},
  secrets: [],
  light: true,
  concurrency: null,
  rate_limit: null,
  cache: null,
  cost: null,
  compensate: null,
  compensates: null,
  subflow: null,
  decision: null,
  map: null,
  loop: null,
  wait: null,
  signal: null,
  approval: null,
} satisfies Partial<PlanNode>;

/** What most plans do not have. */
export const plainRun = {
  secrets: [],
  attestations: [],
  bodies: [],
  concurrency: null,
  budget: null,
  deadline_ms: null,
  grace_ms: 0,
  on_failure: null,
} satisfies Partial<Plan>;

/** What a template says of itself where it says nothing. */
export const plainMetadata = {
  description: null,
  owner: null,
  tag: null,
  labels: {},
  pipeline_kind: null,
  capabilities: [],
  cost_estimate: null,
  purpose: null,
  authority: null,
  licence: null,
} satisfies PlanMetadata;

/** A plan as the first release stored it. */
interface PlanOfSchema1 extends Omit<
  Plan,
  'schema' | 'nodes' | 'edges' | 'metadata' | keyof typeof plainRun | 'top'
> {
  schema: 1;
  metadata: Pick<PlanMetadata, 'description' | 'owner' | 'tag' | 'labels'>;
  nodes: (Omit<PlanNode, keyof typeof plainParts | 'retry'> & {
    retry: Omit<RetryPolicy, 'max_elapsed_ms'>;
  })[];
  edges: Omit<PlanEdge, 'case'>[];
}

/** Reads a stored plan of any release as one of this release. */
export function upgradePlan(stored: Plan | PlanOfSchema1): Plan {
  // Fields that came later are lacking in plans that were stored before.
  if (stored.schema === 2)
    return { ...plainRun, ...stored, nodes: stored.nodes.map((node) => ({ ...plainParts, ...node })) };
  return {
    ...plainRun,
    ...stored,
    schema: 2,
    top: stored.nodes.length,
    metadata: { ...plainMetadata, ...stored.metadata },
    nodes: stored.nodes.map((node) => ({
      ...plainParts,
      ...node,
      retry: { ...node.retry, max_elapsed_ms: null },
    })),
    edges: stored.edges.map((edge) => ({ ...edge, case: false })),
  };
}
