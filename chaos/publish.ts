import type { Published } from './load';
import type { Site, Workload } from './workloads/workload';

/** Publishes the template of each kind. Those that the API refuses are told apart, not dropped in silence. */
export async function publish(
  site: Site,
  workloads: readonly Workload[],
): Promise<{ kinds: Published[]; unsupported: string[] }> {
  const kinds: Published[] = [];
  const unsupported: string[] = [];
  const routes = await routesOf(site);
  for (const workload of workloads) {
    const served = workload.routes?.every((route) => routes.has(route)) ?? true;
    const templateId = served ? await publishOne(site, workload) : null;
    if (templateId === null) unsupported.push(workload.name);
    else kinds.push({ workload, templateId });
  }
  return { kinds, unsupported };
}

async function routesOf(site: Site): Promise<Set<string>> {
  const { body } = await site.call('GET', '/api/openapi.json');
  return new Set(Object.keys((body.paths ?? {}) as object));
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
