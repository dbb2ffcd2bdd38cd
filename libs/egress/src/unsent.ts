import { MaestroError } from '@maestro/problems';

/** Of the transport: no connection came about. */
const unconnected = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Said before a connection is opened. */
const refusals = new Set<string>(['egress-denied', 'policy-denied']);

const unsent = new WeakSet<object>();

/** Marks the failure of a first hop that certainly sent nothing; gives the error back. */
export function markUnsent(error: unknown): unknown {
  const refused = error instanceof MaestroError && refusals.has(error.code);
  const cause = error instanceof MaestroError ? error.cause : null;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
  if (typeof error === 'object' && error && (refused || unconnected.has(String(code)))) unsent.add(error);
  return error;
}

/** Whether a request that failed has certainly sent nothing: whoever asked for it owes nothing. */
export function isUnsent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && unsent.has(error);
}
