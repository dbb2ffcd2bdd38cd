import { formatId, type FreezeScope } from '@maestro/persistence';
import type { RunToStart } from '@maestro/tenancy';

/** What a scope looks at in a run. */
export type ScopedRun = Pick<RunToStart, 'labels' | 'metadata' | 'template' | 'orchestra'>;

/** The labels that say in which environment a run works; the tenant's own counts, too. */
const ENVIRONMENT_LABELS = ['environment', 'env'] as const;

/** Whether a window is about a run: every part of its scope that is there has to fit, one entry of a list will do. */
export function isInScope(scope: FreezeScope, run: ScopedRun, tenantEnv: string): boolean {
  const { labels = {}, tags = [], templates = [], environments = [] } = scope;
  const { id, name } = run.template;
  const named = [name, id, formatId('tpl', id)];
  const marks = [run.metadata['tag'], run.labels['tag'], run.orchestra?.tag];
  const places = [tenantEnv, ...ENVIRONMENT_LABELS.map((label) => run.labels[label])];
  return (
    Object.entries(labels).every(([label, value]) => run.labels[label] === value) &&
    (tags.length === 0 || tags.some((tag) => marks.includes(tag))) &&
    (templates.length === 0 || templates.some((template) => named.includes(template))) &&
    (environments.length === 0 || environments.some((environment) => places.includes(environment)))
  );
}
