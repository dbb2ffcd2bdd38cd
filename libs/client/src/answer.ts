import { ProblemError, TransportError, type RequestLine } from './errors';
import type { Problem } from './models';

const EXCERPT = 200;

/**
 * The JSON of a successful answer, `undefined` for an empty one.
 *
 * Throws ProblemError where Maestro refused, TransportError where the answer is not one of Maestro's: a
 * redirect, a proxy's HTML, a body cut short.
 */
export async function readAnswer(response: Response, request: RequestLine): Promise<unknown> {
  await refuse(response, request);
  const text = await response.text();
  if (text === '') return undefined;
  const json = parseJson(text);
  if (json === undefined || !/\bjson\b/.test(typeOf(response))) throw notMaestro(response, request, text);
  return json;
}

/** Throws for every answer that is not a success; leaves the body of a success unread. */
export async function refuse(response: Response, request: RequestLine): Promise<void> {
  // A browser hides a redirect that is not followed behind status 0.
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
    await response.body?.cancel();
    throw redirected(response, request);
  }
  if (response.ok) return;
  const text = await response.text();
  const problem = asProblem(parseJson(text));
  if (!problem) throw notMaestro(response, request, text);
  throw new ProblemError(problem, request, retryAfter(response));
}

/** The key is for one host: where an address points elsewhere, a person decides whether to trust that. */
function redirected(response: Response, request: RequestLine): TransportError {
  const location = response.headers.get('location');
  const target = location ? ` to ${location}` : '';
  return new TransportError(
    'redirect',
    `The server answers with a redirect${target}, which is not followed: the key stays with the host it was given for`,
    request,
    { status: response.status },
  );
}

function notMaestro(response: Response, request: RequestLine, text: string): TransportError {
  const type = typeOf(response) || 'no content type';
  const excerpt = text.trim().slice(0, EXCERPT);
  return new TransportError(
    'response',
    `The answer (status ${response.status}, ${type}) does not come from a Maestro server${excerpt && `: ${excerpt}`}`,
    request,
    { status: response.status },
  );
}

function asProblem(value: unknown): Problem | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, title, detail, status } = value as Partial<Record<keyof Problem, unknown>>;
  const isProblem =
    typeof code === 'string' &&
    typeof title === 'string' &&
    typeof detail === 'string' &&
    typeof status === 'number';
  return isProblem ? (value as Problem) : undefined;
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function typeOf(response: Response): string {
  return response.headers.get('content-type')?.split(';')[0]?.trim() ?? '';
}
