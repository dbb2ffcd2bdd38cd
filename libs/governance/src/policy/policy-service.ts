import { createEgress } from '@maestro/egress';
import { readActivePolicies, type ActivePolicyRow, type TenantDatabase } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { PolicyDecision, PolicyEffect, PolicyQuestion, PolicyService } from '@maestro/tenancy';
import { BoundedMap } from '../bounded-map';
import { createDecisionLog } from './decision-log';
import { createOpaClient, type OpaAnswer, type OpaClient } from './opa';
import { brokenSet, createPolicySet, decideByCedar, type ActivePolicy, type PolicySet } from './policy-set';
import { shippedPolicies, shippedText } from './shipped';

export interface Policies extends PolicyService {
  /** Answers as `decide` does, of the rules that decide now and those given besides, and keeps nothing. */
  evaluate(question: PolicyQuestion, besides?: readonly ActivePolicy[]): Promise<PolicyDecision>;
  /** Forgets what it knows of a tenant's policies: they have changed. Other processes notice by themselves. */
  forget(tenantId: string): void;
  /** Resolves once every decision so far is written. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface PolicyOptions {
  tenants: TenantDatabase;
  /** The Open Policy Agent of the installation; where there is none, every OPA policy denies. */
  opaUrl?: string | null;
  onError?: (error: unknown, doing: string) => void;
}

/** Policies are read again after this long, by whoever asks next and beside it; and nobody is told what is older than the second. */
const FRESH_MS = 2_000;
const USABLE_MS = 4_000;
/** Less than a start waits for a gate. */
const READ_MS = 4_000;
const TENANTS = 2_000;

interface Known {
  set: Promise<PolicySet>;
  readAt: number;
  /** It is being read again. */
  next: Promise<PolicySet> | null;
}

/** The one point where policy is decided. */
export function createPolicies({
  tenants,
  opaUrl = null,
  onError = () => undefined,
}: PolicyOptions): Policies {
  const log = createDecisionLog(tenants, (error) => onError(error, 'keeping a policy decision'));
  const egress = opaUrl === null ? null : createEgress({ allow: [hostPort(opaUrl)] });
  const opa = egress && opaUrl !== null ? createOpaClient({ egress, url: opaUrl }) : null;
  const sets = new BoundedMap<string, Known>(TENANTS);

  const read = async (tenantId: string): Promise<PolicySet> => {
    const rows = await inTime(tenants.withTenant(tenantId, readActivePolicies), READ_MS).catch(unreadable);
    return decidingSet(rows);
  };
  const current = (tenantId: string): Promise<PolicySet> => {
    const now = performance.now();
    const known = sets.get(tenantId);
    const age = known ? now - known.readAt : Infinity;
    if (known && (age < FRESH_MS || (age < USABLE_MS && known.next !== null))) return known.set;
    const set = read(tenantId);
    const entry = { set, readAt: now, next: null };
    if (!known || age >= USABLE_MS) {
      set.catch(() => sets.delete(tenantId));
      sets.set(tenantId, entry);
      return set;
    }
    known.next = set;
    set.then(
      () => sets.get(tenantId) === known && sets.set(tenantId, entry),
      // Who asks after it has become too old hears of it.
      () => (known.next = null),
    );
    return known.set;
  };

  const decideWith = async (set: PolicySet, question: PolicyQuestion): Promise<PolicyDecision> => {
    const said = decideByCedar(set, question);
    const others = set.opa.filter(({ actions }) => actions.includes(question.action));
    if (others.length === 0 || said.effect === 'deny') return said;
    const answers = await Promise.all(others.map((policy) => askOpa(opa, policy, question)));
    return strictest(said, answers);
  };

  return {
    governs: async (tenantId, action) => (await current(tenantId)).governed.has(action),
    decide: async (question) => {
      const decision = await decideWith(await current(question.tenantId), question);
      await log.keep(question, decision);
      return decision;
    },
    evaluate: async (question, besides = []) => {
      const rows = await tenants.withTenant(question.tenantId, readActivePolicies);
      return decideWith(setOf(rows, besides), question);
    },
    forget: (tenantId) => sets.delete(tenantId),
    settled: () => log.flush(),
    close: async () => {
      await log.flush();
      await egress?.close();
    },
  };
}

/** The set of what a tenant has, and of what is shipped and not switched off. */
function setOf(rows: readonly ActivePolicyRow[], besides: readonly ActivePolicy[] = []): PolicySet {
  const switches = new Map(rows.flatMap((row) => (row.engine === 'shipped' ? [[row.name, row.active]] : [])));
  const shipped = shippedPolicies.filter(
    ({ name, use }) => use === 'always' || (use === 'on' && switches.get(name) !== false),
  );
  const switchedOn = shippedPolicies.filter(({ name, use }) => use === 'off' && switches.get(name) === true);
  const own = rows.flatMap((row) => (row.engine === 'shipped' ? [] : [policyOf(row)]));
  const named = new Set(besides.map(({ name }) => name));
  const text = ({ name }: (typeof shippedPolicies)[number]): ActivePolicy => ({
    name,
    engine: 'cedar',
    text: shippedText(name),
  });
  const kept = [...own.filter(({ name }) => !named.has(name)), ...besides];
  return createPolicySet(shipped.map(text), [...switchedOn.map(text), ...kept]);
}

function policyOf({ name, engine, body }: Exclude<ActivePolicyRow, { engine: 'shipped' }>): ActivePolicy {
  if (engine === 'cedar' && 'text' in body) return { name, engine, text: body.text };
  if (engine === 'opa' && 'package' in body)
    return {
      name,
      engine,
      package: body.package,
      actions: body.actions as Extract<ActivePolicy, { engine: 'opa' }>['actions'],
    };
  throw new Error(`the policy ${name} is not one of its engine`);
}

async function askOpa(
  opa: OpaClient | null,
  policy: PolicySet['opa'][number],
  question: PolicyQuestion,
): Promise<OpaAnswer> {
  if (opa) return opa.ask(policy, question);
  return {
    effect: 'deny',
    reasons: [`error: ${policy.name}: no Open Policy Agent is set up`],
    obligations: [],
  };
}

const strictness: Readonly<Record<PolicyEffect, number>> = { deny: 2, 'require-approval': 1, allow: 0 };

function strictest(said: PolicyDecision, answers: readonly OpaAnswer[]): PolicyDecision {
  const all = [said, ...answers];
  const { effect } = all.reduce((worst, next) =>
    strictness[next.effect] > strictness[worst.effect] ? next : worst,
  );
  const deciding = all.filter((one) => one.effect === effect);
  return {
    effect,
    reasons: deciding.flatMap(({ reasons }) => reasons),
    obligations: deciding.flatMap(({ obligations }) => obligations),
    digest: said.digest,
  };
}

/** Nobody knows the rules: that is no answer of theirs, so that whoever asked asks again. */
function unreadable(cause: unknown): never {
  throw new MaestroError('policy-unavailable', 'The policies of the tenant cannot be read at the moment.', {
    retryAfter: 5,
    cause,
  });
}

/** The set of what was read. A text that cannot be understood is an answer: it denies whatever is asked. */
function decidingSet(rows: readonly ActivePolicyRow[]): PolicySet {
  try {
    return setOf(rows);
  } catch (error) {
    return brokenSet(error);
  }
}

async function inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing was read within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function hostPort(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
