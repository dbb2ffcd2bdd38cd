import { install, type Installation } from '@maestro/testing';

let maestro: Installation;
beforeAll(async () => {
  maestro = await install({ scheduler: 0 });
}, 60_000);
afterAll(() => maestro?.stop());

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
