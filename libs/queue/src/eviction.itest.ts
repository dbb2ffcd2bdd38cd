import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createTestRedis } from '@maestro/testing';
import { assertNoEviction } from './eviction';

/** A server that speaks as much of the protocol as the check needs. */
async function serve(answer: (command: string) => string): Promise<{ url: string; server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const command = /\$\d+\r\n(\w+)\r\n(?:\$\d+\r\n(\S+)\r\n)?/.exec(data.toString());
      socket.write(answer(`${command?.[1] ?? ''} ${command?.[2] ?? ''}`.trim().toLowerCase()));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const refusal = '-NOPERM this user has no permissions to run the command\r\n';

describe('the check of the eviction policy', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  const check = async (answer: (command: string) => string, warnings: string[] = []): Promise<void> => {
    const served = await serve(answer);
    server = served.server;
    await assertNoEviction(served.url, (line) => warnings.push(line));
  };

  it('passes the Redis that tests run against', async () => {
    await expect(assertNoEviction(createTestRedis().url)).resolves.toBeUndefined();
  });

  it('refuses a server that evicts, with one line that says what to set', async () => {
    await expect(check(() => bulk('loading:0\r\nmaxmemory_policy:volatile-lru\r\n'))).rejects.toThrow(
      /^Redis has maxmemory-policy volatile-lru and would lose messages: set it to noeviction$/,
    );
  });

  it('asks the configuration where the memory report does not say', async () => {
    const answer = (command: string) =>
      command === 'config get'
        ? `*2\r\n${bulk('maxmemory-policy')}${bulk('allkeys-lfu')}`
        : bulk('loading:0\r\n');
    await expect(check(answer)).rejects.toThrow(/allkeys-lfu/);
  });

  it('only warns where the server may not be asked', async () => {
    const warnings: string[] = [];
    await check((command) => (command === 'info' ? bulk('loading:0\r\n') : refusal), warnings);
    expect(warnings).toEqual(['Redis does not tell its maxmemory-policy: make sure that it is noeviction']);
  });

  it('fails within 3 s where nothing answers', async () => {
    await expect(check(() => '')).rejects.toThrow('Redis is not connected');
  });
});
