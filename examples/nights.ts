import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, type Installation } from '@maestro/testing';

/** Of a machine that has other things to do. */
const PATIENCE_MS = 15_000;
/** Leases run out when the clock is moved: they are taken anew before anything is due, or attempts would count as lost. */
const BEFORE_MS = 1_500;

/** An orchestra whose nights a test lets pass. */
export interface Nights {
  id: string;
  /** Moves the clock of the database to a moment before an instant, or a number of ms; nobody waits for it. */
  clock(at: string | number): Promise<void>;
  /** The slots so far, as `06-02 02:00 fired`, the oldest first. */
  slots(): Promise<string[]>;
  /** The runs so far, the oldest first. */
  runs(): Promise<string[]>;
  /** The run of the next slot, once there are so many. */
  run(count: number): Promise<string>;
  /** When the task of a node is tried again, once it waits for that; later than an attempt that was waited for before. */
  retryAt(run: string, node: string, before?: number): Promise<number>;
}

/** A score and the `orchestra.json` beside it; `from` is when it is switched on. */
export interface Score {
  folder: string;
  score: string;
  from: string;
  inputs: Record<string, unknown>;
}

/** Publishes the score of a folder, deploys it as its `orchestra.json` says, and switches it on. */
export async function deploy(maestro: Installation, { folder, score, from, inputs }: Score): Promise<Nights> {
  const { client } = maestro;
  const clock = (at: string | number) =>
    maestro.database.setClockOffset(new Date(at).getTime() - BEFORE_MS - Date.now());
  const source = readFileSync(join(folder, score), 'utf8');
  const template = await client.request('POST', '/api/templates', { body: { source } });
  const fields = JSON.parse(readFileSync(join(folder, 'orchestra.json'), 'utf8')) as { name: string };
  await clock(from);
  const body = { ...fields, score_id: template.id, inputs };
  const { id } = await client.request('POST', '/api/orchestras', { body });
  await client.request('PATCH', '/api/orchestras/{id}', { params: { id }, body: { enabled: true } });
  const tasksOf = async (run: string) =>
    (await client.request('GET', '/api/runs/{id}/tasks', { params: { id: run } })).data;
  const runs = async () =>
    (await client.request('GET', '/api/orchestras/{id}/runs', { params: { id } })).data
      .map((run) => run.id)
      .sort();
  return {
    ...{ id, clock, runs },
    slots: async () =>
      (await client.request('GET', '/api/orchestras/{id}/schedule', { params: { id } })).past
        .map(({ at, status, reason }) => [at.slice(5, 16).replace('T', ' '), status, reason].filter(Boolean))
        .map((parts) => parts.join(' '))
        .sort(),
    run: async (count) =>
      (await eventually(
        async () => {
          const all = await runs();
          return all.length >= count ? all[count - 1] : undefined;
        },
        { timeoutMs: PATIENCE_MS, what: `Run ${count}` },
      )) as string,
    retryAt: async (run, node, before = 0) =>
      (await eventually(
        async () => {
          const task = (await tasksOf(run)).find((one) => one.node === node);
          const at = task?.wait?.reason === 'BACKOFF' ? Date.parse(task.wait.wake_at ?? '') : 0;
          return at > before && at;
        },
        { timeoutMs: PATIENCE_MS, what: `Another attempt at ${node}` },
      )) as number,
  };
}
