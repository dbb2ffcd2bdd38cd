export { createApiKey, parseApiKey, type CreatedKey, type NewKey } from './api-key';
export { createAuthenticator, type Authenticator } from './authenticator';
export { createTenant } from './tenant';
export { WrongKeyLimiter } from './wrong-key-limiter';
