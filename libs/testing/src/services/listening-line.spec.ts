import { listeningPort } from './listening-line';

describe('listeningPort', () => {
  it('reads the port of the line that says so', () => {
    expect(listeningPort('{"level":"info","service":"api","msg":"listening","port":4711}')).toBe(4711);
  });

  it.each([
    'listening on 4711',
    '{"msg":"started","port":4711}',
    '{"msg":"listening"}',
    '{"msg":"listening","port":',
    '',
  ])('ignores %j', (line) => {
    expect(listeningPort(line)).toBeUndefined();
  });
});
