import {
  canonicalJson,
  render,
  type Json,
  type RateLimit,
  type RunConcurrency,
  type Scope,
} from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { isStorable } from '../kinds/storable';

/** Longest key as it is rendered, in UTF-16 code units. */
export const MAX_KEY = 200;

/** Keys of all sorts share their tables: the first word keeps them apart. */
export const taskKey = (template: string, scope: Scope): string => `task/${rendered(template, scope)}`;

export const rateKey = ({ key }: RateLimit, scope: Scope): string => `rate/${rendered(key, scope)}`;

/** Runs of different templates share no places. */
export function runKey(templateId: string, { key }: RunConcurrency, scope: Scope): string {
  return `run/${templateId}/${rendered(key, scope)}`;
}

export function isRunKey(key: string): boolean {
  return key.startsWith('run/');
}

/**
 * The text of a key; what is no text is written as JSON.
 *
 * @throws MaestroError `limit-exceeded` where it is too long, `wrong-type` where the database cannot hold it
 */
function rendered(template: string, scope: Scope): string {
  const value: Json = render(template, scope);
  const text = typeof value === 'string' ? value : canonicalJson(value);
  if (text.length > MAX_KEY)
    throw new MaestroError(
      'limit-exceeded',
      `A key of a limit has at most ${MAX_KEY} characters; this one has ${text.length}.`,
    );
  if (!isStorable(text))
    throw new MaestroError('wrong-type', 'A key of a limit holds text that cannot be stored.');
  return text;
}
