import { QueueKeys } from 'bullmq';
import { ask, openRedis } from './connection';
import { drawTurns, type Turns } from './draw-turns';
import { LANES, laneName } from './lane';
import { markBacklog } from './pressure';
import { inLine } from './tenant-turns';
import { readGeneration, renewGeneration } from './generation';
import { createReporter, type OnError } from './report';

/** Looks at the queue from outside: for health, metrics and the refiller. Nothing here waits longer than 1.5 s. */
export interface QueueMonitor {
  /** True where Redis answers. Never throws. */
  ping(): Promise<boolean>;
  /** Messages that wait in both lanes of a queue, or for their turn to enter one; each names up to 50 tasks. */
  queueDepth(queue: string): Promise<number>;
  /** Lets everybody know for so long that tasks of these tenants wait in the database: new ones queue up behind them. */
  markBacklog(queue: string, tenants: readonly string[], ms: number): Promise<void>;
  /** The generation, or null where the queue was lost and must be refilled. */
  readGeneration(): Promise<string | null>;
  /** Refills and writes a new generation; null where Redis was emptied meanwhile. */
  renewGeneration(refill: () => Promise<unknown>): Promise<string | null>;
  /** Adds turns to what all processes have taken, and says for how many milliseconds each rate is used up. */
  drawTurns(taken: readonly Turns[]): Promise<number[]>;
  close(): void;
}

export interface QueueMonitorOptions {
  redisUrl: string;
  prefix: string;
  onError: OnError;
}

export function createQueueMonitor({ redisUrl, prefix, onError }: QueueMonitorOptions): QueueMonitor {
  const client = openRedis(redisUrl, createReporter(onError));
  const keys = new QueueKeys(prefix);
  return {
    ping: () =>
      ask(client, () => client.ping()).then(
        () => true,
        () => false,
      ),
    queueDepth: async (queue) => {
      const lists = LANES.map((lane) => keys.toKey(laneName(queue, lane), 'wait'));
      const depths = await Promise.all([
        ...lists.map((list) => ask(client, () => client.llen(list))),
        ask(client, () => inLine(client, prefix, queue)),
      ]);
      return depths.reduce((sum, depth) => sum + depth, 0);
    },
    markBacklog: (queue, tenants, ms) =>
      ask(client, () => markBacklog(client, { prefix, queue }, { tenants, ms })),
    readGeneration: () => readGeneration(client, prefix),
    renewGeneration: (refill) => renewGeneration(client, prefix, refill),
    drawTurns: (taken) => ask(client, () => drawTurns(client, prefix, taken)),
    close: () => client.disconnect(),
  };
}
