import type { KeySet } from './issuer-keys';

const load = () => import('jose');

/** What a token has to be, decided before it is looked at. */
export interface Expectation {
  issuer: string;
  audience: string;
  algorithm: string;
}

export type Claims = Readonly<Record<string, unknown>>;

const NOT_BEFORE_LEEWAY_S = 60;

/**
 * The claims of a token that is what it should be; null for one that is not; `unknown-key` where the issuer may have got a new
 * key. The algorithm is the expected one, whatever the header and the key say; `iss`, `aud`, `exp` and `nbf` have to be there.
 */
export async function verifyToken(
  token: string,
  keys: KeySet,
  { issuer, audience, algorithm }: Expectation,
): Promise<Claims | null | 'unknown-key'> {
  const { errors, jwtVerify } = await load();
  try {
    const { payload } = await jwtVerify(token, keys, {
      ...{ issuer, audience, algorithms: [algorithm], clockTolerance: NOT_BEFORE_LEEWAY_S },
      requiredClaims: ['iss', 'aud', 'exp', 'nbf'],
    });
    // The leeway is for clocks that run ahead, not for tokens that are over.
    return (payload.exp ?? 0) * 1_000 > Date.now() ? payload : null;
  } catch (error) {
    return error instanceof errors.JWKSNoMatchingKey ? 'unknown-key' : null;
  }
}

/** What a token claims of who made it, before anybody has checked it: only good for looking up whom to ask. */
export async function claimedIssuer(token: string): Promise<string | null> {
  const { decodeJwt } = await load();
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === 'string' && iss.length <= 512 ? iss : null;
  } catch {
    return null;
  }
}

/** Every condition has to hold. A claim that is a list meets one with any of its entries. */
export function meets(claims: Claims, conditions: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(conditions);
  return (
    wanted.length > 0 &&
    wanted.every(([name, value]) => {
      const claim = Object.hasOwn(claims, name) ? claims[name] : undefined;
      return (Array.isArray(claim) ? (claim as unknown[]) : [claim]).some((one) => fits(one, value));
    })
  );
}

function fits(claim: unknown, value: string): boolean {
  if (!['string', 'number', 'boolean'].includes(typeof claim)) return false;
  const text = String(claim);
  return value.endsWith('*') ? text.startsWith(value.slice(0, -1)) : text === value;
}
