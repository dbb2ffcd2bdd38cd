import type { Json } from '@maestro/dsl';
import { isUnsent, type EgressRequest } from '@maestro/egress';
import type { Handler } from '../contract';
import { durationSchema, milliseconds } from '../duration';
import { checkStatus, readContent } from './response';

type Scalar = string | number | boolean;

export interface HttpInput {
  url: string;
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  headers?: Record<string, string>;
  query?: Record<string, Scalar | Scalar[]>;
  body?: Json;
  text?: string;
  timeout?: string;
  max_bytes?: number;
  expect?: { status?: number | number[] };
}

export type HttpOutput = {
  status: number;
  headers: Record<string, string>;
  body: Json;
  url: string;
};

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

const scalar = { type: ['string', 'number', 'boolean'] };
const status = { type: 'integer', minimum: 100, maximum: 599 };

/** One HTTP request through the tenant's egress. */
export const httpHandler: Handler<HttpInput, HttpOutput> = {
  ref: 'http',
  description: 'Sends one HTTP request; an answer of 400 and above fails the task unless it is expected.',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: {
      url: {
        type: 'string',
        minLength: 1,
        maxLength: 16_384,
        pattern: '^[Hh][Tt][Tt][Pp][Ss]?://',
        description: 'http or https, without credentials.',
      },
      method: { enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], default: 'GET' },
      headers: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'By name. `Content-Type` and `Idempotency-Key` are sent where they are not given here.',
      },
      query: {
        type: 'object',
        additionalProperties: { anyOf: [scalar, { type: 'array', items: scalar }] },
        description: 'Added to the query of the address; a list gives one parameter per element.',
      },
      body: { description: 'Sent as JSON.' },
      text: { type: 'string', description: 'Sent as it is.' },
      timeout: { ...durationSchema, description: 'Of the whole exchange, redirects included.' },
      max_bytes: {
        type: 'integer',
        minimum: 1,
        maximum: 64 * 1024 * 1024,
        description: 'Of the decoded answer.',
      },
      expect: {
        type: 'object',
        additionalProperties: false,
        properties: {
          status: {
            anyOf: [status, { type: 'array', items: status, minItems: 1 }],
            description: 'One, or several.',
          },
        },
        description: 'Statuses that are a success; all others fail the task.',
      },
    },
    not: { required: ['body', 'text'] },
  },
  output: {
    type: 'object',
    required: ['status', 'headers', 'body', 'url'],
    properties: {
      status,
      headers: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'Names in lower case.',
      },
      body: { description: 'Parsed where the answer says it is JSON, else text; null where there is none.' },
      url: { type: 'string', description: 'The address that answered, after redirects.' },
    },
  },
  secrets: ['/url', '/headers', '/query', '/body', '/text'],
  enabledByDefault: true,
  async execute(input, ctx) {
    const request = toRequest(input, ctx.idempotencyKey);
    const response = await ctx.egress.request({ ...request, signal: ctx.signal }).catch((error: unknown) => {
      if (isUnsent(error)) ctx.bill({ kind: 'nothing' });
      throw error;
    });
    checkStatus(response, input.expect?.status);
    return {
      status: response.status,
      headers: response.headers,
      body: readContent(response),
      url: response.url,
    };
  },
};

function toRequest(input: HttpInput, idempotencyKey: string): EgressRequest {
  const method = input.method ?? 'GET';
  const headers = new Map(Object.entries(input.headers ?? {}));
  const given = new Set([...headers.keys()].map((name) => name.toLowerCase()));
  const supply = (name: string, value: string) =>
    void (given.has(name.toLowerCase()) || headers.set(name, value));
  if (input.body !== undefined) supply('Content-Type', 'application/json');
  if (input.text !== undefined) supply('Content-Type', 'text/plain; charset=utf-8');
  // The attempt may be repeated although its effect took place: a server that knows the key can tell.
  if (!safeMethods.has(method)) supply('Idempotency-Key', idempotencyKey);
  const body = input.body === undefined ? input.text : JSON.stringify(input.body);
  return {
    url: withQuery(input.url, input.query ?? {}),
    method,
    headers: Object.fromEntries(headers),
    ...(body === undefined ? {} : { body }),
    ...(input.timeout === undefined ? {} : patience(milliseconds(input.timeout))),
    ...(input.max_bytes === undefined ? {} : { maxBytes: input.max_bytes }),
  };
}

/** A server may think all that time before it speaks. */
function patience(timeoutMs: number) {
  return { timeoutMs, headersTimeoutMs: timeoutMs };
}

/** An address that does not parse goes on as it is: the egress says what is wrong with it. */
function withQuery(address: string, query: NonNullable<HttpInput['query']>): string {
  if (Object.keys(query).length === 0 || !URL.canParse(address)) return address;
  const url = new URL(address);
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(each));
  return url.href;
}
