import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, install, type Installation } from '@maestro/testing';
import { openOutside, type Outside } from './outside';

export type Run = Awaited<ReturnType<Installation['ended']>>;
export type Task = Awaited<ReturnType<typeof listTasks>>[number];

/** One installation and one outside world, which all the examples share. */
export interface Stage {
  maestro: Installation;
  outside: Outside;
  /** Publishes a template of this folder. `change` makes another one of it. */
  publish(file: string, change?: (source: string) => string): Promise<string>;
  /** Starts a run of a published template, and gives its id. */
  start(template: string, inputs?: object): Promise<string>;
  /** Publishes, starts, and waits for the end. */
  play(file: string, inputs?: object): Promise<Run>;
  ended(runId: string): Promise<Run>;
  /** Tasks in the order of their numbers. */
  tasks(runId: string): Promise<Task[]>;
  /** Status by node, of the top level. */
  statuses(runId: string): Promise<Record<string, string>>;
  /** Code of what a node failed by. */
  failure(runId: string, node: string): Promise<string | undefined>;
  /** The task of a node, once it is parked for this reason. */
  parked(runId: string, node: string, reason: string): Promise<Task>;
  /** Resolves once the outside world has seen so many calls of a line. */
  called(line: string, times?: number): Promise<void>;
  stop(): Promise<void>;
}

const END_MS = 30_000;

export async function openStage(): Promise<Stage> {
  const [maestro, outside] = await Promise.all([install({ worker: 1, scheduler: 1 }), openOutside()]);
  await maestro.allow(outside.host);
  const { client } = maestro;

  const publish: Stage['publish'] = async (file, change = (source) => source) => {
    const source = change(readFileSync(join(__dirname, file), 'utf8'));
    return (await client.request('POST', '/api/templates', { body: { source } })).id;
  };
  const start: Stage['start'] = async (template, inputs = {}) => {
    const body = { template_id: template, inputs: { service: outside.url, ...inputs } };
    return (await client.request('POST', '/api/runs', { body })).id;
  };
  const ended: Stage['ended'] = (runId) => maestro.ended(runId, END_MS);
  const tasks: Stage['tasks'] = (runId) => listTasks(maestro, runId);
  return {
    maestro,
    outside,
    publish,
    start,
    ended,
    tasks,
    play: async (file, inputs) => ended(await start(await publish(file), inputs)),
    statuses: async (runId) =>
      Object.fromEntries(
        (await tasks(runId))
          .filter(({ parent_task }) => parent_task === null)
          .map(({ node, status }) => [node, status]),
      ),
    failure: async (runId, node) => (await tasks(runId)).find((task) => task.node === node)?.error?.code,
    parked: (runId, node, reason) =>
      eventually(
        async () => (await tasks(runId)).find((task) => task.node === node && task.wait?.reason === reason),
        { timeoutMs: END_MS, what: `${reason} of ${node}` },
      ) as Promise<Task>,
    called: async (line, times = 1) => {
      await eventually(() => outside.calls.filter((call) => call.line === line).length >= times, {
        timeoutMs: END_MS,
        what: `${times} × ${line}`,
      });
    },
    stop: async () => {
      await outside.close();
      await maestro.stop();
    },
  };
}

async function listTasks({ client }: Installation, id: string) {
  return (await client.request('GET', '/api/runs/{id}/tasks', { params: { id } })).data;
}
