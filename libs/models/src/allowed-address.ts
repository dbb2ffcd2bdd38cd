import { parseHostPort } from '@maestro/egress';
import type { ModelProvider } from './provider';

/** Those whose protocols these are; they may be asked without further ado. */
const official = ['api.openai.com:443', 'api.anthropic.com:443'];

/**
 * Whether a provider may answer there: with those whose protocols are spoken, and with what the tenant allows by name. Whoever gets
 * a prompt gets the data in it, so that even a public address needs to be named.
 *
 * @param allow the tenant's `host:port` entries
 */
export function isAllowedAddress(baseUrl: string, allow: readonly string[]): boolean {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  const secure = url.protocol === 'https:';
  const port = url.port || (secure ? '443' : '80');
  const keyOf = (entry: string): string => {
    const place = parseHostPort(entry);
    return place ? `${place.host}:${place.port}` : '';
  };
  const here = keyOf(`${url.hostname}:${port}`);
  return (secure && official.includes(here)) || allow.some((entry) => keyOf(entry) === here);
}

/** Why a provider may not be asked; null where it may. What was allowed when it was made may be taken back. */
export function barOf(
  { base_url: address }: Pick<ModelProvider, 'base_url'>,
  allow: readonly string[],
): string | null {
  return address === null || isAllowedAddress(address, allow)
    ? null
    : 'answers at an address that the tenant does not allow';
}
