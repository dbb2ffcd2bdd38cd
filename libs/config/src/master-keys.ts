import type { Setting } from './setting';

/** A key that seals the data keys of tenants, under the name that what it sealed carries. */
export interface MasterKey {
  readonly id: string;
  readonly key: Buffer;
}

const KEY_BYTES = 32;
/** Random bytes have this many different ones among 32 but for one case in more than 10²⁰. */
const MIN_DISTINCT = 14;

/** Master keys as `id:base64`, separated by commas: the first seals, the others still open what they sealed. */
export function masterKeys(options: {
  env: string;
  description: string;
}): Setting<readonly MasterKey[] | undefined> {
  return {
    ...options,
    expects: `keys as id:base64, separated by commas, each of ${KEY_BYTES} random bytes (openssl rand -base64 ${KEY_BYTES})`,
    fallback: null,
    required: false,
    secret: true,
    parse: (text) => {
      const keys = text.split(',').map((part) => readKey(part.trim()));
      const ids = new Set(keys.map((key) => key?.id));
      return keys.every((key) => key !== null) && ids.size === keys.length ? keys : null;
    },
  };
}

function readKey(text: string): MasterKey | null {
  const [, id, base64] = /^([a-z0-9][a-z0-9-]{0,31}):([A-Za-z0-9+/_-]{43}=?)$/.exec(text) ?? [];
  if (id === undefined || base64 === undefined) return null;
  const key = Buffer.from(base64, 'base64');
  return key.length === KEY_BYTES && !isWeak(key) ? { id, key } : null;
}

/** Nothing can tell that a key is random, but much shows that one is not: repetition, or text that somebody typed. */
function isWeak(key: Buffer): boolean {
  return new Set(key).size < MIN_DISTINCT || key.every((byte) => byte >= 0x20 && byte < 0x7f);
}
