import { basename } from 'node:path';
import type { Collection, DocumentBody, QueryBody } from '@maestro/client';
import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { readFileBytes } from '../files';
import { printable } from '../text/printable';
import { table } from '../text/table';

export interface CollectionOptions {
  language?: NonNullable<Collection['language']>;
  embedding?: string;
  description?: string;
  chunkSize?: string;
  chunkOverlap?: string;
}

export interface AddOptions {
  title?: string;
  uri?: string;
  metadata?: string;
}

export interface QueryOptions {
  count?: string;
  mode?: NonNullable<QueryBody['mode']>;
  filter?: string;
  minScore?: string;
}

/** What `maestro collection` does, by its second word. */
export type CollectionAction =
  | { action: 'list' }
  | { action: 'create'; name: string; options: CollectionOptions }
  | { action: 'add'; name: string; files: string[]; options: AddOptions }
  | { action: 'query'; name: string; question: string; options: QueryOptions }
  | { action: 'delete'; name: string; document: string | undefined }
  | { action: 'reindex'; name: string };

/** What the API takes as one document. */
const MAX_FILE = 8 * 1024 * 1024;

const mediaTypes: Readonly<Record<string, DocumentBody['media_type']>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  htm: 'text/html',
  html: 'text/html',
  pdf: 'application/pdf',
};

/** Shows, makes, fills and asks collections. */
export async function collection(context: Context, asked: CollectionAction): Promise<ExitCode> {
  switch (asked.action) {
    case 'list':
      return list(context);
    case 'create':
      return create(context, asked.name, asked.options);
    case 'add':
      return add(context, asked);
    case 'query':
      return query(context, asked);
    case 'delete':
      return remove(context, asked);
    case 'reindex':
      return reindex(context, asked.name);
  }
}

async function list(context: Context): Promise<ExitCode> {
  const { signal } = context;
  const client = context.connect();
  const rows = await everyPage((page) => client.request('GET', '/api/collections', { query: page, signal }));
  return show(context, rows, rows);
}

async function create(
  context: Context,
  name: string,
  { chunkSize, chunkOverlap, ...plain }: CollectionOptions,
): Promise<ExitCode> {
  const body = {
    ...{ name, ...plain },
    ...(chunkSize === undefined ? {} : { chunk_size: numberIn('--chunk-size', chunkSize) }),
    ...(chunkOverlap === undefined ? {} : { chunk_overlap: numberIn('--chunk-overlap', chunkOverlap) }),
  };
  const { signal } = context;
  const made = await context.connect().request('POST', '/api/collections', { body, signal });
  return show(context, made, [made]);
}

/** A file is the document of its name: added again, it takes the place of what was there. */
async function add(
  context: Context,
  { name, files, options: { metadata, ...options } }: { name: string; files: string[]; options: AddOptions },
): Promise<ExitCode> {
  if (files.length > 1 && (options.title !== undefined || options.uri !== undefined))
    throw new CliFault(ExitCode.usage, '--title and --uri are of one file');
  const client = context.connect();
  const about = {
    ...options,
    ...(metadata === undefined ? {} : { metadata: objectIn('--metadata', metadata) }),
  };
  const written = [];
  for (const file of files) {
    const content = readFileBytes(file, MAX_FILE).toString('base64');
    const type = mediaTypes[/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? ''] ?? 'text/plain';
    const body = { ...about, content, media_type: type, encoding: 'base64' as const };
    const params = { name, document: basename(file) };
    const route = '/api/collections/{name}/documents/{document}';
    const document = await client.request('PUT', route, { params, body, signal: context.signal });
    written.push(document);
    if (!context.json)
      context.out.line(`${printable(document.id)}: ${document.status}, ${document.chunks} passages`);
  }
  if (context.json) context.printJson(written);
  return ExitCode.ok;
}

async function query(
  context: Context,
  { name, question, options }: { name: string; question: string; options: QueryOptions },
): Promise<ExitCode> {
  const { count, mode, filter, minScore } = options;
  const body = {
    query: question,
    ...(mode === undefined ? {} : { mode }),
    ...(count === undefined ? {} : { k: numberIn('--count', count) }),
    ...(filter === undefined ? {} : { filter: objectIn('--filter', filter) }),
    ...(minScore === undefined ? {} : { min_score: numberIn('--min-score', minScore) }),
  };
  const request = { params: { name }, body, signal: context.signal };
  const answer = await context.connect().request('POST', '/api/collections/{name}/query', request);
  if (context.json) context.printJson(answer);
  else
    for (const [i, { score, document, title, start, end, text }] of answer.chunks.entries()) {
      const about = title === '' ? document : `${document}, ${title}`;
      context.out.line(`[${i + 1}] ${score.toFixed(3)} ${printable(about)} (${start}-${end})`);
      context.out.line(`    ${printable(text.replace(/\s+/g, ' ')).slice(0, 300)}`);
    }
  return ExitCode.ok;
}

async function remove(
  context: Context,
  { name, document }: { name: string; document: string | undefined },
): Promise<ExitCode> {
  const { signal } = context;
  const client = context.connect();
  const was =
    document === undefined
      ? await client.request('DELETE', '/api/collections/{name}', { params: { name }, signal })
      : await client.request('DELETE', '/api/collections/{name}/documents/{document}', {
          params: { name, document },
          signal,
        });
  if (context.json) context.printJson(was);
  else context.out.line(`${printable(document ?? name)}: deleted`);
  return ExitCode.ok;
}

/** Asks until none remain: each call makes some of them anew. */
async function reindex(context: Context, name: string): Promise<ExitCode> {
  const client = context.connect();
  const request = { params: { name }, signal: context.signal };
  let reindexed = 0;
  for (;;) {
    const step = await client.request('POST', '/api/collections/{name}/reindex', request);
    reindexed += step.reindexed;
    if (step.remaining === 0) break;
    context.err.line(`${step.remaining} documents remain`);
  }
  if (context.json) context.printJson({ reindexed, remaining: 0 });
  else context.out.line(`${reindexed} documents re-indexed`);
  return ExitCode.ok;
}

function show(context: Context, answer: unknown, rows: readonly Collection[]): ExitCode {
  if (context.json) {
    context.printJson(answer);
    return ExitCode.ok;
  }
  const cells = rows.map(({ name, language, embedding, documents, chunks, description }) =>
    [name, language, embedding ?? '', String(documents), String(chunks), description].map((text) => ({
      text: printable(text),
    })),
  );
  const heading = ['NAME', 'LANGUAGE', 'EMBEDDING', 'DOCUMENTS', 'PASSAGES', 'DESCRIPTION'];
  for (const line of table(heading, cells, context.out.columns)) context.out.line(line);
  return ExitCode.ok;
}

function numberIn(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new CliFault(ExitCode.usage, `${option} takes a number, not "${text}"`);
}

function objectIn(option: string, text: string): { [name: string]: never } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as { [name: string]: never };
  } catch {
    // Told below.
  }
  throw new CliFault(ExitCode.usage, `${option} takes a JSON object`);
}
