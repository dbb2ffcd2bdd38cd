import type { Plan } from '@maestro/dsl';
import { calledTemplate, type ClaimedTask, type Engine } from '@maestro/engine';
import type { ToolDoor } from '@maestro/handlers';
import type { TenantDatabase } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { resolveTools, specOf, type ToolSource } from '@maestro/tools';

/** What a task may learn of the tools of its tenant. */
export function createToolDoor(
  { engine, tenants }: { engine: Engine; tenants: TenantDatabase },
  { run }: Pick<ClaimedTask, 'run'>,
): ToolDoor {
  const template = (name: string) => planOf(engine, run, name);
  const source: ToolSource = { tenants, tenantId: run.ref.tenantId, template };
  return { describe: async (references) => (await resolveTools(source, references)).map(specOf) };
}

/** As a subflow of the run would find it. */
async function planOf(engine: Engine, run: ClaimedTask['run'], name: string): Promise<Plan | null> {
  try {
    const { templateId, version } = await calledTemplate(engine, run, { name, version: null });
    return (await engine.plans.get(run.ref.tenantId, templateId, version)).plan;
  } catch (error) {
    if (error instanceof MaestroError && error.code === 'unknown-ref') return null;
    throw error;
  }
}
