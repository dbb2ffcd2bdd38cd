import { createRequire } from 'node:module';
import type { Json, JsonObject } from '@maestro/dsl';
import type { GraphData } from '@maestro/graphs';
import { MaestroError } from '@maestro/problems';
import type { CypherAnswer, CypherInput } from './cypher';
import { defaultRows } from './cypher';
import { requireQuestion } from './reading-only';
import { toJson } from './to-json';

/** As far as it is used: the package is there only where an operator has installed it. */
interface Engine {
  Database: new (path: string, bufferBytes: number) => { close(): Promise<void> };
  Connection: new (database: object) => Connection;
}
interface Connection {
  query(text: string): Promise<unknown>;
  prepare(text: string): Promise<{ isSuccess(): boolean; getErrorMessage(): string }>;
  execute(statement: object, parameters: object): Promise<Rows>;
  close(): Promise<void>;
}
interface Rows {
  hasNext(): boolean;
  getNext(): Promise<Record<string, unknown>>;
  getColumnNames(): Promise<string[]>;
}

const optional = createRequire(__filename);
const PACKAGE = '@ladybugdb/core';
const BUFFER_BYTES = 512 * 1024 * 1024;
const BATCH = 10_000;

/** Whether the embedded engine is installed. */
export function hasEmbedded(): boolean {
  return load() !== null;
}

/**
 * Asks the graph that it is given, in memory: nodes are `(:Node {id})`, edges `[:Edge {weight}]` from source to target. It can
 * neither write nor reach a file.
 *
 * @throws MaestroError `handler-disabled` where the engine is not installed, `validation-failed` where the query is at fault
 */
export async function askEmbedded(graph: GraphData, asked: CypherInput): Promise<CypherAnswer> {
  requireQuestion(asked.query);
  const engine = load();
  if (!engine)
    throw new MaestroError(
      'handler-disabled',
      `Cypher on a graph of the input needs ${PACKAGE} on the worker.`,
    );
  const database = new engine.Database(':memory:', BUFFER_BYTES);
  const connection = new engine.Connection(database);
  try {
    await fill(connection, graph);
    return await ask(connection, asked);
  } finally {
    await connection.close();
    await database.close();
  }
}

function load(): Engine | null {
  try {
    return optional(PACKAGE) as Engine;
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

async function fill(connection: Connection, { nodes = [], edges }: GraphData): Promise<void> {
  await connection.query('CREATE NODE TABLE Node(id STRING, PRIMARY KEY(id))');
  await connection.query('CREATE REL TABLE Edge(FROM Node TO Node, weight DOUBLE)');
  const names = [...new Set([...nodes, ...edges.flatMap(({ source, target }) => [source, target])])];
  const addNodes = await connection.prepare('UNWIND $rows AS row CREATE (:Node {id: row})');
  for (const rows of batches(names)) await connection.execute(addNodes, { rows });
  const addEdges = await connection.prepare(
    'UNWIND $rows AS row MATCH (a:Node {id: row.s}), (b:Node {id: row.t}) CREATE (a)-[:Edge {weight: row.w}]->(b)',
  );
  const rows = edges.map(({ source, target, weight = 1 }) => ({ s: source, t: target, w: weight }));
  for (const batch of batches(rows)) await connection.execute(addEdges, { rows: batch });
}

function* batches<T>(list: readonly T[]): Generator<T[]> {
  for (let at = 0; at < list.length; at += BATCH) yield list.slice(at, at + BATCH);
}

async function ask(
  connection: Connection,
  { query, parameters = {}, max_rows: maxRows = defaultRows }: CypherInput,
): Promise<CypherAnswer> {
  const statement = await connection.prepare(query);
  if (!statement.isSuccess()) throw atFault(statement.getErrorMessage());
  const result = await connection.execute(statement, parameters).catch((error: Error) => {
    throw atFault(error.message);
  });
  const columns = await result.getColumnNames();
  const rows: Json[][] = [];
  while (result.hasNext() && rows.length < maxRows) {
    const row = await result.getNext();
    rows.push(columns.map((column) => toJson(row[column])));
  }
  return { columns, rows, truncated: result.hasNext(), changes: {} as JsonObject };
}

function atFault(message: string): MaestroError {
  return new MaestroError('validation-failed', `The query is at fault: ${message.slice(0, 500)}`);
}
