import { Pool, types, type PoolClient, type QueryResultRow } from 'pg';
import { createAnnouncer, EVENTS_CHANNEL, tenantsOf } from './announce';
import { withRetry } from './retry';
import { statement, type Statement } from './sql';
import { disturbed, undisturbed } from './statement-faults';

const announceStatement = statement('announce');

/**
 * The engine's connection: its own role, direct to the server, hot statements under their names. What writes history is
 * announced after its commit.
 */
export interface EngineDatabase {
  query<R extends QueryResultRow>(statement: Statement, values?: unknown[]): Promise<R[]>;
  /**
   * As `query`, but committed without waiting for the disk: only for what harms nobody when a crash of the server
   * takes it back, such as a claim. It reserves nothing and writes no event.
   */
  relaxed<R extends QueryResultRow>(statement: Statement, values?: unknown[]): Promise<R[]>;
  /** Runs `work` in one transaction; deadlocks and serialisation failures repeat it whole. */
  transaction<T>(work: (client: EngineTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface EngineTransaction {
  query<R extends QueryResultRow>(statement: Statement, values?: unknown[]): Promise<R[]>;
}

export interface PoolOptions {
  url: string;
  max: number;
  /** Shown in pg_stat_activity. */
  application: string;
  onError?: (error: Error) => void;
  /** For tests: says of each statement whether it goes wrong. */
  faults?: () => boolean;
}

/**
 * Plans are generic: a hot statement is planned once, whatever its arrays hold. It is planned while its tables may be
 * empty, so that a scan looks cheap: every hot statement has an index, and shall use it.
 */
const SETTINGS =
  '-c plan_cache_mode=force_generic_plan -c jit=off -c enable_seqscan=off -c enable_mergejoin=off';
/** Opened when first used, and few: only claims and announcements go here. */
const RELAXED_CONNECTIONS = 2;

/**
 * Opens the pool. Every wait has an end: a black-holed socket fails a query after 15 s instead of never.
 */
export function openEngineDatabase(options: PoolOptions): EngineDatabase {
  const pool = createPool(options, SETTINGS);
  const relaxedOptions = { ...options, max: RELAXED_CONNECTIONS };
  const relaxed = createPool(relaxedOptions, `${SETTINGS} -c synchronous_commit=off`);
  const perform = options.faults ? disturbed(options.faults) : undisturbed;
  const run = async <R extends QueryResultRow>(
    client: Pool | PoolClient,
    statement: Statement,
    values: unknown[] = [],
  ) => {
    const { name, text } = statement;
    return (await perform(() => client.query<R>({ name, text, values }))).rows;
  };

  const announcer = createAnnouncer((payload) => run(relaxed, announceStatement, [EVENTS_CHANNEL, payload]));
  const tell = (statement: Statement, values: unknown[] = []): void => {
    if (statement.writesHistory) announcer.tell(tenantsOf(values));
  };

  return {
    query: async <R extends QueryResultRow>(statement: Statement, values?: unknown[]) => {
      const rows = await withRetry(() => run<R>(pool, statement, values));
      tell(statement, values);
      return rows;
    },
    relaxed: (statement, values) => withRetry(() => run(relaxed, statement, values)),
    transaction: (work) =>
      withRetry(async () => {
        const client = await pool.connect();
        let broken: Error | undefined;
        // Between two statements nobody listens: a connection that is cut then would end the process.
        const hearError = (error: Error): void => {
          broken = error;
        };
        client.on('error', hearError);
        try {
          await client.query('BEGIN');
          const told: Parameters<typeof tell>[] = [];
          const result = await work({
            query: (statement, values) => {
              told.push([statement, values]);
              return run(client, statement, values);
            },
          });
          await perform(() => client.query('COMMIT'));
          for (const call of told) tell(...call);
          return result;
        } catch (error) {
          await client.query('ROLLBACK').catch((rollback: Error) => {
            broken = rollback;
          });
          throw error;
        } finally {
          client.off('error', hearError);
          client.release(broken);
        }
      }),
    close: async () => {
      await Promise.all([pool.end(), relaxed.end()]);
    },
  };
}

/** A pool whose sockets are watched and whose queries cannot hang. */
export function createPool({ url, max, application, onError }: PoolOptions, options?: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: application,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    query_timeout: 15_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 10_000,
    lock_timeout: 5_000,
    keepAlive: true,
    ...(options ? { options } : {}),
    types: { getTypeParser: typeParser },
  });
  // An idle connection that breaks emits on the pool; unheard, it would end the process.
  pool.on('error', (error) => onError?.(error));
  return pool;
}

const INT8 = 20;

/** Tokens are 63-bit: they stay text. All else as the driver does it. */
function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === INT8) return (value: string) => value;
  return types.getTypeParser(oid, format as 'text');
}
