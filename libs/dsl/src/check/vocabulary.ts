import type { MstCode } from '../diagnostics/codes';
import { moneyPattern } from '../money';

/** An object of the language: what it is called in messages, its fields, and those it cannot be without. */
export interface Shape<K extends string = string> {
  what: string;
  fields: readonly K[];
  required: readonly K[];
}

/** What every kind of node may have. */
const common = ['id', 'kind', 'when', 'join', 'on_error', 'queue', 'labels'] as const;

/** What the kinds of nodes have and need. A field that others have is refused with their names. */
export const kindShapes = {
  task: shape(
    'a task',
    [
      ...common, 'ref', 'with', 'retry', 'timeout', 'start_timeout', 'heartbeat_timeout', 'concurrency', 'rate_limit',
      'cache', 'cost', 'compensate', 'secrets',
    ], // prettier-ignore
    ['ref'],
  ),
  subflow: shape(
    'a subflow',
    [...common, 'ref', 'with', 'retry', 'start_timeout', 'concurrency', 'rate_limit', 'compensate'],
    ['ref'],
  ),
  decision: shape('a decision', [...common, 'cases', 'default'], ['cases']),
  map: shape(
    'a map',
    [...common, 'over', 'max_parallel', 'on_item_failure', 'body', 'compensate'],
    ['over', 'body'],
  ),
  loop: shape('a loop', [...common, 'until', 'max_rounds', 'body', 'compensate'], ['until', 'body']),
  wait: shape('a wait', [...common, 'for', 'until'], []),
  signal: shape('a signal', [...common, 'with'], ['with']),
  approval: shape('an approval', [...common, 'with', 'covers'], ['with']),
} as const;

export type WrittenKind = keyof typeof kindShapes;

/**
 * Every object of the language, its fields and the words they may hold. The compiler reads only what is listed
 * here, and a test compares the list with `schema/workflow.schema.json`, both ways.
 */
export const shapes = {
  graph: shape('a template', ['nodes', 'edges'], ['nodes']),
  document: shape(
    'a template',
    ['apiVersion', 'kind', 'metadata', 'attestations', 'spec'],
    ['apiVersion', 'kind', 'spec'],
  ),
  attestation: shape('an attestation', ['predicate_type', 'subject', 'signed_by'], ['predicate_type']),
  metadata: shape(
    'metadata',
    [
      'name', 'description', 'owner', 'tag', 'labels', 'pipeline_kind', 'capabilities', 'cost_estimate', 'purpose',
      'authority', 'licence',
    ], // prettier-ignore
    [],
  ),
  spec: shape(
    'spec',
    [
      'inputs', 'outputs', 'summary', 'env', 'secrets', 'defaults', 'concurrency', 'budget', 'deadline', 'grace', 'on_failure',
      'data_labels', 'nodes', 'edges',
    ], // prettier-ignore
    ['nodes'],
  ),
  defaults: shape('defaults', ['retry', 'timeout', 'start_timeout', 'heartbeat_timeout', 'queue'], []),
  run_concurrency: shape('the concurrency of runs', ['key', 'limit', 'on_busy'], ['limit']),
  node: shape(
    'a node',
    [
      'id', 'kind', 'ref', 'with', 'when', 'retry', 'timeout', 'start_timeout', 'heartbeat_timeout', 'queue',
      'concurrency', 'rate_limit', 'cache', 'cost', 'compensate', 'join', 'on_error', 'labels', 'cases', 'default', 'over',
      'max_parallel', 'on_item_failure', 'body', 'until', 'max_rounds', 'for', 'covers', 'secrets',
    ], // prettier-ignore
    ['id', 'kind'],
  ),
  case: shape('a case', ['when', 'to'], ['when', 'to']),
  body: shape('a body', ['nodes', 'edges'], ['nodes']),
  signal: shape('the input of a signal', ['name', 'timeout', 'on_timeout'], ['name']),
  approval: shape(
    'the input of an approval',
    ['message', 'approvers', 'quorum', 'timeout', 'on_timeout'],
    ['message', 'approvers'],
  ),
  concurrency: shape('concurrency', ['key', 'limit'], ['key', 'limit']),
  rate_limit: shape('rate_limit', ['key', 'limit', 'per'], ['limit', 'per']),
  cache: shape('cache', ['key', 'ttl'], ['key', 'ttl']),
  cost: shape(
    'a cost',
    ['worst_case', 'used', 'model', 'max_input_tokens', 'max_output_tokens', 'input_tokens', 'output_tokens'],
    [],
  ),
  budget: shape('a budget', ['cap', 'on_exhausted'], ['cap']),
  handler: shape('a handler', ['ref', 'with', 'retry', 'timeout', 'queue'], ['ref']),
  retry: shape(
    'retry',
    ['max_attempts', 'backoff', 'delay', 'max_delay', 'max_elapsed', 'jitter', 'on', 'not_on'],
    [],
  ),
  edge: shape('an edge', ['from', 'to', 'on', 'when'], ['from', 'to']),
} as const;

