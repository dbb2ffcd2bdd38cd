import neo4j, { Neo4jError, type Driver, type Result, type Session } from 'neo4j-driver';
import type { Json } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { abortReason } from '../../abort-reason';
import type { HandlerContext } from '../../contract';
import { readAddress } from './address';
import { defaultRows, type CypherAnswer, type CypherInput } from './cypher';
import { openTunnel, type Tunnel } from './tunnel';
import { fromBolt, toBolt } from './values';

/**
 * Asks a server that speaks Bolt, such as Neo4j, in one transaction. Parameters are bound, never part of the text.
 *
 * @throws MaestroError of the way there (`egress-denied`, `connection`, `tls-error`), `validation-failed` where the query is at
 * fault, `service-unavailable` where it may be tried again, or the reason of the signal
 */
export async function askBolt(
  asked: CypherInput & { url: string },
  ctx: HandlerContext,
): Promise<CypherAnswer> {
  const address = readAddress(asked.url);
  const tunnel = await openTunnel(() =>
    ctx.egress.connect({ ...address, scheme: 'bolt', signal: ctx.signal }),
  );
  const driver = connect(tunnel, asked);
  const stop = () => tunnel.close();
  ctx.signal.addEventListener('abort', stop, { once: true });
  try {
    return await ask(driver, asked, ctx.idempotencyKey);
  } catch (error) {
    if (ctx.signal.aborted) throw abortReason(ctx.signal);
    throw tunnel.fault() ?? explained(error);
  } finally {
    ctx.signal.removeEventListener('abort', stop);
    await driver.close().catch(() => undefined);
    tunnel.close();
  }
}

function connect({ port }: Tunnel, { user, password }: CypherInput): Driver {
  const auth = user === undefined ? undefined : neo4j.auth.basic(user, password ?? '');
  return neo4j.driver(`bolt://127.0.0.1:${port}`, auth, {
    // The way out of this machine is secured by whoever opens it.
    encrypted: 'ENCRYPTION_OFF',
    maxConnectionPoolSize: 1,
    maxTransactionRetryTime: 0,
    telemetryDisabled: true,
    userAgent: 'maestro',
  });
}

async function ask(driver: Driver, asked: CypherInput, idempotencyKey: string): Promise<CypherAnswer> {
  const { database, query, parameters = {}, access = 'read', max_rows: maxRows = defaultRows } = asked;
  const mode = access === 'write' ? neo4j.session.WRITE : neo4j.session.READ;
  const session: Session = driver.session({ database, defaultAccessMode: mode, fetchSize: 1_000 });
  const tx = await session.beginTransaction({ metadata: { idempotency_key: idempotencyKey } });
  const answer = await collect(tx.run(query, toBolt(parameters) as object), maxRows);
  await tx.commit();
  return answer;
}

async function collect(result: Result, maxRows: number): Promise<CypherAnswer> {
  const columns = await result.keys();
  const rows: Json[][] = [];
  let truncated = false;
  for await (const record of result) {
    truncated = rows.length === maxRows;
    if (truncated) break;
    rows.push(columns.map((column) => fromBolt(record.get(column))));
  }
  const counted = truncated ? {} : (await result.summary()).counters.updates();
  const changes = Object.fromEntries(
    Object.entries(counted as Record<string, number>).filter(([, count]) => count !== 0),
  );
  return { columns: columns.map(String), rows, truncated, changes };
}

/** Of the classes of Neo4j's errors: what the client did wrong stays wrong, the rest may pass. */
function explained(error: unknown): unknown {
  if (!(error instanceof Neo4jError)) return error;
  const detail = `The graph database answered ${error.code}: ${error.message.slice(0, 500)}`;
  if (error.code.startsWith('Neo.ClientError.'))
    return new MaestroError('validation-failed', detail, { cause: error });
  return new MaestroError('service-unavailable', detail, { cause: error });
}
