import type { Egress } from '@maestro/egress';
import type { PolicyAction, PolicyEffect, PolicyQuestion, PolicyValue } from '@maestro/tenancy';

/** A policy that an Open Policy Agent decides. */
export interface OpaPolicy {
  /** The package of its rules: `maestro.starts`. Its document is asked for whole. */
  package: string;
  actions: readonly PolicyAction[];
}

export interface OpaAnswer {
  effect: PolicyEffect;
  reasons: string[];
  obligations: { [name: string]: PolicyValue }[];
}

export interface OpaClient {
  ask(policy: { name: string } & OpaPolicy, question: PolicyQuestion): Promise<OpaAnswer>;
}

/** Less than a start waits for a gate, so that a denial for silence is written down as one. */
const TIMEOUT_MS = 250;
const MAX_ANSWER = 64 * 1024;
/** An input that is cut off is not the input: it is not sent at all. */
const MAX_INPUT = 1024 * 1024;

const effects: Readonly<Record<string, PolicyEffect>> = {
  allow: 'allow',
  deny: 'deny',
  'require-approval': 'require-approval',
};

/**
 * Asks over the REST data API. The path is made of the package alone: nothing of a question comes into it. Only a whole answer counts:
 * `{"result": {"effect": "allow" | "deny" | "require-approval", "reasons": […], "obligations": […]}}`, or `{"result": {"allow": true}}`.
 */
export function createOpaClient({ egress, url }: { egress: Egress; url: string }): OpaClient {
  const base = url.replace(/\/+$/, '');
  const fetchAnswer = async (path: string, body: string): Promise<unknown> => {
    const request = egress.request({
      url: `${base}/v1/data/${path}`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER,
      maxRedirects: 0,
    });
    const { status, body: answer } = await request;
    if (status !== 200) throw new Error(`it answered ${status}`);
    return JSON.parse(answer.toString('utf8')) as unknown;
  };
  return {
    ask: async (policy, question) => {
      try {
        const body = JSON.stringify({ input: question });
        if (Buffer.byteLength(body) > MAX_INPUT)
          return denied(policy, 'the question is too large to be asked');
        return read(policy, await fetchAnswer(policy.package.replaceAll('.', '/'), body));
      } catch (error) {
        return denied(policy, error instanceof Error ? error.message : 'no answer');
      }
    },
  };
}

function denied({ name }: { name: string }, why: string): OpaAnswer {
  return { effect: 'deny', reasons: [`error: ${name}: ${why}`], obligations: [] };
}

function read(policy: { name: string }, answer: unknown): OpaAnswer {
  const result = isRecord(answer) ? answer['result'] : undefined;
  if (!isRecord(result)) return denied(policy, 'undefined');
  const { effect, allow, reasons, obligations } = result;
  const said =
    typeof effect === 'string'
      ? effects[effect]
      : allow === true
        ? 'allow'
        : allow === false
          ? 'deny'
          : undefined;
  if (said === undefined || (effect !== undefined && allow !== undefined))
    return denied(policy, 'no effect is defined');
  const told = textsOf(reasons);
  const duties =
    obligations === undefined
      ? []
      : Array.isArray(obligations) && obligations.every(isRecord)
        ? obligations
        : null;
  if (told === null || duties === null) return denied(policy, 'the answer is not well-formed');
  return {
    effect: said,
    reasons: told.length > 0 ? told.map((reason) => `${policy.name}#${reason}`) : [`${policy.name}#${said}`],
    obligations: duties as { [name: string]: PolicyValue }[],
  };
}

function textsOf(value: unknown): string[] | null {
  if (value === undefined) return [];
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
