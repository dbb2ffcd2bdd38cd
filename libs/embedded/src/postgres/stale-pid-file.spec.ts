import { servesData } from './stale-pid-file';

describe('servesData', () => {
  const data = '/state/postgres/data';

  it('knows the server of this folder', () => {
    expect(servesData(`/opt/bin/postgres -D ${data} -c port=1`, data)).toBe(true);
    expect(servesData(`postgres -D ${data}`, data)).toBe(true);
  });

  it.each([
    ['a server of another folder', `/opt/bin/postgres -D ${data}2 -c port=1`],
    ['another program that names the folder', `/usr/bin/tail -D ${data} log`],
    ['a program whose name merely ends alike', `/usr/bin/notpostgres -D ${data}`],
    ['a process that is gone', ''],
  ])('does not mistake %s for it', (_what, command) => {
    expect(servesData(command, data)).toBe(false);
  });
});
