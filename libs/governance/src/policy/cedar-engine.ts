import type { PolicyQuestion } from '@maestro/tenancy';
import { toRecord } from './cedar-values';

/** The module is 4 MB and takes 50 ms to load: only who decides something pays for it. */
let loaded: typeof import('@cedar-policy/cedar-wasm/nodejs') | null = null;
export function cedar(): typeof import('@cedar-policy/cedar-wasm/nodejs') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- lazily, and in the same tick
  loaded ??= require('@cedar-policy/cedar-wasm/nodejs') as typeof import('@cedar-policy/cedar-wasm/nodejs');
  return loaded;
}

/** Policy sets that the module keeps ready. It forgets none by itself: the places are used again. */
const PLACES = 512;
const places = new Map<string, string>();

export type CedarAnswer =
  | { kind: 'decided'; allow: boolean; rules: readonly string[] }
  /** A rule could not be evaluated, or the question could not be read: nothing can be said. */
  | { kind: 'error'; message: string };

/**
 * Asks a set of rules. A rule that fails is an error of the whole: Cedar itself would leave it out, and with it what it forbids.
 *
 * @param rules texts by id
 */
export function askCedar(
  key: string,
  rules: ReadonlyMap<string, string>,
  question: PolicyQuestion,
): CedarAnswer {
  const { principal, resource, action, context } = question;
  const who = { type: 'Principal', id: principal.id };
  const what = { type: typeName(resource.type), id: resource.id };
  const answer = cedar().statefulIsAuthorized({
    principal: who,
    action: { type: 'Action', id: action },
    resource: what,
    context: toRecord(context),
    preparsedPolicySetId: prepared(key, rules),
    validateRequest: false,
    entities: [
      { uid: who, attrs: toRecord({ ...principal }), parents: [] },
      { uid: what, attrs: toRecord(resource.attributes), parents: [] },
    ],
  });
  if (answer.type === 'failure') return { kind: 'error', message: answer.errors[0]?.message ?? 'no answer' };
  const { decision, diagnostics } = answer.response;
  const [fault] = diagnostics.errors;
  if (fault) return { kind: 'error', message: `${fault.policyId}: ${fault.error.message}` };
  return { kind: 'decided', allow: decision === 'allow', rules: diagnostics.reason };
}

function typeName(type: string): string {
  return /^[A-Z][A-Za-z]{0,31}$/.test(type) ? type : 'Resource';
}

function prepared(key: string, rules: ReadonlyMap<string, string>): string {
  const known = places.get(key);
  if (known !== undefined) {
    places.delete(key);
    places.set(key, known);
    return known;
  }
  const [oldest] = places.size >= PLACES ? places : [];
  const place = oldest?.[1] ?? `place-${places.size}`;
  if (oldest) places.delete(oldest[0]);
  const made = cedar().preparsePolicySet(place, { staticPolicies: Object.fromEntries(rules) });
  if (made.type === 'failure') throw new Error(made.errors[0]?.message ?? 'the rules cannot be read');
  places.set(key, place);
  return place;
}
