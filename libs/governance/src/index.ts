export { createApiKey, parseApiKey, type CreatedKey, type NewKey } from './api-key';
export { createAuthenticator, type Authenticator, type AuthenticatorOptions } from './authenticator';
export { findAnomalies } from './anomalies/find-anomalies';
export { createSpendingGate } from './budgets/spending-gate';
export { checkGrant, type Grant } from './identity/grants';
export { endKey, issueKey, replaceSecret, type KeyRequest, type RotatedKey } from './identity/keys';
export { changeRole, endMembership, invite, type Invitation } from './identity/members';
export { addTrustRule, endTrustRule, type TrustRuleRequest } from './identity/workload/trust-rules';
export {
  createTokenExchange,
  type IssuedToken,
  type TokenExchange,
  type TokenRequest,
} from './identity/workload/exchange';
export { createSignIn, type SignIn, type SignInOptions, type SignInRequest } from './identity/sign-in';
export { csrfTokenOf, formatSession, parseSession, type SessionText } from './identity/session-text';
export { SESSION_SCHEME } from './identity/verify-session';
export { createTenant } from './tenant';
export { WrongKeyLimiter } from './wrong-key-limiter';
export { ANCHOR_BATCH, anchorRound, type AnchorOptions } from './audit/anchor';
export { createFileAnchorStore, type AnchorStore } from './audit/anchor-store';
export { sealRound, type SealerOptions, type SealingTerm } from './audit/sealer';
export { readSigner, type Signer } from './audit/signer';
export { exportChain, type ExportRequest } from './audit/export-chain';
export { verifyChain } from './audit/verify-chain';
export { createRunAttester, type AttestOptions, type RunAttester } from './audit/attest-runs';
export { createAttestationGate } from './audit/attestation-gate';
export { giveFreezeBreak, MAX_BREAK_MS, requestFreezeBreak } from './freeze/freeze-breaks';
export { createFreezeGate, FREEZE_GATE, type FreezeGate } from './freeze/freeze-gate';
export { previewFreezes, type Previewed } from './freeze/preview';
export { readCalendar, type CalendarDefaults } from './freeze/read-calendar';
export {
  changeFreezeWindow,
  checkWindow,
  createFreezeWindow,
  importFreezeWindows,
  lockFreezeWindow,
  MAX_WINDOWS,
  removeFreezeWindow,
  type GivenWindow,
  type ImportedWindow,
} from './freeze/freeze-windows';
export { requiredApproval, type RequiredApproval } from './policy/approval-of';
export { createPolicyGate, labelsOfData, policyDenied } from './policy/policy-gate';
export { createPolicies, type Policies, type PolicyOptions } from './policy/policy-service';
export { publishPolicy, type PolicyDraft, type PublishedPolicy } from './policy/publish-policy';
export { questionFault, readPolicyTests, runPolicyTests } from './policy/run-tests';
export {
  shippedDigest,
  shippedPolicies,
  shippedTests,
  shippedText,
  type ShippedName,
} from './policy/shipped';
