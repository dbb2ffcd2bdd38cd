import { askEmbedded, hasEmbedded } from './ask-embedded';

const graph = {
  nodes: ['z'],
  edges: [
    { source: 'a', target: 'b', weight: 2 },
    { source: 'b', target: 'c' },
  ],
};

if (!hasEmbedded())
  process.stdout.write(
    'skipped: @ladybugdb/core is not installed; a graph of the input is not asked in Cypher\n',
  );

(hasEmbedded() ? describe : describe.skip)('Cypher on a graph of the input', () => {
  it('follows its edges and binds parameters', async () => {
    const query =
      'MATCH (a:Node {id: $from})-[e:Edge*1..3]->(b) RETURN b.id AS id, length(e) AS steps ORDER BY id';
    expect(await askEmbedded(graph, { query, parameters: { from: 'a' } })).toEqual({
      columns: ['id', 'steps'],
      rows: [
        ['b', 1],
        ['c', 2],
      ],
      truncated: false,
      changes: {},
    });
  });

  it('gives no more rows than are wanted', async () => {
    const query = 'MATCH (a:Node) RETURN a.id';
    expect(await askEmbedded(graph, { query, max_rows: 2 })).toMatchObject({
      rows: { length: 2 },
      truncated: true,
    });
  });

  it('says what is wrong with a query', async () => {
    await expect(askEmbedded(graph, { query: 'MATCH (a:Nobody) RETURN a' })).rejects.toMatchObject({
      code: 'validation-failed',
    });
  });
});

it('without the engine says what is missing, and never runs what is no question', async () => {
  await expect(askEmbedded(graph, { query: "COPY Node TO '/tmp/x.csv'" })).rejects.toMatchObject({
    code: 'validation-failed',
  });
  if (!hasEmbedded())
    await expect(askEmbedded(graph, { query: 'RETURN 1' })).rejects.toMatchObject({
      code: 'handler-disabled',
    });
});
