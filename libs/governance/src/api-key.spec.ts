import { parseApiKey } from './api-key';

const id = 'a1b2c3d4e5f6g7h8';
const secret = 'S'.repeat(32);

describe('parseApiKey', () => {
  it('splits a key into its environment, its id and its secret', () => {
    expect(parseApiKey(`mst_local_${id}_${secret}`)).toEqual({ env: 'local', id, secret });
  });

  it.each([
    ['nothing', ''],
    ['a word', 'nothing'],
    ['another prefix', `sk_local_${id}_${secret}`],
    ['an id too short', `mst_local_a1b2_${secret}`],
    ['an id with capitals', `mst_local_A1B2C3D4E5F6G7H8_${secret}`],
    ['a secret too short', `mst_local_${id}_${secret.slice(1)}`],
    ['a secret too long', `mst_local_${id}_${secret}${secret}S`],
    ['a line break behind it', `mst_local_${id}_${secret}\n`],
    ['a NUL inside', `mst_local_${id}_\u0000${secret}`],
    ['a JWT', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.'],
  ])('E002, E003: refuses %s', (_, text) => {
    expect(parseApiKey(text)).toBeNull();
  });
});
