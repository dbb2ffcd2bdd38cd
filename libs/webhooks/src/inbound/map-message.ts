import { createHash } from 'node:crypto';
import { evaluateBoolean, render, type Json, type JsonObject, type Scope } from '@maestro/dsl';
import { formatId } from '@maestro/persistence';
import type { HookRow } from '@maestro/persistence/webhooks';
import { readEvents, type CloudEvent } from '@maestro/triggers';
import type { ReceivedMessage, VerifierKind } from '../signing/verify';

/** What of an event a hook may make otherwise than its verifier has it. */
export const mappedFields = ['type', 'source', 'id', 'subject', 'data'] as const;

/** What expressions of hooks know as `trigger`. */
export const messageFields = ['headers', 'body'] as const;

/** Headers that say what a message is. No expression sees one that holds a credential or a signature. */
const SHOWN =
  /^(?:x-(?:github|slack|event)-(?!.*signature)[a-z-]+|webhook-id|webhook-timestamp|content-type|user-agent)$/;
const MAX_TYPE = 128;

/** The body as JSON; of a form its fields, or the JSON in its field `payload`. @throws MaestroError of `parseJson` */
export function readBody({ headers, body }: ReceivedMessage, parseJson: (bytes: Buffer) => Json): Json {
  if (!(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
    return parseJson(body);
  const fields = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  // GitHub and Slack put the message itself, as JSON, into a field of a form.
  return parseJson(Buffer.from(fields['payload'] ?? JSON.stringify(fields)));
}

/**
 * The event that a message is to a hook; null where it does not match.
 *
 * @throws MaestroError of expressions, and for what makes no CloudEvent
 */
export function eventOf(
  hook: Pick<HookRow, 'id' | 'match' | 'mapping'> & { verifier: VerifierKind },
  message: ReceivedMessage & { json: Json },
  now: Date,
): CloudEvent | null {
  const headers = Object.fromEntries(
    Object.entries(message.headers).flatMap(([name, value]) =>
      SHOWN.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
  const scope = scopeOf({ headers, body: message.json }, now);
  if (hook.match !== null && !evaluateBoolean(hook.match, scope)) return null;
  const mapped = Object.fromEntries(
    Object.entries(hook.mapping).map(([name, template]) => [name, render(template, scope)]),
  );
  const source = `urn:maestro:hook:${formatId('hok', hook.id)}`;
  const plain = { specversion: '1.0', datacontenttype: 'application/json', source, data: message.json };
  const [event] = readEvents([{ ...plain, ...defaultsOf(hook.verifier, message), ...mapped }], () => '');
  return event ?? null;
}

/**
 * What each sender calls its messages. The id rests on what was signed and on nothing else: whoever sends a message of others again
 * sends the same event, whatever headers they put on it.
 */
function defaultsOf(
  verifier: VerifierKind,
  { headers, body, json }: ReceivedMessage & { json: Json },
): JsonObject {
  const digest = createHash('sha256').update(body).digest('hex');
  const field = (...path: string[]) => textAt(json, path);
  switch (verifier) {
    case 'github': {
      // Neither `X-GitHub-Delivery` nor the name of the event is signed.
      const type = `com.github.${headers['x-github-event'] ?? 'event'}`.slice(0, MAX_TYPE);
      return { type, id: digest, subject: field('repository', 'full_name') };
    }
    case 'stripe':
      return { type: `com.stripe.${field('type') ?? 'event'}`, id: field('id') ?? digest };
    case 'slack': {
      const type = field('event', 'type') ?? field('type') ?? (field('command') ? 'command' : 'event');
      return { type: `com.slack.${type}`, id: field('event_id') ?? digest, subject: field('team_id') };
    }
    case 'standard-webhooks':
      return {
        type: field('type') ?? 'webhook',
        id: headers['webhook-id'] ?? digest,
        subject: field('subject'),
      };
  }
}

/** A text of the body, where there is one; cut to what an event may have. */
function textAt(json: Json, path: readonly string[]): string | null {
  let value: Json | undefined = json;
  for (const name of path)
    value =
      value !== null && typeof value === 'object' && !Array.isArray(value) && Object.hasOwn(value, name)
        ? value[name]
        : undefined;
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TYPE) : null;
}

/** Expressions see the message and nothing else. */
function scopeOf(trigger: JsonObject, now: Date): Scope {
  const run = { id: '', template: '', version: 0, created_at: '' };
  return { inputs: {}, env: {}, tasks: {}, run, trigger, now: now.toISOString() };
}
