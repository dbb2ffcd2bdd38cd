import { Redis } from 'ioredis';

/** Longest wait for one answer of Redis, in ms. */
export const COMMAND_TIMEOUT_MS = 1_500;

/**
 * A connection that fails rather than waits: nothing queues up while Redis is away, every command ends within
 * 1.5 s, and it reconnects by itself, for ever.
 */
export function openRedis(url: string, onError: (error: unknown) => void): Redis {
  const client = new Redis(url, {
    connectTimeout: COMMAND_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    disconnectTimeout: 500,
    keepAlive: 5_000,
    enableOfflineQueue: false,
    // A command cut off by a lost connection fails at once; it is never sent a second time behind our back.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    retryStrategy,
    reconnectOnError: isDemoted,
  });
  client.on('error', onError);
  return client;
}

/** Half a second at most: Redis is back before anybody has waited long. */
export function retryStrategy(attempt: number): number {
  return Math.min(500, 25 * 2 ** Math.min(attempt, 5));
}

/** A primary that became a replica refuses writes: only a new connection finds the new primary. */
export function isDemoted(error: Error): boolean {
  return error.message.startsWith('READONLY');
}

/**
 * Asks Redis. An unanswered command leaves a socket that may be dead without anybody having said so: it is dropped,
 * and the next command finds a fresh one.
 */
export async function ask<T>(client: Redis, command: () => Promise<T>): Promise<T> {
  await connected(client);
  try {
    return await command();
  } catch (error) {
    if (error instanceof Error && error.message === 'Command timed out') client.disconnect(true);
    throw error;
  }
}

/** Waits for a connection that is being made for the first time; a lost one is an error at once. */
async function connected(client: Redis): Promise<void> {
  if (client.status === 'ready') return;
  if (client.status !== 'connecting' && client.status !== 'connect')
    throw new Error('Redis is not connected');
  await new Promise<void>((resolve, reject) => {
    const done = (outcome: () => void) => () => {
      client.off('ready', onReady).off('close', onClose);
      clearTimeout(timer);
      outcome();
    };
    const onReady = done(resolve);
    const onClose = done(() => reject(new Error('Redis is not connected')));
    const timer = setTimeout(onClose, COMMAND_TIMEOUT_MS);
    client.on('ready', onReady).on('close', onClose);
  });
}
