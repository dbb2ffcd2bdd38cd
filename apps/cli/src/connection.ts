import { createClient, type Client } from '@maestro/client';
import { ExitCode } from './exit-code';
import { CliFault } from './fault';
import { findLocalStack } from './local-stack';
import type { Environment } from './output';

export interface Server {
  url: string;
  key: string | undefined;
}

/**
 * Where to and with which key: `--server`, else MAESTRO_URL, else the local stack; the key from MAESTRO_API_KEY,
 * else the local stack's, and that one only for the local stack's own address. Null where nothing names a server.
 */
export function findServer(flag: string | undefined, env: Environment, folder: string): Server | null {
  const given = flag ?? (env['MAESTRO_URL'] || undefined);
  const key = env['MAESTRO_API_KEY']?.trim() || undefined;
  if (given !== undefined && key !== undefined) return { url: checked(given), key };
  const local = findLocalStack(folder);
  if (given === undefined) return local && { url: checked(local.url), key: key ?? local.key };
  const url = checked(given);
  const isLocal = local !== null && new URL(local.url).origin === new URL(url).origin;
  return { url, key: isLocal ? local.key : undefined };
}

/** A client of the server found. Throws CliFault where there is no server, or no key for it. */
export function connect(flag: string | undefined, env: Environment, folder: string): Client {
  const server = findServer(flag, env, folder);
  if (!server) {
    throw new CliFault(
      ExitCode.usage,
      'no server is named',
      'start a local one with `maestro dev`, or give an address by --server or MAESTRO_URL',
    );
  }
  if (server.key === undefined) {
    throw new CliFault(ExitCode.auth, `no key is given for ${server.url}`, 'set MAESTRO_API_KEY');
  }
  return clientOf(server);
}

/** Throws CliFault (auth) for a key no server can have given. */
export function clientOf(server: Server): Client {
  try {
    return createClient({ baseUrl: server.url, apiKey: server.key });
  } catch {
    throw new CliFault(ExitCode.auth, 'MAESTRO_API_KEY has characters that no key has', 'set it again');
  }
}

function checked(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CliFault(
      ExitCode.usage,
      'the address given is not one of a server',
      'give it as https://host:port',
    );
  }
  if (url.username || url.password) {
    throw new CliFault(
      ExitCode.usage,
      'the address of the server holds a password',
      'the key goes into MAESTRO_API_KEY',
    );
  }
  return `${url.origin}${url.pathname}`;
}
