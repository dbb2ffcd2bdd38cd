import type { OrchestraFields, OrchestraTag } from '@maestro/persistence';
import { faultAt } from '@maestro/problems';
import { tidyCron } from '@maestro/orchestras';
import { readLabels } from '../runs/labels';
import { AUTO, type OrchestraBody, type OrchestraChanges, type SecretBindingsBody } from './orchestra-body';

type Given = Omit<OrchestraFields, 'enabled' | 'secretBindings'>;

/**
 * What a body says of a new orchestra.
 *
 * @param automatic the tag that its score gives it
 */
export function orchestraIn(body: OrchestraBody, automatic: OrchestraTag | null): Given {
  const { name, tag = AUTO, description = '', cron = '', timezone = 'UTC' } = body;
  return {
    name,
    tag: tag === AUTO ? automatic : tag,
    description,
    cron: tidyCron(cron),
    timeZone: timezone,
    schedule: body.schedule ?? {},
    inputs: body.inputs ?? {},
    labels: readLabels(body.labels ?? {}, '/labels'),
  };
}

/** What a body changes of an orchestra. */
export function changesIn(
  body: OrchestraChanges,
  automatic: () => OrchestraTag | null,
): Partial<OrchestraFields> {
  const { score_id: score, tag, cron, timezone, labels, ...plain } = body;
  if (score !== undefined)
    throw faultAt(
      'orchestra-score-immutable',
      '/score_id',
      'The score of an orchestra never changes: make another orchestra.',
    );
  return {
    ...plain,
    ...(tag === undefined ? {} : { tag: tag === AUTO ? automatic() : tag }),
    ...(cron === undefined ? {} : { cron: tidyCron(cron) }),
    ...(timezone === undefined ? {} : { timeZone: timezone }),
    ...(labels === undefined ? {} : { labels: readLabels(labels, '/labels') }),
  };
}

const MAX_BINDINGS = 100;

/** Names by names. */
export function bindingsIn({ bindings }: SecretBindingsBody): Record<string, string> {
  const entries = Object.entries(bindings);
  if (entries.length > MAX_BINDINGS)
    throw faultAt('limit-exceeded', '/bindings', `This may have ${MAX_BINDINGS} entries.`);
  const odd = entries.find(([, secret]) => typeof secret !== 'string');
  if (odd) throw faultAt('wrong-type', `/bindings/${odd[0]}`, 'This must be the name of a secret.');
  return Object.fromEntries(entries) as Record<string, string>;
}
