import fc from 'fast-check';
import { classifyAddress } from './address';
import { destinationOf } from './allow-list';

describe('classifyAddress', () => {
  it.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '2606:4700::1111', '2a00:1450::1', '64:ff9b::8.8.8.8'])(
    'calls %s public',
    (address) => expect(classifyAddress(address)).toBe('public'),
  );

  it.each(['127.0.0.1', '10.1.2.3', '::1', 'fe80::1%eth0', '::ffff:8.8.8.8', '2002:808:808::', '4000::1'])(
    'calls %s private',
    (address) => expect(classifyAddress(address)).toBe('private'),
  );

  it.each(['169.254.169.254', 'fd00:ec2::254', '0.0.0.0', '::', 'example.com', '', '127.1'])(
    'opens %p to nobody',
    (address) => expect(classifyAddress(address)).toBe('never'),
  );

  it.each([
    '::ffff:a9fe:a9fe',
    '::a9fe:a9fe',
    '::ffff:0:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '2001:0:1:2:3:4:5601:5601',
  ])('sees the metadata address in %s', (address) => expect(classifyAddress(address)).toBe('never'));

  it('judges every spelling of an IPv4 address like its plain one', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.constantFrom(10, 16, 8), fc.boolean(), (value, radix, short) => {
        const bytes = [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
        const spell = (n: number) => `${{ 10: '', 16: '0x', 8: '0' }[radix]}${n.toString(radix)}`;
        const host = short ? spell(value) : bytes.map(spell).join('.');
        const parsed = destinationOf(new URL(`http://${host}/`)).host;
        expect(parsed).toBe(bytes.join('.'));
        expect(classifyAddress(parsed)).toBe(classifyAddress(bytes.join('.')));
      }),
    );
  });

  it('never calls an embedded private IPv4 address public', () => {
    const hex = (bytes: number[]) =>
      [0, 2].map((at) => (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16)).join(':');
    const octet = fc.nat(255);
    const privateBytes = fc.oneof(
      fc.tuple(fc.constant(10), octet, octet, octet),
      fc.tuple(fc.constant(127), octet, octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    );
    fc.assert(
      fc.property(
        privateBytes,
        fc.constantFrom('::ffff:@', '::@', '64:ff9b::@', '2002:@::', '::ffff:0:@'),
        (bytes, form) => {
          expect(classifyAddress(form.replace('@', hex(bytes)))).not.toBe('public');
        },
      ),
    );
  });
});
