import { createHash } from 'node:crypto';
import { MaestroError } from '@maestro/problems';

const MAX_TAGS = 64;
const TAG = /^(W\/)?"([\x21\x23-\x7e]*)"$/;

/**
 * The strong tag of what a route shows: `"<state>.<whole>"`, or `"<state>"` where nothing in it moves by itself. Who changes
 * a resource names the state that was read; who reads it again wants to know of every byte. So a counter that moves between
 * reading and writing makes no change fail, and no cached copy of it pass for fresh.
 *
 * @param moving members that change without anybody changing the resource, such as when a key was last used
 */
export function etagOf(shown: object, moving: readonly string[] = []): string {
  if (moving.length === 0) return `"${digest(shown)}"`;
  const state = Object.fromEntries(Object.entries(shown).filter(([name]) => !moving.includes(name)));
  return `"${digest(state)}.${digest(shown)}"`;
}

/** Whether `If-None-Match` names what would be answered: then it need not be sent. Weak tags count, as RFC 9110 has it. */
export function isUnchanged(header: string, etag: string): boolean {
  const tags = readTags('If-None-Match', header);
  return tags === '*' || tags.some(({ tag }) => `"${tag}"` === etag);
}

/** Whether `If-Match` names the state as it is. Weak tags never do. */
export function isSameState(header: string, etag: string): boolean {
  const tags = readTags('If-Match', header);
  return tags === '*' || tags.some(({ weak, tag }) => !weak && stateOf(tag) === stateOf(etag.slice(1, -1)));
}

/** @throws MaestroError `bad-request` where it is no list of entity tags */
export function readTags(name: string, header: string): '*' | { weak: boolean; tag: string }[] {
  if (header.trim() === '*') return '*';
  const parts = header.split(',').map((part) => part.trim());
  const tags = parts.map((part) => TAG.exec(part));
  if (parts.length > MAX_TAGS || tags.includes(null)) {
    const expected = 'entity tags as "…", separated by commas, or *';
    throw new MaestroError('bad-request', `The header ${name} has to be a list of ${expected}.`);
  }
  return tags.map((match) => ({ weak: match?.[1] !== undefined, tag: match?.[2] ?? '' }));
}

function stateOf(tag: string): string {
  return tag.split('.', 1)[0] as string;
}

function digest(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}
