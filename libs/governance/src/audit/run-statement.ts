import { digest, type Json, type JsonObject } from '@maestro/dsl';
import { RUN_PREDICATE, STATEMENT_TYPE } from '@maestro/evidence';
import { formatId } from '@maestro/persistence';

/** What the database knows of a run that has ended. */
export interface RunFacts extends Record<string, unknown> {
  tenant_id: string;
  run_id: string;
  status: string;
  inputs: Json;
  outputs: Json;
  created_by: string;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date;
  rerun_of: string | null;
  parent_run: string | null;
  template_id: string;
  template_version: number;
  template_name: string;
  content_hash: string;
  tasks: [node: number, status: string, count: number][];
  artifacts: [node: number, digest: string][];
  approvals: { n: number; digest: string; status: string; votes: JsonObject[] }[];
  decisions: JsonObject[];
}

export interface StatedNode extends Record<string, unknown> {
  id: string;
  handler: string;
  model: string | null;
}

/**
 * An in-toto Statement v1 of a run: what it ran, from what, by whose leave, and what came of it. Values are there by their
 * digests alone (SHA-256 over canonical JSON): whoever may read the statement need not be allowed to read them.
 */
export function stateRun(run: RunFacts, nodes: readonly StatedNode[]): JsonObject {
  const id = formatId('run', run.run_id);
  const nodeOf = (index: number) => nodes[index] ?? { id: String(index), handler: 'unknown', model: null };
  const models = run.tasks.flatMap(([node, status]) =>
    status === 'skipped' ? [] : (nodeOf(node).model ?? []),
  );
  return {
    _type: STATEMENT_TYPE,
    subject: [
      { name: id, digest: { sha256: digest(run.outputs) } },
      ...run.artifacts.map(([node, named]) => ({
        name: `${id}/${nodeOf(node).id}`,
        digest: { sha256: named.replace(/^sha256:/, '') },
      })),
    ],
    predicateType: RUN_PREDICATE,
    predicate: {
      run: {
        ...{ id, tenant: formatId('ten', run.tenant_id), status: run.status, started_by: run.created_by },
        created_at: run.created_at.toISOString(),
        started_at: run.started_at?.toISOString() ?? null,
        finished_at: run.finished_at.toISOString(),
        rerun_of: run.rerun_of && formatId('run', run.rerun_of),
        parent: run.parent_run && formatId('run', run.parent_run),
      },
      template: {
        ...{ id: formatId('tpl', run.template_id), name: run.template_name, version: run.template_version },
        digest: { sha256: run.content_hash },
      },
      inputs: { sha256: digest(run.inputs) },
      outputs: { sha256: digest(run.outputs) },
      tasks: run.tasks.map(([node, status, count]) => ({
        ...{ node: nodeOf(node).id, handler: nodeOf(node).handler, status, count },
      })),
      models: [...new Set(models)].sort(),
      approvals: run.approvals.map(({ n, digest: shown, status, votes }) => ({
        n,
        digest: shown,
        status,
        votes,
      })),
      decisions: run.decisions,
    },
  };
}
