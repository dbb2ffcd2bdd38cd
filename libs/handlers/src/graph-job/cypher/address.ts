import { MaestroError } from '@maestro/problems';

export interface BoltAddress {
  host: string;
  port: number;
  secure: boolean;
}

const defaultPort = 7687;

/**
 * Of `bolt://host:port` or `bolt+s://host:port`. The routed schemes are not taken: a cluster would name the next server by itself,
 * and each has to be named here.
 *
 * @throws MaestroError `unsupported-scheme`, `validation-failed`
 */
export function readAddress(text: string): BoltAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'bolt:' && url?.protocol !== 'bolt+s:')
    throw fault('unsupported-scheme', 'The address is not one of bolt:// or bolt+s://.');
  if (url.username || url.password || url.search || url.hash || !/^\/?$/.test(url.pathname) || !url.hostname)
    throw fault('validation-failed', 'The address is more than a host and a port.');
  return { host: url.hostname, port: Number(url.port) || defaultPort, secure: url.protocol === 'bolt+s:' };
}

function fault(code: 'unsupported-scheme' | 'validation-failed', message: string): MaestroError {
  return new MaestroError(code, message, { errors: [{ pointer: '/compute/cypher/url', code, message }] });
}
