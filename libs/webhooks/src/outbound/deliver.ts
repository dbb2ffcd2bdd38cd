import { createEgress, type EgressResponse } from '@maestro/egress';
import { MaestroError } from '@maestro/problems';
import type { DeliveryAttempt } from '@maestro/persistence/webhooks';
import { createMasker } from '@maestro/secrets/mask';
import { standardHeaders } from '../signing/standard';
import { readRetryAfter } from './retry';

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 1024 * 1024;
/** Characters of an answer that are kept. */
const EXCERPT = 1_024;

/** Where something goes, under which secrets, and what of the private network the tenant may reach. */
export interface Target {
  url: string;
  secrets: readonly string[];
  allow: readonly string[];
  now: Date;
}

export interface Parcel {
  eventId: string;
  body: string;
}

export interface Delivered {
  outcome: 'taken' | 'gone' | 'refused';
  /** What the server asked to wait for, in ms. */
  askedMs: number | null;
  attempt: DeliveryAttempt;
}

/** Sends a message once. It never throws for what the other side does; it throws where it was stopped from here. */
export async function deliver(
  { url, secrets, allow, now }: Target,
  { eventId, body }: Parcel,
  { closed, signal }: { closed: readonly string[]; signal: AbortSignal },
): Promise<Delivered> {
  const timestamp = Math.floor(now.getTime() / 1_000);
  const signed = standardHeaders(secrets, { id: eventId, timestamp, body });
  const egress = createEgress({ allow, closed });
  const begun = performance.now();
  const attemptOf = (rest: Omit<DeliveryAttempt, 'at' | 'latency_ms'>): DeliveryAttempt => ({
    at: now.toISOString(),
    latency_ms: Math.round(performance.now() - begun),
    ...rest,
  });
  try {
    const answer = await egress.request({
      ...{ url, body, signal },
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json; charset=utf-8', ...signed },
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      // Where it leads was not agreed on: a redirect is no answer.
      maxRedirects: 0,
    });
    const { status } = answer;
    const outcome = status >= 200 && status < 300 ? 'taken' : status === 410 ? 'gone' : 'refused';
    const error = outcome === 'taken' ? null : `http_${status}`;
    const response = excerptOf(answer, [...secrets, ...Object.values(signed).slice(2)]);
    const askedMs = readRetryAfter(answer.headers['retry-after'], now);
    return { outcome, askedMs, attempt: attemptOf({ status, error, response }) };
  } catch (error) {
    if (signal.aborted || !(error instanceof MaestroError)) throw error;
    const attempt = attemptOf({ status: null, error: error.code, response: null });
    return { outcome: 'refused', askedMs: null, attempt };
  } finally {
    await egress.close();
  }
}

/** The beginning of an answer. What it repeats of what was sent as proof is masked. */
function excerptOf({ body }: EgressResponse, proofs: readonly string[]): string | null {
  // More than is kept, so that nothing is cut before it is masked.
  const text = body.subarray(0, 4 * EXCERPT).toString('utf8');
  if (text === '') return null;
  const masked = createMasker(proofs).text(text);
  return masked.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '').slice(0, EXCERPT);
}
