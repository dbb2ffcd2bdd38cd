/** What a policy is asked about. */
export const policyActions = [
  'template:publish',
  'run:start',
  'task:start',
  'secret:use',
  'approval:vote',
  'egress:connect',
  'tool:call',
] as const;

export type PolicyAction = (typeof policyActions)[number];

/** JSON as policies see it. */
export type PolicyValue =
  null | boolean | number | string | readonly PolicyValue[] | { readonly [name: string]: PolicyValue };

export interface PolicyQuestion {
  tenantId: string;
  action: PolicyAction;
  /** Who wants it: the principal of the request, or of the run that the task belongs to. */
  principal: { kind: string; id: string; actor: string; role: string | null };
  /** The final, effective object: the plan that is published, the inputs as rendered, the address as resolved. */
  resource: { type: string; id: string; attributes: { readonly [name: string]: PolicyValue } };
  context: { readonly [name: string]: PolicyValue };
}

export type PolicyEffect = 'allow' | 'deny' | 'require-approval';

export interface PolicyDecision {
  effect: PolicyEffect;
  /** Ids and sentences of the rules that decided. */
  reasons: readonly string[];
  /** What has to be done where it is allowed: `{ "approvers": ["role:owner"], "quorum": 2 }`. */
  obligations: readonly { readonly [name: string]: PolicyValue }[];
  /** Of the policies that were asked, so that a decision can be traced to their text. */
  digest: string;
}

/**
 * The one point where policy is decided. No answer of a policy, an undefined one, an error and a timeout are all `deny`. Where the
 * rules themselves cannot be read there is no decision: nothing may be done, and the question is asked again. Every decision of a
 * governed action is kept.
 */
export interface PolicyService {
  /** @throws MaestroError `policy-unavailable` where the rules cannot be read */
  decide(question: PolicyQuestion): Promise<PolicyDecision>;
  /**
   * Whether the tenant has any rule about the action. Cheap: asked before each task.
   *
   * @throws MaestroError `policy-unavailable` where the rules cannot be read
   */
  governs(tenantId: string, action: PolicyAction): Promise<boolean>;
}
