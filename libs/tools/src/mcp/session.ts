import type { CredentialPlace } from '@maestro/persistence';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { RequestOptions } from '@modelcontextprotocol/sdk/shared/protocol.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { placeCredential } from '../credential';
import { egressFetch, type Exchange } from './egress-fetch';
import { isUnanswerable } from './faults';

export interface McpServer {
  url: string;
  placement: CredentialPlace | null;
}

export type Around = Exchange['around'];

/** Of an answer that a server breaks off and promises to go on with. */
const RESUMES = 3;
const RESUME_MS = 500;

/**
 * What a client and a server have agreed on. It holds no connection: each exchange brings the way that it may take, and only one of
 * them goes on at a time.
 */
export class McpSession {
  /** Whether the server said, since it was last asked, that its tools are others now. */
  toolsChanged = false;
  // Nothing is offered: no sampling, no questions to people, no files.
  private readonly client = new Client({ name: 'maestro', version: '1' }, { capabilities: {} });
  private readonly transport: StreamableHTTPClientTransport;

  private constructor(
    { url, placement }: McpServer,
    private exchange: Exchange,
  ) {
    const placed = placeCredential(placement, exchange.around.secret);
    const address = new URL(url);
    for (const [name, value] of Object.entries(placed.query)) address.searchParams.set(name, value);
    this.transport = new StreamableHTTPClientTransport(address, {
      fetch: egressFetch(() => this.exchange),
      requestInit: { headers: placed.headers },
      reconnectionOptions: {
        ...{ maxRetries: RESUMES, initialReconnectionDelay: RESUME_MS },
        ...{ maxReconnectionDelay: 8 * RESUME_MS, reconnectionDelayGrowFactor: 2 },
      },
    });
    this.client.onerror = (error) => {
      if (isUnanswerable(error)) this.exchange.fail(error);
    };
    this.client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      this.toolsChanged = true;
    });
  }

  static async open(server: McpServer, around: Around): Promise<McpSession> {
    const session = new McpSession(server, idle(around));
    try {
      await session.use(around, (client) =>
        // A greeting is not to be cancelled: its connection is closed, and that is all.
        client.connect(session.transport, { timeout: around.timeoutMs }),
      );
      return session;
    } catch (error) {
      await session.end();
      throw error;
    }
  }

  /** Whether the server remembers something between two requests. */
  get remembers(): boolean {
    return this.transport.sessionId !== undefined;
  }

  /** Whether the server has taken a request of the exchange that was last. */
  get taken(): boolean {
    return this.exchange.taken;
  }

  /** One exchange. What ends it ends what is still being read for it. */
  async use<T>(around: Around, work: (client: Client) => Promise<T>): Promise<T> {
    const over = new AbortController();
    const signal = AbortSignal.any([around.signal, over.signal]);
    const broken = new Promise<never>((_, fail) => {
      this.exchange = { around, signal, fail, taken: false };
    });
    try {
      return await Promise.race([work(this.client), broken]);
    } finally {
      this.exchange = { ...idle(around), taken: this.exchange.taken };
      over.abort();
    }
  }

  /** Says so to the server. A session that cannot be ended any more ends by itself. */
  async end(): Promise<void> {
    await this.transport.terminateSession().catch(() => undefined);
    await this.client.close().catch(() => undefined);
  }
}

function idle(around: Around): Exchange {
  return { around, signal: AbortSignal.abort(), fail: () => undefined, taken: false };
}

/**
 * One request of an exchange. Its signal is its own: the client goes on listening to it when the request is over, and would cancel what
 * has been answered.
 */
export async function within<T>(
  { signal, timeoutMs }: Pick<Around, 'signal' | 'timeoutMs'>,
  ask: (options: RequestOptions) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const stop = () => own.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await ask({ signal: own.signal, timeout: timeoutMs, maxTotalTimeout: timeoutMs });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
