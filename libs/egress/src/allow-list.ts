/** A host as URLs spell it after parsing (lower case, IPv6 in brackets, no final dot), and a port. */
export interface HostPort {
  host: string;
  port: number;
}

/**
 * Reads an entry `host:port`: a name, an IPv4 address or an IPv6 address in brackets. Null when it is none;
 * there are no wildcards, and the port is never implied.
 */
export function parseHostPort(entry: string): HostPort | null {
  const [, host, digits] = /^([^/?#@\\\s]+):(\d{1,5})$/.exec(entry.trim()) ?? [];
  if (!host || !digits || host.includes('*')) return null;
  const port = Number(digits);
  if (port < 1 || port > 65_535) return null;
  const url = parseUrl(`http://${host}/`);
  return url && url.port === '' ? { host: normaliseHost(url.hostname), port } : null;
}

/** Where a URL leads; the default ports are spelled out. */
export function destinationOf(url: URL): HostPort {
  return {
    host: normaliseHost(url.hostname),
    port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
  };
}

/** A set of `host:port`; both sides are compared after the same normalisation, ports exactly. */
export class HostPortSet {
  private readonly keys = new Set<string>();
  readonly entries: readonly HostPort[];

  /** Entries that do not parse open nothing: they were refused where they were set. */
  constructor(entries: readonly string[]) {
    this.entries = entries.map(parseHostPort).filter((entry): entry is HostPort => entry !== null);
    for (const entry of this.entries) this.keys.add(keyOf(entry));
  }

  has(destination: HostPort): boolean {
    return this.keys.has(keyOf(destination));
  }
}

function keyOf({ host, port }: HostPort): string {
  return `${normaliseHost(host)}:${port}`;
}

function normaliseHost(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, '');
}

export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
