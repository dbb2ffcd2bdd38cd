import { createHmac, randomBytes } from 'node:crypto';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { isForgotten, stoppedBy, toMaestroError } from './faults';
import { McpSession, type Around, type McpServer } from './session';

/** Whose calls may go on with what earlier ones of theirs have begun. */
export interface SessionOwner {
  tenantId: string;
  runId: string;
}

/** How one call speaks to a server. */
export type McpWork<T> = (client: Client, session: McpSession) => Promise<T>;

interface Kept {
  session: McpSession;
  key: string;
  timer: NodeJS.Timeout;
}

const MOST = 64;
const IDLE_MS = 60_000;

/**
 * Sessions with MCP servers that calls use again. A session of a server that remembers things stays within its run: what one run brings
 * a server to remember is none of another's business. A server that has no sessions is greeted once for all runs of the tenant.
 */
export class McpSessions {
  /** The one that was used last is the last. */
  private readonly kept = new Set<Kept>();
  /** Secrets are compared under it: none of them is kept in a key. */
  private readonly salt = randomBytes(32);
  private closed = false;

  constructor(private readonly limits: { most: number; idleMs: number } = { most: MOST, idleMs: IDLE_MS }) {}

  /**
   * One exchange with a server, in a session that is used by nobody else meanwhile. Where the server has forgotten it, the exchange is
   * made again in a new one.
   *
   * @throws MaestroError as the work threw it, `timeout`, `connection`, `http_4xx`, `http_5xx`, `tool-failed`
   */
  async exchange<T>(
    { owner, server }: { owner: SessionOwner; server: McpServer },
    around: Around,
    work: McpWork<T>,
  ): Promise<T> {
    const key = (runId: string | null) => this.keyOf([owner.tenantId, runId, server, around.secret]);
    const keys = { run: key(owner.runId), tenant: key(null) };
    try {
      const known = this.take(keys.run) ?? this.take(keys.tenant);
      const answered = known && (await this.again(known, around, work));
      if (known && answered) {
        this.keep(known, keys);
        return answered.value;
      }
      const session = await McpSession.open(server, around);
      const value = await spoken(session, around, work);
      this.keep(session, keys);
      return value;
    } catch (error) {
      throw around.signal.aborted ? stoppedBy(around.signal) : toMaestroError(error);
    }
  }

  /** Ends all that nobody uses, and keeps none from now on. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.kept].map((one) => this.drop(one)));
  }

  /** Null where the server no longer knows the session. */
  private async again<T>(
    session: McpSession,
    around: Around,
    work: McpWork<T>,
  ): Promise<{ value: T } | null> {
    try {
      return { value: await spoken(session, around, work) };
    } catch (error) {
      if (isForgotten(error, session.taken)) return null;
      throw error;
    }
  }

  private take(key: string): McpSession | null {
    const found = [...this.kept].findLast((one) => one.key === key);
    if (!found) return null;
    clearTimeout(found.timer);
    this.kept.delete(found);
    return found.session;
  }

  private keep(session: McpSession, keys: { run: string; tenant: string }): void {
    if (this.closed) return void session.end();
    const key = session.remembers ? keys.run : keys.tenant;
    const timer = setTimeout(() => void this.drop(kept), this.limits.idleMs).unref();
    const kept: Kept = { session, key, timer };
    this.kept.add(kept);
    const [oldest] = this.kept;
    if (oldest && this.kept.size > this.limits.most) void this.drop(oldest);
  }

  private async drop(one: Kept): Promise<void> {
    clearTimeout(one.timer);
    this.kept.delete(one);
    await one.session.end();
  }

  private keyOf(parts: readonly unknown[]): string {
    return createHmac('sha256', this.salt).update(JSON.stringify(parts)).digest('base64');
  }
}

/** Whatever goes wrong ends the session: the next exchange begins with another. */
async function spoken<T>(session: McpSession, around: Around, work: McpWork<T>): Promise<T> {
  try {
    return await session.use(around, (client) => work(client, session));
  } catch (error) {
    void session.end();
    throw error;
  }
}
