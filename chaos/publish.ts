import type { Published } from './load';
import type { Site, Workload } from './workloads/workload';

/** Publishes the template of each kind, and what it needs. */
export async function publish(site: Site, workloads: readonly Workload[]): Promise<Published[]> {
  const kinds: Published[] = [];
  for (const workload of workloads) kinds.push({ workload, templateId: await publishOne(site, workload) });
  return kinds;
}

async function publishOne(site: Site, workload: Workload): Promise<string> {
  let id = '';
  const own = { name: `chaos-${workload.name}`, definition: workload.definition(site) };
  for (const body of [...(workload.needs ?? []), own]) {
    const answer = await site.call('POST', '/api/templates', { body });
    if (answer.status >= 300)
      throw new Error(`${body.name} was answered with ${answer.status} ${JSON.stringify(answer.body)}`);
    id = String(answer.body.id);
  }
  return id;
}
