import { parsePasswd } from './server-user';

const passwd = `root:x:0:0:root:/root-home:/bin/sh
nobodyelse:x:7:8::/:/bin/false
nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin
broken:x
`;

describe('parsePasswd', () => {
  it('finds the account with exactly this name', () => {
    expect(parsePasswd(passwd, 'nobody')).toEqual({ uid: 65534, gid: 65533 });
  });

  it.each(['absent', 'broken'])('has nothing for %s', (name) => {
    expect(parsePasswd(passwd, name)).toBeUndefined();
  });
});
