import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Policies that come with Maestro. `on`: unless a tenant switches it off; `always`: no tenant can. */
export const shippedPolicies = [
  { name: 'baseline', use: 'always', says: 'What nobody has made a rule about goes on.' },
  { name: 'roles', use: 'always', says: 'Roles, as policies see them.' },
  { name: 'data-classes', use: 'on', says: 'Labelled data needs a purpose, an authority and a licence.' },
  { name: 'environments', use: 'off', says: 'Production needs approval.' },
] as const;

export type ShippedName = (typeof shippedPolicies)[number]['name'];

const texts = new Map<string, string>();

/** Where the package is, also for a command that was bundled into one file. */
export function policiesFolder(): string {
  return join(dirname(require.resolve('@maestro/governance/package.json')), 'policies');
}

/** The text of a policy that comes with Maestro. */
export function shippedText(name: ShippedName): string {
  let text = texts.get(name);
  if (text === undefined)
    texts.set(name, (text = readFileSync(join(policiesFolder(), `${name}.cedar`), 'utf8')));
  return text;
}

export function shippedDigest(name: ShippedName): string {
  return createHash('sha256').update(shippedText(name)).digest('hex');
}

/** The tests beside it. */
export function shippedTests(name: ShippedName): unknown {
  return JSON.parse(readFileSync(join(policiesFolder(), `${name}.tests.json`), 'utf8'));
}
