import type { Setting } from './setting';

/** Asymmetric ones only: with a shared secret, whoever can check a token can make one. */
export const tokenAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;
export type TokenAlgorithm = (typeof tokenAlgorithms)[number];

/** A provider that people of one tenant sign in with. */
export interface SignInProvider {
  /** In addresses: `/api/auth/login?provider=<name>`. */
  readonly name: string;
  /** As the provider spells it; all else is discovered from there. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client, which is protected by PKCE alone. */
  readonly clientSecret?: string;
  /** Whose members sign in here: `ten_…`. The same issuer under another name serves another tenant. */
  readonly tenant: string;
  /** What ID tokens are signed with. No other is accepted, whatever a token says. */
  readonly algorithm: TokenAlgorithm;
}

const forms = {
  name: /^[a-z0-9][a-z0-9-]{0,31}$/,
  issuer: /^https?:\/\/[^\s?#]+$/,
  client_id: /^[\x21-\x7e]{1,256}$/,
  client_secret: /^[\x20-\x7e]{1,512}$/,
  tenant: /^ten_[0-9a-z]{26}$/,
  algorithm: new RegExp(`^(${tokenAlgorithms.join('|')})$`),
};
const required = ['name', 'issuer', 'client_id', 'tenant'] as const;

/** A setting that holds a JSON list of providers. */
export function signInProviders({
  env,
  description,
}: Pick<Setting<unknown>, 'env' | 'description'>): Setting<readonly SignInProvider[]> {
  return {
    env,
    description,
    expects:
      'a JSON list of objects with name, issuer, client_id, tenant and, where wanted, client_secret and algorithm; no name twice',
    fallback: '[]',
    required: false,
    secret: true,
    parse,
  };
}

function parse(text: string): readonly SignInProvider[] | null {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(given)) return null;
  const providers = given.map(readProvider);
  const known = providers.filter((provider) => provider !== null);
  const names = new Set(known.map(({ name }) => name));
  return known.length === given.length && names.size === given.length ? known : null;
}

function readProvider(value: unknown): SignInProvider | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fields = value as Record<string, unknown>;
  const fine = Object.entries(fields).every(
    ([name, one]) =>
      Object.hasOwn(forms, name) && typeof one === 'string' && forms[name as keyof typeof forms].test(one),
  );
  if (!fine || required.some((name) => fields[name] === undefined)) return null;
  const {
    name,
    issuer,
    client_id,
    client_secret,
    tenant,
    algorithm = 'RS256',
  } = fields as Record<string, string>;
  return {
    ...{ name: name ?? '', issuer: issuer ?? '', clientId: client_id ?? '', tenant: tenant ?? '' },
    ...(client_secret === undefined ? {} : { clientSecret: client_secret }),
    algorithm: algorithm as TokenAlgorithm,
  };
}

/** Whether an address may be plain HTTP: only where no network carries it. */
export function isSafeAddress(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

const WELL_KNOWN = /^(secret|password|changeme|change-me|default|test|admin|maestro|client-?secret|x+|0+)/i;

/** Whether a shared secret can be guessed, or stands in somebody's documentation. */
export function isWeakSecret(secret: string): boolean {
  return secret.length < 16 || WELL_KNOWN.test(secret) || new Set(secret).size < 8;
}
