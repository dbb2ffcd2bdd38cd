import { statement, type TenantTx } from '@maestro/persistence';
import type { CollectionRow } from './collection';
import { readWords } from './words';

const searchStatement = statement('search_chunks');
const countStatement = statement('count_words');
const similarStatement = statement('similar_words');

/** A passage by its number, and how well it does. */
export interface Hit {
  no: string;
  score: number;
}

/** Passages that have one of the rarest words: so many are looked at, and the other words of the question only order them. */
const CANDIDATES = 2_000;
/** Passages that are ranked at most, where even the rarest word is in more. */
const RANKED = 4_000;
/** Unknown words of a question for which similar ones are looked up, how many, and how similar. */
const SPELLINGS = { words: 4, each: 3, similarity: 0.4 };

interface Term {
  lexeme: string;
  /** Passages it occurs in. */
  chunks: number;
  /** 1 for a word that was asked for, less for one that is spelt like it. */
  likeness: number;
}

/**
 * Passages by their words: the rarer a word, and the more often a passage of a given length has it, the more it counts (as BM25
 * does). A word that nothing has stands for those that are spelt like it.
 *
 * @param documents numbers of those that are asked about, or null
 */
export async function searchText(
  tx: TenantTx,
  collection: CollectionRow,
  { query, documents, limit }: { query: string; documents: readonly string[] | null; limit: number },
): Promise<Hit[]> {
  const { wanted, required } = readWords(query);
  const terms = await termsOf(tx, collection, wanted);
  const demanded = required === '' ? '' : await demand(tx, collection, required);
  const any = candidates(terms, documents !== null && documents.length <= CANDIDATES);
  const search = [any.map(({ lexeme }) => quoted(lexeme)).join(' | '), demanded]
    .filter((part) => part !== '')
    .map((part) => `(${part})`)
    .join(' & ');
  if (search === '') return [];
  await tx.query(`SELECT set_config('app.search', $1, true)`, [search]);
  const rows = await tx.query<Hit>(searchStatement.text, [
    ...[tx.tenantId, collection.id],
    terms.map(({ lexeme }) => quoted(lexeme)),
    terms.map((term) => weight(term, collection.chunks)),
    Math.max(1, collection.words / Math.max(1, collection.chunks)),
    ...[documents, RANKED, limit],
  ]);
  return rows.map(({ no, score }) => ({ no, score: Number(score) }));
}

async function termsOf(tx: TenantTx, collection: CollectionRow, words: readonly string[]): Promise<Term[]> {
  const counted = await countWords(tx, collection, words);
  const terms = new Map<string, Term>();
  const add = (term: Term) => {
    if (term.chunks > 0 && (terms.get(term.lexeme)?.likeness ?? 0) < term.likeness)
      terms.set(term.lexeme, term);
  };
  for (const found of counted) for (const one of found) add({ ...one, likeness: 1 });
  const unknown = words
    .filter((_, i) => counted[i]?.length && counted[i].every(({ chunks }) => chunks === 0))
    .map((word) => word.toLowerCase().replace(/^\P{L}+|\P{L}+$/gu, ''))
    .filter((word) => /^\p{L}{4,40}$/u.test(word));
  for (const word of unknown.slice(0, SPELLINGS.words)) {
    const alike = await similarWords(tx, collection, word);
    const known = await countWords(
      tx,
      collection,
      alike.map((one) => one.word),
    );
    for (const [i, { similarity }] of alike.entries())
      for (const one of known[i] ?? []) add({ ...one, likeness: similarity });
  }
  return [...terms.values()];
}

/** Of each word its stems, with the passages they occur in. */
async function countWords(
  tx: TenantTx,
  { id, language }: CollectionRow,
  words: readonly string[],
): Promise<{ lexeme: string; chunks: number }[][]> {
  const found: { lexeme: string; chunks: number }[][] = words.map(() => []);
  if (words.length === 0) return found;
  const values = [tx.tenantId, id, language, words];
  const rows = await tx.query<{ n: number; lexeme: string; chunks: number }>(countStatement.text, values);
  for (const { n, ...term } of rows) found[n - 1]?.push(term);
  return found;
}

async function similarWords(
  tx: TenantTx,
  { id }: CollectionRow,
  word: string,
): Promise<{ word: string; similarity: number }[]> {
  await tx.query(
    `SELECT set_config('app.search_word', $1, true), set_config('pg_trgm.similarity_threshold', $2, true)`,
    [word, String(SPELLINGS.similarity)],
  );
  return tx.query(similarStatement.text, [tx.tenantId, id, word, SPELLINGS.each]);
}

/** Phrases that have to occur and words that must not, as a tsquery; empty where nothing remains of them. */
async function demand(tx: TenantTx, { language }: CollectionRow, required: string): Promise<string> {
  const [row] = await tx.query<{ search: string }>(
    'SELECT websearch_to_tsquery($1::regconfig, $2)::text AS search',
    [language, required],
  );
  return row?.search ?? '';
}

/** The rarest words, as long as there are not too many passages that have one. The others count where those are found. */
function candidates(terms: readonly Term[], few: boolean): Term[] {
  const sorted = [...terms].sort((a, b) => a.chunks - b.chunks);
  let sum = 0;
  return sorted.filter(({ chunks }, i) => few || (sum += chunks) <= CANDIDATES || i === 0);
}

function weight({ chunks, likeness }: Term, all: number): number {
  return likeness * Math.log(1 + (Math.max(all, chunks) - chunks + 0.5) / (chunks + 0.5));
}

function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
