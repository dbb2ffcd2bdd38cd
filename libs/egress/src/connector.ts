import { MaestroError } from '@maestro/problems';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { classifyAddress } from './address';
import type { HostPort, HostPortSet } from './allow-list';

/** Names to numeric addresses, all of them. Rejects where the name has none. */
export type Resolver = (hostname: string) => Promise<string[]>;

export interface ConnectorOptions {
  /** Destinations whose private addresses may be reached. */
  allow: HostPortSet;
  /** Destinations no entry of `allow` opens: our own database and the like. */
  closed: HostPortSet;
  resolver: Resolver;
  /** Milliseconds for TCP and TLS together, per connection. */
  connectTimeoutMs: number;
  /** Trust anchors (PEM) besides those of the runtime; empty means only those. */
  ca: readonly string[];
}

export const systemResolver: Resolver = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * Makes the function through which every socket of the client is opened.
 *
 * The name is resolved once, all its addresses are judged, and the socket gets those very addresses: a name
 * that answers differently a moment later is not asked again. Numeric hosts take the same way.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const secureContext = options.ca.length
    ? createSecureContext({ ca: [...rootCertificates, ...options.ca] })
    : undefined;
  return (target, callback) => {
    const destination = { host: target.hostname, port: Number(target.port) || defaultPort(target.protocol) };
    admit(destination, options).then(
      (addresses) => openPinned(addresses, { ...options, secureContext })(target, callback),
      (error: Error) => callback(error, null),
    );
  };
}

/** Resolves and judges a destination; answers the addresses that may be connected to, or throws `egress-denied`. */
export async function admit(destination: HostPort, options: ConnectorOptions): Promise<string[]> {
  const addresses = await resolve(destination.host, options.resolver);
  const classes = addresses.map(classifyAddress);
  if (classes.includes('never')) throw denied(destination, 'it may never be reached from a workflow');
  if (!classes.includes('private')) return addresses;
  if (!options.allow.has(bracketed(destination)))
    throw denied(
      destination,
      "it is not on the public internet, nor among the tenant's allowed destinations",
    );
  if (await isClosed({ ...destination, addresses }, options))
    throw denied(destination, 'it belongs to the platform itself');
  return addresses;
}

async function resolve(host: string, resolver: Resolver): Promise<string[]> {
  const addresses = isIP(host) ? [host] : await resolver(host);
  if (addresses.length === 0) throw new MaestroError('connection', `The name ${host} has no address.`);
  return addresses;
}

/** A closed destination stays closed under its other names: addresses are compared too, loopback as one. */
async function isClosed(
  target: HostPort & { addresses: string[] },
  { closed, resolver }: ConnectorOptions,
): Promise<boolean> {
  if (closed.has(bracketed(target))) return true;
  const theirs = new Set(target.addresses.map(identity));
  for (const { host, port } of closed.entries) {
    if (port !== target.port) continue;
    const ours = await resolve(host.replace(/^\[|\]$/g, ''), resolver).catch(() => []);
    if (ours.some((address) => theirs.has(identity(address)))) return true;
  }
  return false;
}

function identity(address: string): string {
  return address === '::1' || address.startsWith('127.') ? 'loopback' : address;
}

function openPinned(
  addresses: string[],
  options: Pick<ConnectorOptions, 'connectTimeoutMs'> & { secureContext: SecureContext | undefined },
): buildConnector.connector {
  const pinned = addresses.map((address) => ({ address, family: isIP(address) }));
  const answer: LookupFunction = (_hostname, { all }, done) => {
    if (all) return done(null, pinned);
    const [first] = pinned;
    if (first) done(null, first.address, first.family);
  };
  return buildConnector({
    lookup: answer,
    timeout: options.connectTimeoutMs,
    // Said outright, or an environment variable of the process could switch verification off.
    rejectUnauthorized: true,
    ...(options.secureContext ? { secureContext: options.secureContext } : {}),
  });
}

function denied({ host, port }: HostPort, reason: string): MaestroError {
  return new MaestroError('egress-denied', `The destination ${host}:${port} is refused: ${reason}.`);
}

function bracketed({ host, port }: HostPort): HostPort {
  return { host: isIP(host) === 6 ? `[${host}]` : host, port };
}

function defaultPort(protocol: string): number {
  return protocol === 'https:' ? 443 : 80;
}