function shape<const K extends string>(what: string, fields: readonly K[], required: readonly K[]): Shape<K> {
  return { what, fields, required };
}

export const words = {
  apiVersion: ['maestro/v1'],
  documentKind: ['Workflow'],
  nodeKind: ['task', 'subflow', 'decision', 'map', 'loop', 'wait', 'signal', 'approval'],
  tag: ['Outreach', 'Inbox', 'Research', 'Monitor', 'Marketing', 'Content', 'CRM'],
  join: ['all', 'any'],
  onError: ['fail', 'continue'],
  onItemFailure: ['fail', 'tolerate'],
  onSignalTimeout: ['fail', 'continue'],
  onApprovalTimeout: ['reject', 'approve'],
  onExhausted: ['wait', 'fail'],
  onBusy: ['queue', 'skip', 'replace', 'coalesce'],
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
  subflow: {
    what: 'a subflow (name, name@3 or name@latest)',
    pattern: /^[a-z0-9][a-z0-9._-]{0,127}(?:@(?:latest|[1-9][0-9]{0,8}))?$/,
    mst: 'MST1107',
  },
  approver: {
    what: 'an approver (role:…, key:… or user:…)',
    pattern: /^(?:role|key|user):[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/,
    mst: 'MST1107',
  },
  queue: { what: 'the name of a queue', pattern: /^[a-z0-9][a-z0-9._-]{0,63}$/, mst: 'MST1107' },
  constant: { what: 'the name of a constant', pattern: /^[A-Za-z_][A-Za-z0-9_]{0,63}$/, mst: 'MST1107' },
  secret: { what: 'the name of a secret', pattern: /^[A-Za-z_][A-Za-z0-9_]{0,63}$/, mst: 'MST1107' },
  label: { what: 'the name of a label', pattern: /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/, mst: 'MST1107' },
  dataLabel: { what: 'a class of data', pattern: /^[a-z0-9][a-z0-9._-]{0,63}$/, mst: 'MST1107' },
  pipelineKind: { what: 'the kind of a pipeline', pattern: /^[a-z0-9][a-z0-9._-]{0,63}$/, mst: 'MST1107' },
  signer: {
    what: 'the name or the id of a trusted key',
    pattern: /^[a-z0-9][a-z0-9._-]{0,62}$/,
    mst: 'MST1107',
  },
  money: { what: 'an amount (such as 5.00 USD)', pattern: moneyPattern, mst: 'MST1104' },
  cost: {
    what: 'an estimate of costs (such as 0.40 USD)',
    pattern: /^[0-9]{1,9}(?:\.[0-9]{1,6})? [A-Z]{3}$/,
    mst: 'MST1107',
  },
} as const satisfies Record<string, NameForm>;

export const durationPattern = /^([0-9]{1,12})(ms|s|m|h|d)$/;

/** Longest texts, in characters. */
export const lengths = {
  description: 4_096,
  owner: 256,
  label: 256,
  purpose: 4_096,
  authority: 256,
  licence: 256,
  capability: 256,
  predicateType: 512,
  subject: 1_024,
  /** The message of an approval, expressions as they are written. */
  message: 8_192,
} as const;

export const attempts = { min: 1, max: 100 } as const;
