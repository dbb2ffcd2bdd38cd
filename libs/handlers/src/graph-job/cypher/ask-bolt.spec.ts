import { createEgress } from '@maestro/egress';
import { startBoltServer, type Answer } from '../../../test/bolt/bolt-server';
import { Structure } from '../../../test/bolt/pack-stream';
import { createContext } from '../../../test/context';
import { readAddress } from './address';
import { askBolt } from './ask-bolt';
import type { CypherInput } from './cypher';

async function withServer<T>(
  answer: Answer | (() => Answer),
  use: (
    server: Awaited<ReturnType<typeof startBoltServer>>,
    ask: (given?: Partial<CypherInput>) => Promise<T>,
  ) => Promise<void>,
  options: { allowed?: boolean; signal?: AbortSignal } = {},
): Promise<void> {
  const server = await startBoltServer(() => (typeof answer === 'function' ? answer() : answer));
  const egress = createEgress({ allow: options.allowed === false ? [] : [`127.0.0.1:${server.port}`] });
  const ctx = createContext({ egress, signal: options.signal });
  const url = `bolt://127.0.0.1:${server.port}`;
  try {
    await use(server, (given) => askBolt({ url, query: 'RETURN 1', ...given }, ctx) as Promise<T>);
  } finally {
    server.close();
    await egress.close();
  }
}

const node = new Structure(0x4e, [1n, ['Person'], { name: 'Ada', born: 1815n }, '4:x:1']);
const knows = new Structure(0x52, [7n, 1n, 2n, 'KNOWS', { since: 1833n }, '5:x:7', '4:x:1', '4:x:2']);

describe('a question over Bolt', () => {
  it('binds its parameters, reads only, names itself, and gives rows of JSON', async () => {
    const rows = [[node, knows, 2n ** 60n, 0.5, [1n, null, 'x']]];
    await withServer({ columns: ['n', 'r', 'big', 'part', 'list'], rows }, async (server, ask) => {
      const answer = await ask({
        query: 'MATCH (n {name: $name}) RETURN n',
        parameters: { name: "x'}) DETACH DELETE n //", limit: 3, part: 0.5 },
        user: 'reader',
        password: 'secret',
        database: 'social',
      });
      expect(answer).toEqual({
        columns: ['n', 'r', 'big', 'part', 'list'],
        rows: [
          [
            { id: '4:x:1', labels: ['Person'], properties: { name: 'Ada', born: 1815 } },
            { id: '5:x:7', type: 'KNOWS', start: '4:x:1', end: '4:x:2', properties: { since: 1833 } },
            String(2n ** 60n),
            0.5,
            [1, null, 'x'],
          ],
        ],
        truncated: false,
        changes: {},
      });
      expect(server.asked).toEqual([
        {
          query: 'MATCH (n {name: $name}) RETURN n',
          parameters: { name: "x'}) DETACH DELETE n //", limit: 3n, part: 0.5 },
          extra: {
            mode: 'r',
            db: 'social',
            tx_metadata: { idempotency_key: createContext().idempotencyKey },
          },
          principal: 'reader',
          credentials: 'secret',
        },
      ]);
    });
  });

  it('writes where it says so, and tells what changed', async () => {
    await withServer({ columns: [], rows: [], stats: { 'nodes-created': 2n } }, async (server, ask) => {
      expect(await ask({ access: 'write' })).toMatchObject({ changes: { nodesCreated: 2 } });
      expect(server.asked[0]?.extra).not.toHaveProperty('mode');
    });
  });

  it('takes no more rows than are wanted', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => [BigInt(i)]);
    await withServer({ columns: ['i'], rows }, async (_server, ask) => {
      expect(await ask({ max_rows: 3 })).toMatchObject({ rows: [[0], [1], [2]], truncated: true });
    });
  });

  it.each([
    ['Neo.ClientError.Statement.SyntaxError', 'validation-failed'],
    ['Neo.TransientError.Transaction.DeadlockDetected', 'service-unavailable'],
    ['Neo.DatabaseError.General.UnknownError', 'service-unavailable'],
  ])('an answer of %s is %s', async (code, expected) => {
    await withServer({ code, message: 'no' }, async (_server, ask) => {
      await expect(ask()).rejects.toMatchObject({ code: expected, message: expect.stringContaining(code) });
    });
  });

  it('goes only where egress lets it', async () => {
    await withServer(
      { columns: [], rows: [] },
      async (server, ask) => {
        await expect(ask()).rejects.toMatchObject({ code: 'egress-denied' });
        expect(server.asked).toEqual([]);
      },
      { allowed: false },
    );
  });

  it('ends with its task, and leaves no connection', async () => {
    const stopper = new AbortController();
    const hears = () => {
      setImmediate(() => stopper.abort());
      return 'silence' as const;
    };
    await withServer(
      hears,
      async (server, ask) => {
        await expect(ask()).rejects.toMatchObject({ code: 'cancelled' });
        while (server.open() > 0) await new Promise(setImmediate);
      },
      { signal: stopper.signal },
    );
  });
});

describe('the address', () => {
  it('is a host and a port', () => {
    expect(readAddress('bolt+s://graph.example')).toEqual({
      host: 'graph.example',
      port: 7687,
      secure: true,
    });
    expect(readAddress('bolt://10.0.0.1:7000/')).toEqual({ host: '10.0.0.1', port: 7000, secure: false });
  });

  it.each([
    ['neo4j://graph.example', 'unsupported-scheme'],
    ['http://graph.example', 'unsupported-scheme'],
    ['nonsense', 'unsupported-scheme'],
    ['bolt://user:pw@graph.example', 'validation-failed'],
    ['bolt://graph.example/db', 'validation-failed'],
    ['bolt://graph.example?x=1', 'validation-failed'],
  ])('is not %s', (text, code) => {
    expect(() => readAddress(text)).toThrow(expect.objectContaining({ code }));
  });
});
