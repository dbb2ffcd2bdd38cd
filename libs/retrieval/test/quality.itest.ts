import { createFixture, local, type Fixture, type Keeper } from './fixture';
import { labelledDocuments } from './labelled/documents';
import { gradeOf, labelledQueries, ndcg, type LabelledQuery } from './labelled/queries';

/** What each way to search must reach on the labelled set, over all questions: a change that makes it worse is seen. */
const FLOORS = { text: 0.8, vector: 0.7, hybrid: 0.79 };
const kinds = ['plain', 'typo', 'paraphrase'] as const;

const documents = labelledDocuments();
let fixture: Fixture;
let keeper: Keeper;

beforeAll(async () => {
  fixture = await createFixture();
  keeper = await fixture.newTenant();
  await keeper.make({ embedding: local });
  await keeper.put(...documents.map(({ id, title, text }) => ({ id, title, text })));
});
afterAll(() => fixture.close());

it('has documents and questions enough, each of which has an answer', () => {
  expect(documents.length).toBeGreaterThanOrEqual(150);
  expect(labelledQueries.length).toBeGreaterThanOrEqual(40);
  const hopeless = labelledQueries.filter((asked) => !documents.some((one) => gradeOf(one, asked) === 3));
  expect(hopeless.map(({ query }) => query)).toEqual([]);
});

it.each(['text', 'vector', 'hybrid'] as const)('ranks well in mode %s', async (mode) => {
  const scoreOf = async (asked: LabelledQuery) => {
    const passages = await keeper.ask(asked.query, { mode, k: 10 });
    const grades = new Map(documents.map((document) => [document.id, gradeOf(document, asked)]));
    return ndcg(
      passages.map(({ document }) => grades.get(document) ?? 0),
      [...grades.values()],
    );
  };
  const scored: (LabelledQuery & { score: number })[] = [];
  for (const asked of labelledQueries) scored.push({ ...asked, score: await scoreOf(asked) });
  const mean = (of: readonly { score: number }[]) =>
    of.reduce((sum, { score }) => sum + score, 0) / of.length;
  const parts = kinds.map((kind) => `${kind} ${mean(scored.filter((one) => one.kind === kind)).toFixed(3)}`);
  process.stdout.write(`nDCG@10 ${mode}: ${mean(scored).toFixed(3)} (${parts.join(', ')})\n`);
  expect(mean(scored)).toBeGreaterThanOrEqual(FLOORS[mode]);
});
