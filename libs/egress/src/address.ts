import { IPv4, parse, parseCIDR, type IPv6 } from 'ipaddr.js';
import { isIP } from 'node:net';

/**
 * What an address is to us.
 *
 * - `public`: on the internet; anybody may connect to it anyway.
 * - `private`: reachable because of where this process runs; needs an entry of the allow list.
 * - `never`: cloud metadata and addresses that mean "this host"; no entry opens them.
 */
export type AddressClass = 'public' | 'private' | 'never';

/** Hands out the credentials of the machine it runs on; some of them lie in ranges that look public. */
const metadata = new Set(
  [
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fd00:ec2::254',
    'fd20:ce::254',
  ].map(canonical),
);

/** The only part of IPv6 that is routed on the internet. What is outside is refused without knowing why it exists. */
const globalUnicast = parseCIDR('2000::/3');

/**
 * Classifies one numeric address as a resolver or a URL gives it. Text that is no address is `never`: what
 * cannot be read cannot be vouched for.
 */
export function classifyAddress(address: string): AddressClass {
  if (isIP(address) === 0) return 'never';
  const parsed = parse(address);
  if (metadata.has(parsed.toNormalizedString()) || parsed.range() === 'unspecified') return 'never';
  if (parsed instanceof IPv4) return parsed.range() === 'unicast' ? 'public' : 'private';
  return classifyIPv6(parsed);
}

function classifyIPv6(address: IPv6): AddressClass {
  if (address.range() === 'loopback') return 'private';
  const embedded = embeddedIPv4(address);
  if (embedded)
    return embedded.via === 'nat64' ? classifyAddress(embedded.address) : downgrade(embedded.address);
  const routed = address.match(globalUnicast as [IPv6, number]);
  return routed && address.range() === 'unicast' ? 'public' : 'private';
}

/** A second spelling of an IPv4 address is never public: nobody needs it, and filters trip over it. */
function downgrade(address: string): AddressClass {
  return classifyAddress(address) === 'never' ? 'never' : 'private';
}

/**
 * The IPv4 address that an IPv6 address stands for. Only NAT64's own prefix is how hosts without IPv4 reach
 * the public internet; the others are mapped, compatible, translated (RFC 6145), 6to4 and Teredo.
 */
function embeddedIPv4(address: IPv6): { address: string; via: 'nat64' | 'other' } | null {
  const bytes = address.toByteArray();
  const dotted = (at: number, mask = 0) => ({
    address: bytes
      .slice(at, at + 4)
      .map((byte) => byte ^ mask)
      .join('.'),
    via: 'other' as const,
  });
  const within = (cidr: string) => address.match(parseCIDR(cidr) as [IPv6, number]);
  if (within('64:ff9b::/96')) return { ...dotted(12), via: 'nat64' };
  if (within('::ffff:0:0/96') || within('::/96') || within('::ffff:0:0:0/96')) return dotted(12);
  if (within('2002::/16')) return dotted(2);
  if (within('2001::/32')) return dotted(12, 0xff);
  return null;
}

function canonical(address: string): string {
  return parse(address).toNormalizedString();
}
