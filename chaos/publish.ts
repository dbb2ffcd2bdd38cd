import type { Published } from './load';
import type { Site, Workload } from './workloads/workload';

/** Publishes the template of each kind. Those that the API refuses are told apart, not dropped in silence. */
export async function publish(
  site: Site,
  workloads: readonly Workload[],
): Promise<{ kinds: Published[]; unsupported: string[] }> {
  const kinds: Published[] = [];
  const unsupported: string[] = [];
  for (const workload of workloads) {
    const templateId = await publishOne(site, workload);
    if (templateId === null) unsupported.push(workload.name);
    else kinds.push({ workload, templateId });
  }
  return { kinds, unsupported };
}

async function publishOne(site: Site, workload: Workload): Promise<string | null> {
  let id: string | null = null;
  const own = { name: `chaos-${workload.name}`, definition: workload.definition(site) };
  for (const body of [...(workload.needs ?? []), own]) {
    const answer = await site.call('POST', '/api/templates', { body });
    if (answer.status >= 400 && answer.status < 500) return null;
    if (answer.status >= 300) throw new Error(`${body.name} could not be published: ${answer.status}`);
    id = String(answer.body.id);
  }
  return id;
}
