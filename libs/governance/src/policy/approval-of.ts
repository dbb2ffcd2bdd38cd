import type { PolicyDecision, PolicyValue } from '@maestro/tenancy';

/** What people have to agree to, of all rules that ask for it. */
export interface RequiredApproval {
  message: string;
  approvers: string[];
  quorum: number;
  refuseStarter: boolean;
  timeoutMs: number | null;
}

/**
 * Of several rules that ask, one question is made that satisfies each: who may answer is who all of them name, the highest quorum,
 * the shortest time. Null where nobody could answer it, or a rule does not say who may.
 */
export function requiredApproval({ obligations }: PolicyDecision): RequiredApproval | null {
  const asked = obligations.map(readObligation);
  const [first, ...rest] = asked;
  if (!first || asked.some((one) => one === null)) return null;
  return (rest as RequiredApproval[]).reduce<RequiredApproval | null>(
    (both, one) => both && join(both, one),
    first,
  );
}

function join(one: RequiredApproval, other: RequiredApproval): RequiredApproval | null {
  const approvers = one.approvers.filter((name) => other.approvers.includes(name));
  if (approvers.length === 0) return null;
  const times = [one.timeoutMs, other.timeoutMs].filter((time) => time !== null);
  return {
    message: one.message === other.message ? one.message : `${one.message} ${other.message}`.slice(0, 4_000),
    approvers,
    quorum: Math.max(one.quorum, other.quorum),
    refuseStarter: one.refuseStarter || other.refuseStarter,
    timeoutMs: times.length > 0 ? Math.min(...times) : null,
  };
}

function readObligation(duty: { readonly [name: string]: PolicyValue }): RequiredApproval | null {
  const {
    approvers,
    quorum = 1,
    message = 'A policy asks for approval.',
    refuse_starter: refuse = true,
    timeout_ms: timeout = null,
  } = duty;
  const names = Array.isArray(approvers)
    ? approvers.filter((name): name is string => typeof name === 'string')
    : [];
  const whole = typeof quorum === 'number' && Number.isInteger(quorum) && quorum >= 1 && quorum <= 99;
  if (names.length === 0 || !whole || (timeout !== null && !(typeof timeout === 'number' && timeout > 0)))
    return null;
  return {
    message: typeof message === 'string' ? message.slice(0, 4_000) : 'A policy asks for approval.',
    approvers: names,
    quorum,
    refuseStarter: refuse !== false,
    timeoutMs: timeout,
  };
}
