export { createApiKey, parseApiKey, type CreatedKey, type NewKey } from './api-key';
export { createAuthenticator, type Authenticator, type AuthenticatorOptions } from './authenticator';
export { checkGrant, type Grant } from './identity/grants';
export { endKey, issueKey, replaceSecret, type KeyRequest, type RotatedKey } from './identity/keys';
export { changeRole, endMembership, invite, type Invitation } from './identity/members';
export { csrfTokenOf, formatSession, parseSession, type SessionText } from './identity/session-text';
export { SESSION_SCHEME } from './identity/verify-session';
export { createTenant } from './tenant';
export { WrongKeyLimiter } from './wrong-key-limiter';
