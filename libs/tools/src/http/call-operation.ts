import type { Json, JsonObject } from '@maestro/dsl';
import type { Egress, EgressRequest, EgressResponse } from '@maestro/egress';
import type { HttpOperation } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { ToolAnswer } from '../answer';
import { placeCredential } from '../credential';
import { throwIfPassing } from './passing';

/** What a call of a tool may use of the outside. */
export interface CallSurroundings {
  egress: Egress;
  signal: AbortSignal;
  /** The same for all attempts of the task. */
  idempotencyKey: string;
  /** The value of the toolset's secret. */
  secret: string | null;
  timeoutMs: number;
  maxBytes: number;
}

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Sends one operation. An answer of the 400s is an error that the caller may read; one that asks for patience, and one of the 500s,
 * is thrown.
 *
 * @throws MaestroError `http_4xx`, `http_5xx`, `tool-args-invalid`, and what the egress throws
 */
export async function callOperation(
  { url, operation, args }: { url: string; operation: HttpOperation; args: JsonObject },
  around: CallSurroundings,
): Promise<ToolAnswer> {
  const response = await around.egress.request({
    ...toRequest(url, operation, { args, around }),
    ...{ signal: around.signal, timeoutMs: around.timeoutMs, maxBytes: around.maxBytes },
    // The node says how long it has: a server may think all that time before it speaks.
    headersTimeoutMs: around.timeoutMs,
  });
  throwIfPassing(response);
  const { status } = response;
  return { content: { status, body: readBody(response) }, is_error: status >= 400 };
}

function toRequest(
  base: string,
  { method, path, parameters, body, security }: HttpOperation,
  { args, around }: { args: JsonObject; around: CallSurroundings },
): EgressRequest {
  const placed = placeCredential(security, around.secret);
  const headers: Record<string, string> = { accept: 'application/json, text/*;q=0.5' };
  let filled = path;
  const query = new URLSearchParams();
  for (const { name, in: place, argument } of parameters) {
    const value = Object.hasOwn(args, argument) ? args[argument] : undefined;
    if (value === undefined || value === null) continue;
    if (place === 'path') filled = filled.replaceAll(`{${name}}`, segment(argument, value));
    if (place === 'query') for (const each of [value].flat()) query.append(name, plain(each));
    if (place === 'header') headers[name.toLowerCase()] = plain(value);
  }
  for (const [name, value] of Object.entries(placed.query)) query.set(name, value);
  if (!safe.has(method)) headers['idempotency-key'] = around.idempotencyKey;
  const content = body === null ? undefined : args[body];
  if (content !== undefined) headers['content-type'] = 'application/json';
  const address = `${base.replace(/\/+$/, '')}${filled}${query.size > 0 ? `?${query.toString()}` : ''}`;
  return {
    ...{ url: address, method },
    // Last: no argument takes the place of the credential.
    headers: { ...headers, ...placed.headers },
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
  };
}

/** One segment of a path and nothing more: `..` would lead to another operation. */
function segment(argument: string, value: Json): string {
  const text = plain(value);
  if (text === '' || /^\.{1,2}$/.test(text))
    throw new MaestroError('tool-args-invalid', `The argument ${argument} cannot stand in a path.`, {
      errors: [
        { pointer: `/${argument}`, code: 'tool-args-invalid', message: 'This cannot stand in a path.' },
      ],
    });
  return encodeURIComponent(text);
}

function plain(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Data as far as it can be read as such. */
function readBody({ body, headers }: EgressResponse): Json {
  const text = new TextDecoder().decode(body);
  if (!/^[^;]*[/+]json\b/i.test(headers['content-type'] ?? '')) return text === '' ? null : text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
