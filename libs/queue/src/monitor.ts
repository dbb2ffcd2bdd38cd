import { QueueKeys } from 'bullmq';
import { ask, openRedis } from './connection';
import { drawTurns, type Turns } from './draw-turns';
import { LANES, laneName } from './lane';
import { backlogKey } from './pressure';
import { readGeneration, renewGeneration } from './generation';
import { createReporter, type OnError } from './report';

/** Looks at the queue from outside: for health, metrics and the refiller. Nothing here waits longer than 1.5 s. */
export interface QueueMonitor {
  /** True where Redis answers. Never throws. */
  ping(): Promise<boolean>;
  /** Messages that wait in both lanes of a queue; each names up to 50 tasks. */
  queueDepth(queue: string): Promise<number>;
  /** Lets everybody know for so long that tasks of the queue wait in the database: who competes queues up behind them. */
  markBacklog(queue: string, ms: number): Promise<void>;
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
      const depths = await Promise.all(lists.map((list) => ask(client, () => client.llen(list))));
      return depths.reduce((sum, depth) => sum + depth, 0);
    },
    markBacklog: async (queue, ms) => {
      await ask(client, () => client.set(backlogKey(prefix, queue), '1', 'PX', ms));
    },
    readGeneration: () => readGeneration(client, prefix),
    renewGeneration: (refill) => renewGeneration(client, prefix, refill),
    drawTurns: (taken) => ask(client, () => drawTurns(client, prefix, taken)),
    close: () => client.disconnect(),
  };
}
