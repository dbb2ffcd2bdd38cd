/** DBOS without a queue: workflows are started in the process that runs them. */
import * as dbos from './dbos.mjs';

export const name = 'dbos-direct';
export const guarantee =
  'each step committed with fsync in Postgres before the next; started in the worker itself';
export const { prefill, reset } = dbos;
export const worker = (context, report) => dbos.worker({ ...context, direct: true }, report);
export const client = (context) => dbos.client({ ...context, direct: true });
