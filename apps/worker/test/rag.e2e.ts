import { install, startOpenAiServer, type Installation, type ModelServer } from '@maestro/testing';

let maestro: Installation;
let server: ModelServer;
beforeAll(async () => {
  [maestro, server] = await Promise.all([install(), startOpenAiServer()]);
  // Before the worker remembers where the tenant lets it go.
  await maestro.allow(server.host);
}, 60_000);
afterAll(() => Promise.all([maestro?.stop(), server?.close()]));

const source = `apiVersion: maestro/v1
kind: Workflow
metadata: { name: handbook }
spec:
  nodes:
    - id: fill
      kind: task
      ref: rag_ingest
      with:
        collection: handbook
        documents:
          - { id: keys, title: Keys, content: "Rotate a key with maestro key rotate.", metadata: { team: ops } }
          - { id: page, media_type: text/html, content: "<h1>Cats</h1><p>Cats sleep all day.</p>" }
    - id: ask
      kind: task
      ref: rag_query
      with: { collection: handbook, query: how do I rotat a key, filter: { team: ops } }
  edges:
    - { from: fill, to: ask }
`;

it('fills a collection and asks it, and filling it again changes nothing', async () => {
  const body = { name: 'handbook', language: 'english' as const, embedding: 'local/hashed-ngrams' };
  await maestro.client.request('POST', '/api/collections', { body });
  const { id } = await maestro.client.request('POST', '/api/templates', { body: { source } });
  for (const counts of [{ new: 2 }, { new: 0, unchanged: 2 }]) {
    const started = await maestro.client.request('POST', '/api/runs', { body: { template_id: id } });
    const ended = await maestro.ended(started.id);
    const params = { id: ended.id };
    const { data } = await maestro.client.request('GET', '/api/runs/{id}/tasks', { params });
    expect(data.map(({ error }) => error)).toEqual([null, null]);
    expect(data[0]?.output).toMatchObject(counts);
    const place = { document: 'keys', version: 1, title: 'Keys', uri: null, start: 0, end: 37 };
    expect(data[1]?.output).toMatchObject({
      mode: 'hybrid',
      chunks: [{ ...place, text: 'Rotate a key with maestro key rotate.', metadata: { team: 'ops' } }],
      citations: [{ marker: '[1]', ...place }],
      context: '[1] Keys\nRotate a key with maestro key rotate.',
    });
  }
}, 60_000);

it('pays for vectors of a provider once, and tells the run what they cost', async () => {
  const models = [{ name: 'embed', context_tokens: 8_000 }];
  const provider = { name: 'vectors', kind: 'openai' as const, base_url: server.url, models };
  await maestro.client.request('POST', '/api/model-providers', { body: provider });
  await maestro.client.request('PUT', '/api/model-pricing/{model}', {
    params: { model: 'embed' },
    body: { input_nanos: 1_000_000, output_nanos: 0 },
  });
  const body = { name: 'paid', embedding: 'vectors/embed' };
  await maestro.client.request('POST', '/api/collections', { body });
  // The second batch fails, and what the first has cost is not spent again.
  const documents = Array.from({ length: 70 }, (_, i) => ({ id: `d${i}`, content: `passage number ${i}` }));
  server.otherwise(() => (server.calls.length === 2 ? { status: 500 } : {}));
  const source = JSON.stringify({
    apiVersion: 'maestro/v1',
    kind: 'Workflow',
    metadata: { name: 'paid' },
    spec: {
      nodes: [
        {
          ...{ id: 'fill', kind: 'task', ref: 'rag_ingest', with: { collection: 'paid', documents } },
          retry: { max_attempts: 2, backoff: 'fixed', delay: '1ms' },
        },
        {
          id: 'ask',
          kind: 'task',
          ref: 'rag_query',
          with: { collection: 'paid', query: 'number 7', mode: 'vector' },
        },
        // What is reserved for a question that nothing can answer is given back.
        {
          id: 'nothing',
          kind: 'task',
          ref: 'rag_query',
          with: { collection: 'paid', query: 'number 7', filter: { shelf: 'none' } },
        },
      ],
      edges: [
        { from: 'fill', to: 'ask' },
        { from: 'fill', to: 'nothing' },
      ],
    },
  });
  const { id } = await maestro.client.request('POST', '/api/templates', { body: { source } });
  const started = await maestro.client.request('POST', '/api/runs', { body: { template_id: id } });
  const ended = await maestro.ended(started.id);
  const { data } = await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id: ended.id } });
  expect(data.map(({ error }) => error)).toEqual([null, null, null]);
  const sent = server.calls.map(({ body: asked }) => (asked['input'] as string[]).length);
  expect(sent).toEqual([64, 6, 6, 1]);
  const entries = await maestro.sql(`SELECT node, amount::int, flags FROM maestro_cost_entries ORDER BY at`);
  const [first, third, query] = server.bills.map(({ input }) => input * 1_000);
  // Of the batch whose answer was lost nobody knows: the most that it can have cost is charged.
  const lost = documents.slice(64).reduce((sum, { content }) => sum + content.length + 16, 0) * 1_000;
  expect(entries).toEqual([
    { node: 'fill', amount: (first ?? 0) + lost, flags: [] },
    { node: 'fill', amount: third, flags: [] },
    { node: 'ask', amount: query, flags: [] },
  ]);
}, 60_000);
