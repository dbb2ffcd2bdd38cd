/**
 * Every error code of Maestro, once: HTTP status, title, whether a retry can help.
 *
 * A code is a promise: it is never renamed, and its meaning never changes. `docs/reference/errors.md` is
 * generated from this table and compared both ways in CI; the CLI derives its exit codes from it.
 */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** True where the same request may succeed later, unchanged. */
  readonly retryable?: boolean;
}

const kinds = {
  // transport
  'bad-request': { status: 400, title: 'The request is not valid HTTP' },
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'malformed-yaml': { status: 400, title: 'The text is not valid YAML' },
  'duplicate-key': { status: 400, title: 'A key appears twice in one object' },
  'too-deep': { status: 400, title: 'The document is nested too deeply' },
  'too-many-aliases': { status: 400, title: 'The document uses too many aliases' },
  'unsupported-tag': { status: 400, title: 'The document uses a tag that is not allowed' },
  'invalid-parameter': { status: 400, title: 'A query parameter is not acceptable' },
  'invalid-filter': { status: 400, title: 'A filter is not acceptable' },
  'invalid-cursor': { status: 400, title: 'The cursor is not one this server gave' },
  'not-found': { status: 404, title: 'There is no such resource' },
  'method-not-allowed': { status: 405, title: 'The resource does not support this method' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive', retryable: true },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  'unsupported-media-type': { status: 415, title: 'The body has a type this route does not take' },
  'headers-too-large': { status: 431, title: 'The request headers are too large' },
  internal: { status: 500, title: 'Something went wrong on our side', retryable: true },
  'service-unavailable': { status: 503, title: 'A dependency is not reachable', retryable: true },
  // identity
  unauthenticated: { status: 401, title: 'No credential was given' },
  'invalid-token': { status: 401, title: 'The credential is not valid' },
  'invalid-key': { status: 401, title: 'The API key is not valid' },
  forbidden: { status: 403, title: 'The credential does not allow this' },
  csrf: { status: 403, title: 'The request does not prove that it comes from our own page' },
  'scope-exceeds-grantor': { status: 403, title: 'Nobody gives more than they have' },
  'identity-not-linked': { status: 403, title: 'The identity belongs to no member' },
  'not-trusted': { status: 403, title: 'No trust rule lets this token in' },
  'sign-in-refused': { status: 403, title: 'The provider did not let the person in' },
  'invalid-oauth-state': { status: 400, title: 'The sign-in was not begun here, or is over' },
  'unknown-provider': { status: 404, title: 'There is no such sign-in provider' },
  'provider-unavailable': {
    status: 502,
    title: 'The identity provider gives no usable answer',
    retryable: true,
  },
  'name-taken': { status: 409, title: 'The name is taken' },
  'member-exists': { status: 409, title: 'The person is a member already' },
  'last-owner': { status: 409, title: 'A tenant keeps one owner' },
  'rate-limited': { status: 429, title: 'Too many requests', retryable: true },
  // policy
  'policy-denied': { status: 403, title: 'A policy does not allow this' },
  'policy-unavailable': {
    status: 503,
    title: 'Policy could not be asked, so the answer is no',
    retryable: true,
  },
  // bodies and objects
  'unknown-field': { status: 422, title: 'The body has a field that is not known' },
  'missing-field': { status: 422, title: 'A required field is missing' },
  'wrong-type': { status: 422, title: 'A value has the wrong type' },
  'conflicting-fields': { status: 422, title: 'Two fields exclude each other' },
  'out-of-range': { status: 422, title: 'A value is out of range' },
  'invalid-name': { status: 422, title: 'A name is not acceptable' },
  'validation-failed': { status: 422, title: 'The request has faults' },
  'batch-too-large': { status: 422, title: 'The batch has too many entries' },
  'input-invalid': { status: 422, title: 'The inputs do not match the schema of the template' },
  'idempotency-mismatch': { status: 422, title: 'The idempotency key was used with another body' },
  'in-progress': { status: 409, title: 'The same request is being served at this moment' },
  'answer-not-kept': { status: 410, title: 'The request was served, and its answer is not kept' },
  'version-conflict': { status: 412, title: 'The resource has changed since it was read' },
  'precondition-required': { status: 428, title: 'The request has to say which state it changes' },
  'run-forgotten': { status: 410, title: 'The run is older than what is kept' },
  'not-cancellable': { status: 409, title: 'The run has already ended' },
  // control of runs and tasks
  'run-ended': { status: 409, title: 'The run is over' },
  'run-not-ended': { status: 409, title: 'The run is not over yet' },
  'run-winding-down': { status: 409, title: 'The run is winding down' },
  'run-held': { status: 409, title: 'The run is held back' },
  'concurrency-busy': { status: 409, title: 'The places of its concurrency key are taken' },
  coalesced: { status: 409, title: 'Another run waits in its stead' },
  'quota-exceeded': { status: 429, title: 'The tenant uses all that it may', retryable: true },
  'nothing-to-retry': { status: 409, title: 'Nothing in the run failed' },
  'task-ended': { status: 409, title: 'The task has ended' },
  'task-running': { status: 409, title: 'The task is running' },
  'task-has-parts': { status: 409, title: 'The task waits for work of its own' },
  'task-not-retrying': { status: 409, title: 'The task does not wait for its next attempt' },
  // signals and approvals
  'not-eligible': { status: 403, title: 'The approval is for others to give' },
  'self-approval': { status: 403, title: 'Nobody approves what they started themselves' },
  'digest-mismatch': { status: 409, title: 'What is asked is not what was read' },
  'already-voted': { status: 409, title: 'The person has voted already' },
  'not-pending': { status: 409, title: 'The question is no longer open' },
  // evidence
  'attestation-invalid': { status: 422, title: 'The attestation is not acceptable' },
  'key-exists': { status: 409, title: 'The key, or its name, is there already' },
  'attestation-missing': { status: 403, title: 'The run needs an attestation that is not there' },
  // templates
  'template-invalid': { status: 422, title: 'The template has faults' },
  'invalid-id': { status: 422, title: 'An id is not acceptable' },
  'duplicate-id': { status: 422, title: 'Two nodes have the same id' },
  'unknown-kind': { status: 422, title: 'The node kind is not known' },
  'unknown-handler': { status: 422, title: 'The handler is not known' },
  'unknown-node': { status: 422, title: 'An edge names a node that does not exist' },
  'unknown-version': { status: 422, title: 'The version of the document is not known' },
  'duplicate-edge': { status: 422, title: 'The same edge is given twice' },
  'crossing-edge': { status: 422, title: 'An edge leads from one graph into another' },
  'not-a-case': { status: 422, title: 'An edge leaves a decision for none of its targets' },
  'not-a-descendant': { status: 422, title: 'An approval covers a node that does not come after it' },
  'recursive-ref': { status: 422, title: 'A template calls itself' },
  cycle: { status: 422, title: 'The graph has a cycle' },
  'empty-graph': { status: 422, title: 'The graph has no node' },
  'inline-secret': { status: 422, title: 'A secret stands in the template' },
  'unknown-secret': { status: 422, title: 'There is no such secret' },
  'secret-in-output': { status: 422, title: 'A secret would be shown or stored' },
  'unsafe-schema': { status: 422, title: 'The JSON Schema is not acceptable' },
  'limit-exceeded': { status: 422, title: 'A limit is exceeded' },
  'expression-syntax': { status: 422, title: 'An expression does not parse' },
  'unknown-name': { status: 422, title: 'An expression names something that does not exist' },
  'not-an-ancestor': { status: 422, title: 'An expression names a node that does not come before' },
  'unknown-ref': { status: 422, title: 'A reference names nothing that exists' },
  'unsupported-scheme': { status: 422, title: 'The address has a scheme that is not allowed' },
  'invalid-header': { status: 422, title: 'A request header is not acceptable' },
  // freeze windows
  frozen: { status: 409, title: 'A freeze window lets nothing start' },
  'unknown-timezone': { status: 422, title: 'The time zone is not known' },
  'second-person': { status: 403, title: 'Somebody else has to agree' },
  // attempts
  'stale-attempt': { status: 409, title: 'The attempt is no longer the current one' },
  'expression-error': { status: 422, title: 'An expression could not be evaluated' },
  'expression-limit': { status: 422, title: 'An expression exceeded its limits' },
  'output-too-large': { status: 422, title: 'The output is too large' },
  'output-invalid': { status: 422, title: 'The output does not match its schema' },
  'contract-broken': { status: 422, title: 'The data breaks its contract' },
  'egress-denied': { status: 403, title: 'The address may not be reached' },
  'too-many-redirects': { status: 422, title: 'The request was redirected too often' },
  'response-too-large': { status: 422, title: 'The response is too large' },
  'tls-error': { status: 502, title: 'The secure connection failed', retryable: true },
  connection: { status: 502, title: 'The connection failed', retryable: true },
  timeout: { status: 504, title: 'The attempt took longer than its timeout', retryable: true },
  'heartbeat-timeout': {
    status: 504,
    title: 'The attempt gave no sign of life for too long',
    retryable: true,
  },
  'start-timeout': { status: 422, title: 'The task was not started in time' },
  http_4xx: { status: 422, title: 'The remote server refused the request' },
  http_5xx: { status: 502, title: 'The remote server failed', retryable: true },
  'handler-disabled': { status: 403, title: 'The worker does not enable this handler' },
  'path-denied': { status: 422, title: 'A path leads where it may not' },
  'command-failed': { status: 422, title: 'The command ended with an error' },
  'secret-denied': { status: 403, title: 'The secret may not be used' },
  'secret-not-found': { status: 422, title: 'What the secret refers to is not there' },
  'secret-unavailable': { status: 503, title: 'The provider of the secret does not answer', retryable: true },
  'secrets-off': { status: 409, title: 'Secrets are not set up here' },
  'worker-lost': { status: 503, title: 'The worker died while it held the attempt', retryable: true },
  quarantined: { status: 422, title: 'The task kills every process that runs it' },
  'signal-timeout': { status: 422, title: 'The signal did not come in time' },
  'approval-rejected': { status: 422, title: 'The approval was rejected' },
  'approval-timeout': { status: 422, title: 'The approval was not given in time' },
  'compensation-failed': { status: 422, title: 'Something that was done could not be undone' },
  'deadline-exceeded': { status: 422, title: 'The deadline of the run has passed' },
  'item-failed': { status: 422, title: 'An item of the map failed' },
  'round-failed': { status: 422, title: 'A round of the loop failed' },
  'loop-limit': { status: 422, title: 'The loop made all the rounds it may' },
  'child-failed': { status: 422, title: 'The child run failed' },
  'child-cancelled': { status: 422, title: 'The child run was cancelled' },
  'depth-exceeded': { status: 422, title: 'Runs stand in each other too deeply' },
  'task-failed': { status: 422, title: 'A task of the run failed' },
  cancelled: { status: 409, title: 'The work was cancelled' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof kinds;

export const problemKinds: Readonly<Record<ProblemCode, ProblemKind>> = kinds;

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(kinds, code);
}
