import { eventually, type Installation } from '@maestro/testing';
import type { Servers } from './servers/serve.cjs';

/** What the cases of all examples share. */
export interface Stage {
  maestro: Installation;
  servers: Servers;
}

/** Starts a run of a template that is published already, and gives its id. */
export async function begin({ maestro }: Stage, template: string, inputs: object): Promise<string> {
  const body = { template, inputs };
  return (await maestro.client.request('POST', '/api/runs', { body: body as never })).id;
}

/** The same, once it is over. */
export async function play(stage: Stage, template: string, inputs: object) {
  return stage.maestro.ended(await begin(stage, template, inputs), 30_000);
}

/** How each node of a run stands, of the top level. */
export async function statuses({ maestro }: Stage, id: string): Promise<Record<string, string>> {
  const { data } = await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id } });
  const top = data.filter(({ parent_task }) => parent_task === null);
  return Object.fromEntries(top.map(({ node, status }) => [node, status]));
}

/** What a run asks people, once it does. */
export async function question({ maestro }: Stage, id: string) {
  return eventually(
    async () => {
      const { data } = await maestro.client.request('GET', '/api/approvals', {});
      return data.find(({ run_id: run }) => run === id);
    },
    { timeoutMs: 20_000, what: 'The question' },
  );
}
