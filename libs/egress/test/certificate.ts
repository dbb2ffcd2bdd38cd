import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate made in memory, so that no private key lies in the repository. */
export interface Certificate {
  cert: string;
  key: string;
}

/** Makes a self-signed certificate (EC P-256, its own authority) for DNS names, valid around now. */
export function createCertificate(names: string[]): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = tbsCertificate(names, publicKey);
  const signature = sign('sha256', body, privateKey);
  const der = sequence(body, ecdsaWithSha256, bitString(signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function tbsCertificate(names: string[], publicKey: KeyObject): Buffer {
  const issuer = sequence(tag(0x31, sequence(oid('550403'), tag(0x0c, Buffer.from('Test authority')))));
  return sequence(
    tag(0xa0, integer(2)),
    integer(1),
    ecdsaWithSha256,
    issuer,
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    issuer,
    publicKey.export({ type: 'spki', format: 'der' }),
    tag(0xa3, sequence(subjectAltName(names), authority)),
  );
}

function subjectAltName(names: string[]): Buffer {
  return sequence(oid('551d11'), tag(0x04, sequence(...names.map((name) => tag(0x82, Buffer.from(name))))));
}

function tag(type: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([type, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => tag(0x30, ...parts);
const oid = (hex: string) => tag(0x06, Buffer.from(hex, 'hex'));
const integer = (value: number) => tag(0x02, Buffer.from([value]));
const bitString = (bytes: Buffer) => tag(0x03, Buffer.from([0]), bytes);
const utcTime = (text: string) => tag(0x17, Buffer.from(text));

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
/** Basic constraints, critical: may sign (itself). */
const authority = sequence(
  oid('551d13'),
  tag(0x01, Buffer.from([0xff])),
  tag(0x04, sequence(tag(0x01, Buffer.from([0xff])))),
);
