import { createEgress } from '@maestro/egress';
import { createContext } from '../../../test/context';
import { readAddress } from './address';
import { askBolt } from './ask-bolt';
import type { CypherInput } from './cypher';

/** Address of a server that speaks Bolt and may be written to; it is left as it was. */
const url = process.env.MAESTRO_TEST_BOLT_URL;

if (url === undefined)
  process.stdout.write('skipped: MAESTRO_TEST_BOLT_URL names no server; Bolt is asked of a double alone\n');

(url === undefined ? describe.skip : describe)('a real server over Bolt', () => {
  const address = readAddress(url ?? 'bolt://127.0.0.1');
  const egress = createEgress({ allow: [`${address.host}:${address.port}`] });
  afterAll(() => egress.close());
  const ask = (given: Omit<CypherInput, 'url'>, signal?: AbortSignal) =>
    askBolt({ url: url as string, ...given }, createContext({ egress, signal }));

  it('gives values of every kind as JSON', async () => {
    const query = `RETURN $n AS whole, $x AS part, $list AS list, {a: null, b: true} AS map, 9007199254740993 AS big,
      date('2024-02-29') AS day, duration('P1DT2H') AS long, point({x: 1, y: 2}) AS place, datetime('2024-02-29T10:00:00Z') AS at`;
    const { columns, rows } = await ask({ query, parameters: { n: 3, x: 0.5, list: [1, 'two', null] } });
    const [row = []] = rows;
    expect(Object.fromEntries(columns.map((name, i) => [name, row[i]]))).toEqual({
      ...{ whole: 3, part: 0.5, list: [1, 'two', null], map: { a: null, b: true }, big: '9007199254740993' },
      ...{ day: '2024-02-29', long: 'P1DT2H', at: '2024-02-29T10:00:00Z' },
      place: expect.stringMatching(/^Point\{.*x=1.*y=2/),
    });
  });

  it('writes, tells what changed, and gives nodes, relationships and paths', async () => {
    const made = await ask({
      access: 'write',
      query: 'CREATE p = (a:Maestro {name: $name})-[r:KNOWS {since: 1833}]->(b:Maestro) RETURN a, r, p',
      parameters: { name: "Ada'}) //" },
    });
    expect(made.changes).toEqual({
      labelsAdded: 2,
      nodesCreated: 2,
      propertiesSet: 2,
      relationshipsCreated: 1,
    });
    const node = { id: expect.any(String), labels: ['Maestro'], properties: { name: "Ada'}) //" } };
    expect(made.rows[0]).toEqual([
      node,
      expect.objectContaining({ type: 'KNOWS', properties: { since: 1833 } }),
      { nodes: [node, expect.anything()], relationships: [expect.objectContaining({ type: 'KNOWS' })] },
    ]);
    const gone = await ask({ access: 'write', query: 'MATCH (n:Maestro) DETACH DELETE n' });
    expect(gone.changes).toEqual({ nodesDeleted: 2, relationshipsDeleted: 1 });
  });

  it('refuses to write where it reads, and says what is wrong with a query', async () => {
    for (const query of ['CREATE (:Maestro)', 'MATCH (n', 'RETURN $missing'])
      await expect(ask({ query })).rejects.toMatchObject({
        code: 'validation-failed',
        message: expect.stringContaining('Neo.ClientError'),
      });
    expect((await ask({ query: 'MATCH (n:Maestro) RETURN count(n)' })).rows).toEqual([[0]]);
  });

  it('takes no more rows than are wanted, and ends with its task', async () => {
    const query = 'UNWIND range(1, 1000000) AS i RETURN i';
    expect(await ask({ query, max_rows: 2 })).toMatchObject({ rows: [[1], [2]], truncated: true });
    const stopper = new AbortController();
    const asked = ask({ query: 'UNWIND range(1, 10000000000) AS i RETURN count(i)' }, stopper.signal);
    setImmediate(() => stopper.abort());
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });
});
