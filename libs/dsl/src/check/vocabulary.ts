import type { MstCode } from '../diagnostics/codes';

/** An object of the language: what it is called in messages, its fields, and those it cannot be without. */
export interface Shape<K extends string = string> {
  what: string;
  fields: readonly K[];
  required: readonly K[];
}

/**
 * Every object of the language, its fields and the words they may hold. The compiler reads only what is listed
 * here, and a test compares the list with `schema/workflow.schema.json`, both ways.
 */
export const shapes = {
  graph: shape('a template', ['nodes', 'edges'], ['nodes']),
  document: shape('a template', ['apiVersion', 'kind', 'metadata', 'spec'], ['apiVersion', 'kind', 'spec']),
  metadata: shape('metadata', ['name', 'description', 'owner', 'tag', 'labels'], []),
  spec: shape('spec', ['inputs', 'outputs', 'summary', 'env', 'defaults', 'nodes', 'edges'], ['nodes']),
  defaults: shape('defaults', ['retry', 'timeout', 'queue'], []),
  node: shape(
    'a node',
    ['id', 'kind', 'ref', 'with', 'when', 'retry', 'timeout', 'queue', 'join', 'on_error'],
    ['id', 'kind', 'ref'],
  ),
  retry: shape('retry', ['max_attempts', 'backoff', 'delay', 'max_delay', 'jitter', 'on', 'not_on'], []),
  edge: shape('an edge', ['from', 'to', 'on', 'when'], ['from', 'to']),
} as const;

function shape<const K extends string>(what: string, fields: readonly K[], required: readonly K[]): Shape<K> {
  return { what, fields, required };
}

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

/** How something may be named, and the fault where it is not. */
export interface NameForm {
  what: string;
  pattern: RegExp;
  mst: MstCode;
}

export const nameForms = {
  template: { what: 'the name of a template', pattern: /^[a-z0-9][a-z0-9._-]{0,127}$/, mst: 'MST1107' },
  node: { what: 'the id of a node', pattern: /^[A-Za-z][A-Za-z0-9_-]{0,63}$/, mst: 'MST1108' },
  handler: { what: 'the name of a handler', pattern: /^[A-Za-z][A-Za-z0-9._/@-]{0,127}$/, mst: 'MST1401' },
  queue: { what: 'the name of a queue', pattern: /^[a-z0-9][a-z0-9._-]{0,63}$/, mst: 'MST1107' },
  constant: { what: 'the name of a constant', pattern: /^[A-Za-z_][A-Za-z0-9_]{0,63}$/, mst: 'MST1107' },
  label: { what: 'the name of a label', pattern: /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/, mst: 'MST1107' },
} as const satisfies Record<string, NameForm>;

export const durationPattern = /^([0-9]{1,11})(ms|s|m|h|d)$/;

/** Longest texts, in characters. */
export const lengths = { description: 4_096, owner: 256, label: 256 } as const;

export const attempts = { min: 1, max: 100 } as const;
