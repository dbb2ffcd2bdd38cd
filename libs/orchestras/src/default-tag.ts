import type { PlanMetadata } from '@maestro/dsl';
import { orchestraTags, type OrchestraTag } from '@maestro/persistence';

const byKind: ReadonlyMap<string, OrchestraTag> = new Map([
  ['outreach', 'Outreach'],
  ['content', 'Content'],
  ['seo', 'Research'],
]);

/** The tag of an orchestra for which nobody chose one: by the pipeline kind of its score, else the score's own. */
export function defaultTag({ pipeline_kind: kind, tag }: PlanMetadata): OrchestraTag | null {
  return byKind.get(kind ?? '') ?? orchestraTags.find((known) => known === tag) ?? null;
}
