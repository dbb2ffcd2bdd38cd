/** DBOS with a queue: another process enqueues, workers take. */
export { client, prefill, reset, worker } from './dbos.mjs';

export const name = 'dbos-queue';
export const guarantee = 'each step committed with fsync in Postgres before the next';
