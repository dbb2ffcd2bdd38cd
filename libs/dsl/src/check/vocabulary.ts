/**
 * The fields of every object of the language and the words they may hold. The compiler reads only what is listed
 * here, and a test compares the list with `schema/workflow.schema.json`, both ways.
 */
export const fields = {
  graph: ['nodes', 'edges'],
  document: ['apiVersion', 'kind', 'metadata', 'spec'],
  metadata: ['name', 'description', 'owner', 'tag', 'labels'],
  spec: ['inputs', 'outputs', 'summary', 'env', 'defaults', 'nodes', 'edges'],
  defaults: ['retry', 'timeout', 'queue'],
  node: ['id', 'kind', 'ref', 'with', 'when', 'retry', 'timeout', 'queue', 'join', 'on_error'],
  retry: ['max_attempts', 'backoff', 'delay', 'max_delay', 'jitter', 'on', 'not_on'],
  edge: ['from', 'to', 'on', 'when'],
} as const;

export const required = {
  document: ['apiVersion', 'kind', 'spec'],
  spec: ['nodes'],
  graph: ['nodes'],
  node: ['id', 'kind', 'ref'],
  edge: ['from', 'to'],
} as const;

export const words = {
  apiVersion: ['maestro/v1'],
  documentKind: ['Workflow'],
  nodeKind: ['task'],
  tag: ['Outreach', 'Inbox', 'Research', 'Monitor', 'Marketing', 'Content', 'CRM'],
  join: ['all', 'any'],
  onError: ['fail', 'continue'],
  edgeOn: ['success', 'failure', 'always'],
  backoff: ['fixed', 'linear', 'exponential'],
  jitter: ['none', 'full'],
} as const;

export const patterns = {
  name: /^[a-z0-9][a-z0-9._-]{0,127}$/,
  id: /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
  queue: /^[a-z0-9][a-z0-9._-]{0,63}$/,
  env: /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
  label: /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/,
  ref: /^[A-Za-z][A-Za-z0-9._/@-]{0,127}$/,
  duration: /^([0-9]{1,11})(ms|s|m|h|d)$/,
} as const;

/** Longest texts, in characters. */
export const lengths = { description: 4_096, owner: 256, label: 256 } as const;

export const attempts = { min: 1, max: 100 } as const;
