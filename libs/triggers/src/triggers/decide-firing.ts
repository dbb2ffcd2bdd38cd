import { evaluateBoolean, render, type Json, type JsonObject, type Scope } from '@maestro/dsl';
import type { NewFiring, TriggerFilter, TriggerRow } from '@maestro/persistence';
import { MaestroError, storableText, type ProblemCode } from '@maestro/problems';

/** What of a trigger says what it makes of an event. */
export type Rule = Pick<TriggerRow, 'match' | 'inputs' | 'labels' | 'idempotencyKey'>;

/** What an event comes to, by a trigger whose filter it passed. */
export type Decision = Pick<
  NewFiring,
  'status' | 'reason' | 'detail' | 'inputs' | 'labels' | 'idempotencyKey'
>;

/** Characters of a label, and of an idempotency key. */
const MAX_LABEL = 256;
const MAX_KEY = 255;
const MAX_INPUT_BYTES = 256 * 1024;
const MAX_DETAIL = 2_000;

/** Whether an event passes the filter of a trigger. */
export function passesFilter(
  { types = [], sources = [] }: TriggerFilter,
  event: { type: string; source: string },
): boolean {
  return (
    (types.length === 0 || types.some((pattern) => isOfType(pattern, event.type))) &&
    (sources.length === 0 || sources.includes(event.source))
  );
}

/** `com.example.*` stands for all types that begin with `com.example.`, and `*` for any. */
function isOfType(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

/**
 * Evaluates the expressions of a trigger. What goes wrong is an answer, too.
 *
 * @param trigger the event, as expressions see it
 */
export function decideFiring(rule: Rule, trigger: JsonObject, now: Date): Decision {
  const scope = scopeOf(trigger, now);
  let field = 'match';
  const at = <T>(name: string, work: () => T): T => ((field = name), work());
  try {
    const { match } = rule;
    if (match !== null && !at('match', () => evaluateBoolean(match, scope)))
      return { ...NOTHING, status: 'unmatched', reason: null, detail: null };
    const inputs = at('inputs', () => inputsOf(rule, scope));
    const labels = at('labels', () => labelsOf(rule, scope));
    const idempotencyKey = at('idempotency_key', () => keyOf(rule, scope));
    return { status: 'due', reason: null, detail: null, inputs, labels, idempotencyKey };
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    return refusal(error.code, `${field}: ${error.message}`);
  }
}

const NOTHING = { inputs: null, labels: null, idempotencyKey: null } as const;

/** A firing that begins no run, and why. */
export function refusal(reason: string, detail: string): Decision {
  return { ...NOTHING, status: 'refused', reason, detail: storableText(detail, MAX_DETAIL) };
}

/** Expressions of triggers see what happened and nothing else. */
function scopeOf(trigger: JsonObject, now: Date): Scope {
  const run = { id: '', template: '', version: 0, created_at: '' };
  return { inputs: {}, env: {}, tasks: {}, run, trigger, now: now.toISOString() };
}

function inputsOf({ inputs: template }: Rule, scope: Scope): JsonObject {
  const inputs = render(template, scope) as JsonObject;
  if (Buffer.byteLength(JSON.stringify(inputs)) > MAX_INPUT_BYTES)
    throw refused('output-too-large', `the inputs have more than ${MAX_INPUT_BYTES} bytes.`);
  return inputs;
}

function labelsOf({ labels }: Rule, scope: Scope): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).map(([name, template]) => {
      const text = textOf(render(template, scope));
      if (text === null) throw refused('wrong-type', `${name} has no text, number or boolean as its value.`);
      if (text.length > MAX_LABEL)
        throw refused('out-of-range', `${name} has more than ${MAX_LABEL} characters.`);
      return [name, text];
    }),
  );
}

function keyOf({ idempotencyKey: template }: Rule, scope: Scope): string | null {
  if (template === null) return null;
  const key = textOf(render(template, scope)) ?? '';
  if (key.length >= 1 && key.length <= MAX_KEY) return key;
  throw refused('out-of-range', `the key must come to a text of 1 to ${MAX_KEY} characters.`);
}

function textOf(value: Json): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;
}

function refused(code: ProblemCode, message: string): MaestroError {
  return new MaestroError(code, message);
}
