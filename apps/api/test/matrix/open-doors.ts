/**
 * Routes that ask for no credential, each with its reason. A route that is open and not listed here fails the matrix:
 * whoever opens a door says why, in this one place.
 */
export const OPEN_DOORS: Readonly<Record<string, string>> = {
  'GET /livez': 'a probe; says only that the process lives',
  'GET /readyz': 'a probe; names no tenant',
  'GET /openapi.json': 'the same for everybody, and published with the source',
  'GET /docs': 'the page that shows the description',
  'GET /docs/page.js': 'part of that page',
  'GET /docs/page.css': 'part of that page',
  'GET /api/version': 'the release alone',
  'POST /api/auth/token': 'the token it takes is the credential; a trust rule of the tenant decides',
  'POST /api/hooks/{id}': 'the signature of the message is the credential; rates of the tenant hold',
  'GET /api/auth/providers': 'names of providers, for whoever is about to sign in',
  'GET /api/auth/login': 'leads to a provider, and says nothing; slowed down by address',
  'GET /api/auth/callback':
    'opens for the browser that began the sign-in, with what the provider gave it, once',
};
