import type { CredentialPlace } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';

/** A credential where a request carries it. */
export interface Placed {
  headers: Record<string, string>;
  query: Record<string, string>;
}

/** @throws MaestroError `unknown-secret` where one is needed and none is set up */
export function placeCredential(place: CredentialPlace | null, secret: string | null): Placed {
  if (place === null) return { headers: {}, query: {} };
  if (secret === null)
    throw new MaestroError('unknown-secret', 'The tool needs a credential, and its toolset names no secret.');
  switch (place.kind) {
    case 'bearer':
      return { headers: { authorization: `Bearer ${secret}` }, query: {} };
    case 'basic':
      return { headers: { authorization: `Basic ${Buffer.from(secret).toString('base64')}` }, query: {} };
    case 'header':
      return { headers: { [place.name]: secret }, query: {} };
    case 'cookie':
      return { headers: { cookie: `${place.name}=${encodeURIComponent(secret)}` }, query: {} };
    case 'query':
      return { headers: {}, query: { [place.name]: secret } };
  }
}
