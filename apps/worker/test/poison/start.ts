import { join } from 'node:path';
import { install, type Installation, type ServicesOptions } from '@maestro/testing';

const WORKER = join(__dirname, 'worker.cjs');

/** Maestro with workers that also serve the handler of `handler.cjs`. */
export function installPoisonable(
  options: Omit<ServicesOptions, 'database' | 'redis' | 'entries'> = {},
): Promise<Installation> {
  return install({
    ...options,
    env: { ...options.env, MAESTRO_TASK_KINDS: 'poison' },
    entries: { worker: WORKER },
  });
}

let templates = 0;

/** A run of these nodes, each line one flow mapping. */
export async function startRun(maestro: Installation, ...nodes: string[]): Promise<string> {
  const name = `poison-${(templates += 1)}`;
  const spec = nodes.map((node) => `    - ${node}`).join('\n');
  const source = `apiVersion: maestro/v1\nkind: Workflow\nmetadata: { name: ${name} }\nspec:\n  nodes:\n${spec}\n`;
  const { id } = await maestro.client.request('POST', '/api/templates', { body: { source } });
  return (await maestro.client.request('POST', '/api/runs', { body: { template_id: id } })).id;
}

export async function tasksOf(maestro: Installation, runId: string) {
  return (await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id: runId } })).data;
}
