import { publishTemplate } from '@maestro/catalog';
import {
  compileDocument,
  toFieldProblems,
  type HandlerCatalog,
  type JsonObject,
  type Plan,
} from '@maestro/dsl';
import type { Proposals, RunRef } from '@maestro/engine';
import { formatId, type TenantDatabase } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { checkToolUses } from '@maestro/tools';

export interface ProposalOptions {
  tenants: TenantDatabase;
  handlers: HandlerCatalog;
  /** Asks policy whether a run may publish a plan; throws where it may not. */
  permit(run: RunRef, about: { name: string; plan: Plan }): Promise<void>;
}

/** Looks over and publishes the plans that runs propose, each under the name of its digest. */
export function createProposals({ tenants, handlers, permit }: ProposalOptions): Proposals {
  const read = async (run: RunRef, definition: JsonObject) => {
    const compiled = compileDocument(definition, { handlers });
    if (!compiled.ok) throw invalid(compiled.diagnostics);
    const name = `plan.${compiled.contentHash.slice(0, 32)}`;
    if (compiled.tools.length > 0)
      await tenants.withTenant(run.tenantId, (tx) => checkToolUses(tx, { uses: compiled.tools, own: null }));
    await permit(run, { name, plan: compiled.plan });
    return { name, plan: compiled.plan, contentHash: compiled.contentHash };
  };
  return {
    check: async (run, definition) => {
      const { plan, contentHash } = await read(run, definition);
      const tasks = plan.nodes.filter(({ kind }) => kind === 'task');
      const named = [...new Set(tasks.map(({ ref }) => ref))].sort();
      return { digest: `sha256:${contentHash}`, handlers: named, nodes: plan.nodes.length };
    },
    publish: async (run, definition) => {
      const content = await read(run, definition);
      const source = JSON.stringify(definition, null, 2);
      const createdBy = `run:${formatId('run', run.runId)}`;
      const { template } = await tenants.withTenant(run.tenantId, (tx) =>
        publishTemplate(tx, { ...content, format: 'json', source, createdBy }),
      );
      return { templateId: template.id, version: template.version };
    },
  };
}

function invalid(diagnostics: Parameters<typeof toFieldProblems>[0]): MaestroError {
  const errors = toFieldProblems(diagnostics);
  return new MaestroError('template-invalid', `The plan has faults: ${errors[0]?.message ?? ''}`, { errors });
}
