import { Readable } from 'node:stream';
import type { Authenticator } from '@maestro/governance';
import type { ServiceLogger } from '@maestro/nest-kit';
import { MaestroError } from '@maestro/problems';
import { observe } from '@maestro/telemetry';

/** Streams of one process: each polls the database while it is open. */
const MAX_STREAMS = 1_000;
/** With the authenticator's own memory of 2 s, a revoked key ends its streams within 4 s. */
const RECHECK_MS = 2_000;

/** Event streams that are open, so that they can be ended: by a stop of the service, or when what opened them no longer does. */
export class OpenStreams {
  private readonly open = new Set<AbortController>();
  private readonly unobserve: () => void;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly logger: ServiceLogger,
  ) {
    this.unobserve = observe('sseClients', () => [{ value: this.open.size }]);
  }

  get count(): number {
    return this.open.size;
  }

  /**
   * Opens a stream of frames for the holder of a credential, a key or a session.
   *
   * @throws MaestroError `service-unavailable` where there are too many
   */
  add(presented: string, begin: (signal: AbortSignal) => AsyncGenerator<string | Buffer>): Readable {
    if (this.open.size >= MAX_STREAMS) {
      throw new MaestroError('service-unavailable', 'Too many event streams are open here.', {
        retryAfter: 5,
      });
    }
    const controller = new AbortController();
    const stream = readableOf(begin(controller.signal), controller);
    const recheck = setInterval(() => void this.recheck(presented, stream), RECHECK_MS);
    this.open.add(controller);
    stream.on('error', (error) => this.logger.error({ err: error }, 'an event stream failed'));
    stream.on('close', () => {
      clearInterval(recheck);
      this.open.delete(controller);
    });
    return stream;
  }

  /** Ends all streams; their clients connect again, to another process. */
  closeAll(): void {
    for (const controller of this.open) controller.abort();
    this.unobserve();
  }

  private async recheck(presented: string, stream: Readable): Promise<void> {
    try {
      const principal = await this.authenticator.authenticate(presented);
      // Destroyed and not ended: a client that does not read would never get to the end.
      if (principal === null) stream.destroy();
    } catch (error) {
      this.logger.warn({ err: error }, 'the key of an event stream could not be checked');
    }
  }
}

/**
 * A stream that asks for the next text only when the last one was taken. Destroying it wakes its source up, which
 * may be waiting for something to happen: `Readable.from` would let it wait on.
 */
function readableOf(source: AsyncGenerator<string | Buffer>, controller: AbortController): Readable {
  return new Readable({
    read() {
      source.next().then(
        ({ done, value }) => this.push(done ? null : value),
        (error: Error) => this.destroy(error),
      );
    },
    destroy(error, callback) {
      controller.abort();
      source.return(undefined).then(
        () => callback(error),
        () => callback(error),
      );
    },
  });
}
