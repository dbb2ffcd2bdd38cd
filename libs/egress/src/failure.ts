import { MaestroError, type ProblemCode } from '@maestro/problems';

const timeouts = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);

const tls =
  /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;

/**
 * Turns what the transport throws into an error of the register. The detail names the origin alone: paths and
 * queries may hold secrets. What is no transport error comes back as it is.
 */
export function toMaestroError(error: unknown, origin: string): unknown {
  if (error instanceof MaestroError) return error;
  const code = codeOf(error);
  if (code === null || code === 'UND_ERR_INVALID_ARG') return error;
  const [kind, detail] = explain(code, origin);
  return new MaestroError(kind, detail, { cause: error });
}

function explain(code: string, origin: string): [ProblemCode, string] {
  if (timeouts.has(code)) return ['timeout', `${origin} did not answer in time (${code}).`];
  if (tls.test(code))
    return ['tls-error', `The certificate or handshake of ${origin} is not acceptable (${code}).`];
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return ['response-too-large', `${origin} sent too many header bytes.`];
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return ['connection', `The name in ${origin} does not resolve (${code}).`];
  return ['connection', `The connection to ${origin} failed (${code}).`];
}

/** Not `instanceof`: errors of the runtime may come from another realm. A parser error may have a name only. */
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && error.name === 'HTTPParserError' ? 'HPE_INVALID' : null;
}
